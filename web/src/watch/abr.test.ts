import { describe, expect, test } from 'vitest';

import { fitting, HIGH_BUFFER, LOW_BUFFER, next, type Rendition } from './abr';
import { TRACES } from './traces';

/** The design's ladder: 240p to 4K. */
const LADDER: Rendition[] = [
  { height: 240, bitrate: 400_000 },
  { height: 480, bitrate: 1_000_000 },
  { height: 720, bitrate: 2_500_000 },
  { height: 1080, bitrate: 5_000_000 },
  { height: 2160, bitrate: 15_000_000 },
];
const SEGMENT = 10; // seconds

describe('what fits', () => {
  test('is the best rendition with half as much bandwidth again', () => {
    expect(fitting(LADDER, 3_750_000)).toBe(2);
    expect(fitting(LADDER, 3_749_999)).toBe(1);
  });

  test('is the lowest where none does', () => {
    expect(fitting(LADDER, 1)).toBe(0);
  });
});

describe('the next rendition', () => {
  const at = (current: number | null, buffer: number, bandwidth: number) =>
    next(LADDER, { current, buffer, bandwidth, segment: SEGMENT });

  test('at the start is what fits', () => {
    expect(at(null, 0, 8_000_000)).toBe(3);
  });

  test('goes down to what fits below five seconds of buffer', () => {
    expect(at(4, LOW_BUFFER - 0.1, 700_000)).toBe(0);
  });

  test('does not go up below five seconds', () => {
    expect(at(1, 2, 99_000_000)).toBe(1);
  });

  test('stays between the thresholds', () => {
    for (const bandwidth of [6_000_000, 99_000_000]) expect(at(2, 10, bandwidth)).toBe(2);
  });

  test('goes down where the buffer would be below five seconds before the segment is here', () => {
    expect(at(3, 20, 50_000_000 / 14)).toBe(3);
    expect(at(3, 20, 50_000_000 / 16)).toBe(1);
  });

  test('goes up one step above fifteen seconds', () => {
    expect(at(1, HIGH_BUFFER + 0.1, 99_000_000)).toBe(2);
    expect(at(1, HIGH_BUFFER, 99_000_000)).toBe(1);
  });

  test('stays above fifteen seconds where nothing better fits', () => {
    expect(at(2, 30, 3_000_000)).toBe(2);
  });

  test('is one that there is, after the ladder became shorter', () => {
    expect(next(LADDER.slice(0, 2), { current: 4, buffer: 10, bandwidth: 9_000_000, segment: SEGMENT })).toBe(1);
  });
});

interface Watched {
  stalls: number;
  switches: number;
  bitrate: number;
}

/** As pessimistic as an average of the last few and the last one. */
function estimate(measured: readonly number[]): number {
  const last = measured.slice(-4);
  if (!last.length) return 2_000_000;
  const mean = last.reduce((sum, each) => sum + each, 0) / last.length;
  return Math.min(mean, last.at(-1) ?? mean);
}

/** Ten minutes of a film over a line whose bandwidth (kbit/s for each second) a trace says. */
function watch(trace: readonly number[]): Watched {
  const measured: number[] = [];
  let [now, buffer, started] = [0, 0, false];
  let current: number | null = null;
  const seen: Watched = { stalls: 0, switches: 0, bitrate: 0 };
  for (let segment = 0; segment < 60; segment++) {
    const chosen = next(LADDER, { current, buffer, bandwidth: estimate(measured), segment: SEGMENT });
    if (current !== null && chosen !== current) seen.switches++;
    current = chosen;
    const bits = (LADDER[chosen]?.bitrate ?? 0) * SEGMENT;
    let [left, seconds] = [bits, 0];
    while (left > 0) {
      left -= (trace[Math.floor(now + seconds) % trace.length] ?? 0) * 1000 * 0.1;
      seconds += 0.1;
    }
    now += seconds;
    if (started && seconds > buffer) seen.stalls++;
    buffer = Math.max(0, started ? buffer - seconds : buffer) + SEGMENT;
    started = true;
    measured.push(bits / seconds);
    seen.bitrate += (LADDER[chosen]?.bitrate ?? 0) / 60;
    const idle = Math.max(0, buffer - 30); // no more than half a minute ahead
    now += idle;
    buffer -= idle;
  }
  return seen;
}

describe('over lines as they were recorded on the way', () => {
  test('a steady line ends at the best that fits and stays there', () => {
    const seen = watch(TRACES.steady);
    expect(seen.stalls).toBe(0);
    expect(seen.switches).toBeLessThanOrEqual(2);
    expect(seen.bitrate).toBeGreaterThan(2_400_000);
  });

  test('a train ride does not stall and uses what there is', () => {
    const seen = watch(TRACES.train);
    expect(seen.stalls).toBeLessThanOrEqual(1);
    expect(seen.bitrate).toBeGreaterThan(400_000);
  });

  test('a bus ride changes seldom', () => {
    const seen = watch(TRACES.bus);
    expect(seen.stalls).toBeLessThanOrEqual(1);
    expect(seen.switches).toBeLessThanOrEqual(12);
  });

  test('a line that collapses is followed down', () => {
    const seen = watch(TRACES.collapse);
    expect(seen.stalls).toBeLessThanOrEqual(2);
    expect(seen.bitrate).toBeLessThan(5_000_000);
  });
});
