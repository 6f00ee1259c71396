// Runs before every request for a film's files, and refuses whatever it does not know (V7).
//
//   /t/<token>/videos/<id>/<file>   what plays: the token names the film and the highest picture
//   /videos/<id>/poster.<...>       posters, for everybody
//
// The token is a JWT signed with HS256 by a key of the associated store, found by its `kid`. It is
// taken out of the path before the cache is asked, so that all viewers share one copy of each file.
// A file's rung is in its name; what carries none is one of the names below, or is refused.
import crypto from 'crypto';
import cf from 'cloudfront';

const PLAYED = /^\/t\/([\w-]+\.[\w-]+\.[\w-]+)\/videos\/([\w-]+)\/([A-Za-z0-9][\w.-]*)$/;
const POSTER = /^\/videos\/[\w-]+\/poster(\.[A-Za-z0-9]+)+$/;
const MASTER = /^master\.(m3u8|mpd)$/;
const CAPPED = /^master_cap([0-9]+)\.(m3u8|mpd)$/;
const WITHOUT_RUNG = /^(master_audio|master_captions_|poster\.|storyboard)/;
const RUNG = /_(240p|480p|720p|1080p|4K)(?=[_.]|init\.)/g;
const HEIGHTS = { '240p': 240, '480p': 480, '720p': 720, '1080p': 1080, '4K': 2160 };
const LONGEST = 1024; // characters of a token

async function handler(event) {
  const request = event.request;
  try {
    const uri = await inside(request.uri);
    if (uri !== '') {
      request.uri = uri;
      request.querystring = {};
      return request;
    }
  } catch (error) {
    // Whatever it was, nobody gets in by it.
  }
  return {
    statusCode: 403,
    statusDescription: 'Forbidden',
    headers: { 'cache-control': { value: 'no-store' } },
  };
}

// The path in the bucket, or '' where the request may not have it.
async function inside(uri) {
  if (POSTER.test(uri)) return uri;
  const parts = PLAYED.exec(uri);
  if (parts === null || parts[1].length > LONGEST || uri.indexOf('..') !== -1) return '';
  const claims = await verified(parts[1]);
  if (claims === null || claims.vid !== parts[2]) return '';
  const file = allowed(parts[3], claims.cap);
  return file === '' ? '' : '/videos/' + parts[2] + '/' + file;
}

// What the token says, or null.
async function verified(token) {
  const parts = token.split('.');
  const header = decoded(parts[0]);
  if (header.alg !== 'HS256' || typeof header.kid !== 'string' || 'crit' in header) return null;
  const key = await cf.kvs().get(header.kid);
  if (typeof key !== 'string' || key.length < 32) return null;
  const signature = crypto.createHmac('sha256', key).update(parts[0] + '.' + parts[1]).digest('base64url');
  if (!same(signature, parts[2])) return null;
  const claims = decoded(parts[1]);
  const now = Date.now() / 1000;
  if (typeof claims.exp !== 'number' || claims.exp <= now) return null;
  if ('nbf' in claims && !(typeof claims.nbf === 'number' && claims.nbf <= now)) return null;
  if (typeof claims.vid !== 'string' || typeof claims.cap !== 'number') return null;
  return claims;
}

function decoded(text) {
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
}

// Without telling by its time how much of it is right.
function same(one, other) {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

// The file a viewer of that cap gets for this name, or ''.
function allowed(file, cap) {
  const master = MASTER.exec(file);
  if (master !== null) return 'master_cap' + cap + '.' + master[1];
  const capped = CAPPED.exec(file);
  if (capped !== null) return Number(capped[1]) <= cap ? file : '';
  const height = tallest(file);
  if (height === 0) return WITHOUT_RUNG.test(file) ? file : '';
  return height <= cap ? file : '';
}

function tallest(file) {
  let height = 0;
  RUNG.lastIndex = 0;
  for (let found = RUNG.exec(file); found !== null; found = RUNG.exec(file)) {
    height = Math.max(height, HEIGHTS[found[1]]);
  }
  return height;
}
