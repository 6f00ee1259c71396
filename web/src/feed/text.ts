/** A tweet's text as parts to show. The API keeps it as it was written and says which addresses in
 * it have short ones; tags and names are found by the rules the platform indexes by. */
import type { Tweet } from '../api/client';
import { bare } from '../words/format';

export type Part =
  | { kind: 'plain'; text: string }
  | { kind: 'link'; text: string; href: string; clicks: number | null }
  | { kind: 'mention' | 'tag'; text: string; href: string };

const WORD = /(?<![\p{L}\p{N}_@#/&])(?:[#＃]([\p{L}\p{N}_\p{M}\u200c\u200d]*[\p{L}\p{M}_][\p{L}\p{N}_\p{M}\u200c\u200d]*)|[@＠]([A-Za-z0-9_-]{1,50}))/gu;
const LONGEST = 34;

export function parts(text: string, links: Tweet['links']): Part[] {
  const found: Part[] = [];
  let at = 0;
  for (const [from, link] of placed(text, links)) {
    if (from < at) continue; // inside of one that is shown already
    found.push(...words(text.slice(at, from)));
    const shown = bare(link.url);
    const cut = shown.length > LONGEST ? `${shown.slice(0, LONGEST - 1)}…` : shown;
    found.push({ kind: 'link', text: cut, href: link.shortUrl, clicks: link.clicks ?? null });
    at = from + link.url.length;
  }
  return [...found, ...words(text.slice(at))];
}

/** Every place of every address, the first and the longer first. */
function placed(text: string, links: Tweet['links']): [number, Tweet['links'][number]][] {
  const found: [number, Tweet['links'][number]][] = [];
  for (const link of links) {
    for (let from = text.indexOf(link.url); from >= 0; from = text.indexOf(link.url, from + 1)) found.push([from, link]);
  }
  return found.sort(([a, one], [b, two]) => a - b || two.url.length - one.url.length);
}

function words(text: string): Part[] {
  const found: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(WORD)) {
    if (match.index > at) found.push({ kind: 'plain', text: text.slice(at, match.index) });
    const [all, tag, name] = match;
    found.push(
      tag
        ? { kind: 'tag', text: all, href: `/app/search?q=${encodeURIComponent(`#${tag}`)}` }
        : { kind: 'mention', text: all, href: `/app/people/${name}` },
    );
    at = match.index + all.length;
  }
  if (at < text.length) found.push({ kind: 'plain', text: text.slice(at) });
  return found;
}

export const LONGEST_TWEET = 280;

/** Code points of the composed form, as the API counts. */
export const length = (text: string): number => [...text.normalize('NFC')].length;
