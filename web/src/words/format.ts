/** Numbers, times and names as people read them, in their own language. */
const LANGUAGE = typeof navigator === 'undefined' ? 'en' : navigator.language;

const compactly = new Intl.NumberFormat(LANGUAGE, { notation: 'compact', maximumFractionDigits: 1 });
const wholly = new Intl.NumberFormat(LANGUAGE);
const relatively = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const regions = new Intl.DisplayNames([LANGUAGE, 'en'], { type: 'region' });

/** 12.3K. */
export const compact = (count: number): string => compactly.format(count);
export const whole = (count: number): string => wholly.format(count);

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "5 min. ago", "in 3 days"; a date where it is more than a week away. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const away = Math.abs(seconds);
  if (away < MINUTE) return 'now';
  if (away < HOUR) return relatively.format(Math.trunc(seconds / MINUTE), 'minute');
  if (away < DAY) return relatively.format(Math.trunc(seconds / HOUR), 'hour');
  if (away < 7 * DAY) return relatively.format(Math.trunc(seconds / DAY), 'day');
  return day(iso, new Date(now).getFullYear() !== new Date(iso).getFullYear());
}

export function day(iso: string, withYear = true): string {
  const year = withYear ? ({ year: 'numeric' } as const) : {};
  return new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', ...year }).format(new Date(iso));
}

export function moment(iso: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** ISO 3166 as a name: "DE" is Germany. */
export function country(code: string): string {
  try {
    return regions.of(code) ?? code;
  } catch {
    return code || 'Unknown';
  }
}

const languages = new Intl.DisplayNames([LANGUAGE, 'en'], { type: 'language' });

/** A BCP 47 tag as a name: "de" is German. */
export function language(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** "42 s", "12 min", "3 h 5 min": how long something took, to its two largest parts. */
export function lasting(seconds: number): string {
  const whole_ = Math.round(seconds);
  if (whole_ < 60) return `${whole_} s`;
  const minutes = Math.round(whole_ / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 ? `${whole(Math.floor(minutes / 60))} h ${minutes % 60} min` : `${whole(minutes / 60)} h`;
}

/** 1.4 GB, in the units that file managers show. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const at = Math.min(units.length - 1, size > 0 ? Math.floor(Math.log10(size) / 3) : 0);
  return `${(size / 1000 ** at).toFixed(at > 1 ? 1 : 0)} ${units[at]}`;
}

/** An address without what everybody knows. */
export function bare(url: string): string {
  return url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}

export const count = (n: number, one: string, many = `${one}s`): string => `${whole(n)} ${n === 1 ? one : many}`;

/** A local date and time as the API takes it; nothing for nothing. */
export function instant(local: string): string | null {
  return local ? new Date(local).toISOString() : null;
}

/** The other way, for `<input type="datetime-local">`. */
export function localInput(iso: string | null): string {
  if (!iso) return '';
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
