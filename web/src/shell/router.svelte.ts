/** Paths of the page without reloading it. Routes are data, so that the shell and tests read them. */
import type { Component } from 'svelte';

export const BASE = '/app';

export interface Route {
  /** `/people/:name`; the parts behind colons are the page's parameters. */
  path: string;
  title: string;
  panel: 'links' | 'feed' | 'watch' | 'account';
  /** For those who are signed in. */
  inside: boolean;
  // Any: pages take different parameters, all of them strings.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  load: () => Promise<{ default: Component<any> }>;
}

export interface Match {
  route: Route;
  parameters: Record<string, string>;
}

export function match(routes: readonly Route[], path: string): Match | null {
  const given = parts(path);
  for (const route of routes) {
    const wanted = parts(route.path);
    if (wanted.length !== given.length) continue;
    const parameters: Record<string, string> = {};
    const fits = wanted.every((part, at) => {
      const here = given[at] ?? '';
      if (!part.startsWith(':')) return part === here;
      parameters[part.slice(1)] = here;
      return true;
    });
    if (fits) return { route, parameters };
  }
  return null;
}

function parts(path: string): string[] {
  return path
    .split('/')
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part; // a lone percent sign is itself
      }
    });
}

class Place {
  path = $state('/');
  query = $state(new URLSearchParams());

  constructor() {
    this.#read();
    addEventListener('popstate', () => this.#read());
  }

  /** `to` is a path below the base, with its query. */
  go(to: string, { replace = false } = {}): void {
    if (replace) history.replaceState(null, '', BASE + to);
    else history.pushState(null, '', BASE + to);
    this.#read();
    if (!replace) scrollTo(0, 0);
  }

  #read(): void {
    this.path = location.pathname.slice(BASE.length) || '/';
    this.query = new URLSearchParams(location.search);
  }
}

export const place = new Place();

/** Follows a plain click on a link of ours; everything else is the browser's. */
export function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest('a');
  if (!link || event.defaultPrevented || event.button || modified(event)) return;
  if (link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname !== BASE && !link.pathname.startsWith(`${BASE}/`)) return;
  event.preventDefault();
  place.go(link.pathname.slice(BASE.length) + link.search);
}

function modified(event: MouseEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}
