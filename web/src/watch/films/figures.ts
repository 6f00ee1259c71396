/** A film's figures as rows and curves to look at. */
import type { Analytics } from '../../api/client';
import { compact, count, lasting } from '../../words/format';

const ORDER = ['4K', '1080p', '720p', '480p', '240p'];

/** How long each quality was on screen, the best first. */
export function qualities(secondsAt: Analytics['secondsAt']): { name: string; count: number }[] {
  return ORDER.filter((name) => secondsAt[name]).map((name) => ({ name, count: secondsAt[name] ?? 0 }));
}

/** `[per cent of the film, per cent of its viewers]`, from a start that all have seen. */
export function curve(dropOff: Analytics['dropOff']): [number[], number[]] {
  const points = dropOff.some(({ at }) => at === 0) ? dropOff : [{ at: 0, share: 1 }, ...dropOff];
  const sorted = [...points].sort((one, other) => one.at - other.at);
  return [sorted.map(({ at }) => at), sorted.map(({ share }) => Math.round(share * 1000) / 10)];
}

/** The part of the film at which half of its viewers had left; none where most see the end. */
export function half(dropOff: Analytics['dropOff']): number | null {
  const [ats, shares] = curve(dropOff);
  const index = shares.findIndex((share) => share < 50);
  return index < 0 ? null : (ats[index] ?? null);
}

/** "0.8 s"; nothing was measured: a dash. */
export const startup = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`);

/** The figures in a row. `rebufferRatio` is stalled time in stalled and watched time. */
export function numbers(of: Analytics): { name: string; value: string; about: string }[] {
  return [
    { name: 'Views', value: compact(of.views), about: `in all, ${compact(of.viewsOfWeek)} in the last 7 days` },
    {
      name: 'Watched',
      value: lasting(of.watchTime),
      about: of.views ? `${lasting(of.watchTime / of.views)} for each view` : 'none yet',
    },
    { name: 'Start-up', value: startup(of.startupMs), about: 'from play to the first picture' },
    { name: 'Stalled', value: share(of.rebufferRatio), about: `of the time, in ${count(of.stalls, 'stall')}` },
    { name: 'Changes of quality', value: compact(of.qualitySwitches), about: 'in all views' },
  ];
}

const share = (part: number): string => `${(100 * part).toFixed(1)} %`;
