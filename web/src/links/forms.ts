/** The form of a link, and what it is as a request. */
import type { Link } from '../api/client';
import { instant, localInput } from '../words/format';

export interface LinkForm {
  url: string;
  alias: string;
  title: string;
  tags: string;
  expires: string;
  fallback: string;
  maxClicks: string;
  password: string;
  forwardQuery: boolean;
}

export const BLANK: LinkForm = {
  url: '',
  alias: '',
  title: '',
  tags: '',
  expires: '',
  fallback: '',
  maxClicks: '',
  password: '',
  forwardQuery: false,
};

/** Fields as the API names them; what it says of others is said beside the form. */
export const FIELDS = [
  'url',
  'customAlias',
  'title',
  'tags',
  'expiresAt',
  'fallbackUrl',
  'maxClicks',
  'password',
] as const;

const list = (tags: string): string[] => [
  ...new Set(
    tags
      .split(/[,\s]+/)
      .map((tag) => tag.replace(/^#/, ''))
      .filter(Boolean),
  ),
];

const number = (text: string): number | null => (String(text).trim() ? Number(text) : null);

/** People type `example.com/page`. */
export function target(typed: string): string {
  const text = typed.trim();
  return /^[a-z][a-z0-9+.-]*:/i.test(text) || !text ? text : `https://${text}`;
}

export function wanted(form: LinkForm) {
  return {
    url: target(form.url),
    customAlias: form.alias.trim() || null,
    ...common(form),
    password: form.password || null,
  };
}

/** `hadPassword`: an empty field leaves it as it is. */
export function edited(form: LinkForm, { removePassword }: { removePassword: boolean }) {
  const password = removePassword ? { password: null } : form.password ? { password: form.password } : {};
  return { url: target(form.url), ...common(form), ...password };
}

function common(form: LinkForm) {
  return {
    title: form.title.trim(),
    tags: list(form.tags),
    expiresAt: instant(form.expires),
    fallbackUrl: form.fallback.trim() ? target(form.fallback) : null,
    maxClicks: number(form.maxClicks),
    forwardQuery: form.forwardQuery,
  };
}

export function formOf(link: Link): LinkForm {
  return {
    url: link.originalUrl,
    alias: link.shortCode,
    title: link.title,
    tags: link.tags.join(', '),
    expires: localInput(link.expiresAt),
    fallback: link.fallbackUrl ?? '',
    maxClicks: link.maxClicks?.toString() ?? '',
    password: '',
    forwardQuery: link.forwardQuery,
  };
}

/** What is certainly wrong with an address, while it is typed. The API has the last word. */
export function urlTrouble(typed: string): string {
  const text = target(typed);
  if (!text) return '';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'This is not an address yet.';
  }
  if (!['http:', 'https:'].includes(url.protocol)) return 'Only http and https addresses can be shortened.';
  if (url.username || url.password) return 'An address with a name and password in it cannot be shortened.';
  if (!url.hostname.includes('.') && !url.hostname.startsWith('[')) return 'The host is incomplete.';
  return '';
}

export function aliasTrouble(alias: string): string {
  if (!alias) return '';
  if (!/^[A-Za-z0-9_-]*$/.test(alias)) return 'Use letters, digits, hyphens and underscores.';
  if (alias.length < 3) return 'At least 3 characters.';
  return alias.length > 50 ? 'At most 50 characters.' : '';
}
