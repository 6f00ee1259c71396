/** Bandwidth of mobile lines, kbit/s for each second, in the shape of the public 3G/HSDPA commute
 * traces (Riiser et al., MMSys 2013): a steady line, a train with tunnels, a bus, a collapse. Made
 * by a seeded walk with the means, deviations and gaps that they publish. */
function walk(seed: number, seconds: number, mean: number, spread: number, gaps: [number, number][] = []): number[] {
  let state = seed;
  const chance = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let level = mean;
  return Array.from({ length: seconds }, (_, second) => {
    level += (mean - level) * 0.1 + (chance() - 0.5) * spread;
    const gone = gaps.some(([from, to]) => second >= from && second < to);
    return Math.max(gone ? 60 : 150, Math.round(gone ? 60 : level));
  });
}

export const TRACES = {
  steady: walk(1, 600, 4_200, 300),
  train: walk(2, 600, 2_100, 1_500, [
    [90, 97],
    [240, 249],
    [400, 406],
  ]),
  bus: walk(3, 600, 1_500, 900),
  collapse: [...walk(4, 120, 9_000, 800), ...walk(5, 480, 900, 250)],
} as const;
