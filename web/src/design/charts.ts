/** What charts have in common: axes and colours of the theme, and the shape of one by days. */
import uPlot from 'uplot';

import { day, whole } from '../words/format';

export type Options = Omit<uPlot.Options, 'width' | 'height'>;

const HALF_A_DAY = 43_200; // seconds: the first bar and the last one are whole

/** A token's colour as a canvas knows it: `light-dark()` is resolved. */
export function colour(node: HTMLElement, name: string): string {
  node.style.color = `var(${name})`;
  const found = getComputedStyle(node).color;
  node.style.color = '';
  return found;
}

/** Axes below and beside; only those beside are drawn through the picture. */
export function axes(node: HTMLElement, below: uPlot.Axis, beside: uPlot.Axis): uPlot.Axis[] {
  const axis = {
    stroke: colour(node, '--ink-soft'),
    font: `12px ${getComputedStyle(node).fontFamily}`,
    ticks: { show: false },
    grid: { stroke: colour(node, '--line'), width: 1 },
  };
  return [
    { ...axis, grid: { show: false }, size: 30, space: 70, ...below },
    { ...axis, size: 44, space: 44, ...beside },
  ];
}

/** Which point the pointer is at, told as it moves; the chart itself shows at most a dot. */
export function followed(dot: number, at: (index: number | null) => void): Pick<Options, 'cursor' | 'hooks'> {
  return {
    cursor: { y: false, drag: { x: false, y: false }, points: dot ? { size: dot } : { show: false } },
    hooks: { setCursor: [(plot) => at(plot.cursor.idx ?? null)] },
  };
}

/** Seconds since the epoch, as charts count days; all days are those of UTC. */
export const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;

/** Numbers by day: `series` beside the first, which is time. */
export function byDay(node: HTMLElement, series: uPlot.Series[], at: (index: number | null) => void): Options {
  return {
    ...followed(0, at),
    padding: [12, 8, 0, 0],
    scales: {
      x: { time: true, range: (_u, low, high) => [low - HALF_A_DAY, high + HALF_A_DAY] },
      y: { range: (_u, _low, high) => [0, Math.max(4, high * 1.1)] },
    },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    axes: axes(
      node,
      { values: (_u, ticks) => ticks.map((tick) => day(new Date(tick * 1000).toISOString(), false)) },
      { values: (_u, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? whole(tick) : '')) },
    ),
    series: [{}, ...series],
  };
}

/** `share` of a day's width, and no wider than `most` pixels. */
export function bars(node: HTMLElement, label: string, share: number, most: number, more: uPlot.Series = {}): uPlot.Series {
  const accent = colour(node, '--accent');
  const paths = uPlot.paths.bars?.({ size: [share, most], radius: 0.25 });
  return { label, stroke: accent, fill: accent, width: 0, paths, points: { show: false }, ...more };
}
