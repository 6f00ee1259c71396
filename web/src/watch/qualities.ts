/** What the ladder and the tracks of a playlist are called. */
import type { Quality } from '../api/client';
import { language } from '../words/format';

export interface Choice {
  index: number;
  name: string;
}

const RUNG = /_(240p|480p|720p|1080p|4K)\./;
const HEIGHTS: [Quality, number][] = [
  ['240p', 240],
  ['480p', 480],
  ['720p', 720],
  ['1080p', 1080],
  ['4K', 2160],
];

/** The rung is in a playlist's name; the picture may be smaller than its rung. */
export function rung(url: string, width: number, height: number): Quality {
  const named = RUNG.exec(url)?.[1] as Quality | undefined;
  if (named) return named;
  const short = Math.min(width, height);
  return HEIGHTS.find(([, most]) => short <= most)?.[0] ?? '4K';
}

/** Languages in the viewer's own; the uploader's words where they say more. */
export function captions(tracks: readonly { lang?: string; name: string }[]): Choice[] {
  return tracks.map(({ lang, name: label }, index) => {
    const name = lang ? language(lang) : label;
    const more = label && ![lang, name].some((known) => known?.toLowerCase() === label.toLowerCase());
    return { index, name: more && lang ? `${name} (${label})` : name };
  });
}
