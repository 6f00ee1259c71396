/** What a card says of a film, in words. */
import type { Film, Viewer, Watched } from '../api/client';
import { lasting } from '../words/format';

export type Maturity = Viewer['maturity'];
export const MATURITIES: readonly Maturity[] = ['all', '7+', '13+', '16+', '18+'];
export const FOR_KIDS: readonly Maturity[] = ['all', '7+'];

export const SORTS = { newest: 'Newest', released: 'Release date', rating: 'Best rated', title: 'Title' } as const;
export type Sort = keyof typeof SORTS;

export const sortOf = (text: string | null): Sort => (text !== null && Object.hasOwn(SORTS, text) ? (text as Sort) : 'newest');

export const suitable = (maturity: Maturity): string => (maturity === 'all' ? 'All ages' : maturity);

/** "8 s", "12 min", "1 h 32 min": as long as it takes; nothing where that is not known. */
export function runtime(seconds: number): string {
  return seconds > 0 ? lasting(Math.max(1, seconds)) : '';
}

/** How much of it was watched, in per cent. */
export function watchedShare({ position, video }: Pick<Watched, 'position'> & { video: Pick<Film, 'duration'> }): number {
  if (!(video.duration > 0)) return 0;
  return Math.min(100, Math.max(0, (position / video.duration) * 100));
}

export function left({ position, video }: Pick<Watched, 'position'> & { video: Pick<Film, 'duration'> }): string {
  const rest = runtime(Math.max(0, video.duration - position));
  return rest ? `${rest} left` : '';
}

/** The path of a list: what is as always is left out. */
export function browsing(genre: string | null, sort: Sort): string {
  const query = new URLSearchParams();
  if (genre) query.set('genre', genre);
  if (sort !== 'newest') query.set('sort', sort);
  return `/watch/browse${query.size ? `?${query}` : ''}`;
}
