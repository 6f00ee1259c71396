/** Statistics as rows to look at. */
import type { LinkStats } from '../api/client';
import { country } from '../words/format';

export interface Row {
  name: string;
  count: number;
}

const MOST = 8;

export const byCount = (counts: Record<string, number>, names: Record<string, string> = {}): Row[] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ name: names[name] ?? (name || 'Unknown'), count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST);

export const DEVICES = { mobile: 'Phones', tablet: 'Tablets', desktop: 'Computers', other: 'Others' };

export const countries = (stats: LinkStats): Row[] =>
  stats.topCountries.slice(0, MOST).map(({ country: code, count }) => ({ name: country(code), count }));

export const referrers = (stats: LinkStats): Row[] =>
  stats.topReferrers.slice(0, MOST).map(({ referrer, count }) => ({ name: referrer || 'Direct', count }));

export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The day with most clicks, where there is one. */
export function best(counts: Record<string, number>): [string, number] | null {
  const [found] = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return found && found[1] > 0 ? found : null;
}

/** `from` of a span of so many days that ends today, in UTC as the API counts. */
export function since(days: number, now = new Date()): string {
  return new Date(now.getTime() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
}
