/** Which rendition to fetch next: the design's rule, as pure functions.
 *
 * A rendition fits where the measured bandwidth is at least 1.5 times its bitrate. Below 5 s of
 * buffer the player goes down to what fits; above 15 s it may go up, one step at a time; in between
 * it stays, so that it does not flicker. The design looks every 5 s; a choice here is for a whole
 * segment of 10 s, so the lower threshold is asked about the moment when the segment would be here:
 * else a line that collapses is noticed a segment too late.
 */
export const HEADROOM = 1.5;
export const LOW_BUFFER = 5; // seconds
export const HIGH_BUFFER = 15;

export interface Rendition {
  /** Bits per second, the peak that the playlist declares. */
  bitrate: number;
  height: number;
}

/** The best that fits; the lowest where none does. Renditions are in ascending order. */
export function fitting(renditions: readonly Rendition[], bandwidth: number): number {
  const found = renditions.findLastIndex(({ bitrate }) => bitrate * HEADROOM <= bandwidth);
  return Math.max(0, found);
}

export interface Moment {
  /** Where it is now; none before the first segment. */
  current: number | null;
  /** Seconds ahead of the playing position. */
  buffer: number;
  /** Bits per second. */
  bandwidth: number;
  /** Seconds of film in the next segment. */
  segment: number;
}

export function next(renditions: readonly Rendition[], moment: Moment): number {
  const fits = fitting(renditions, moment.bandwidth);
  if (moment.current === null) return fits;
  const current = Math.min(moment.current, renditions.length - 1);
  const download = (moment.segment * (renditions[current]?.bitrate ?? 0)) / moment.bandwidth;
  if (moment.buffer - download < LOW_BUFFER) return Math.min(current, fits);
  if (moment.buffer > HIGH_BUFFER && fits > current) return current + 1;
  return current;
}
