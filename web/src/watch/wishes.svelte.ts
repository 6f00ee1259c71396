/** What is on the watchlist of who is watching: asked once, then kept by what is added and removed. */
import { api } from '../api/client';
import { profile, seen } from './profile.svelte';

const MOST_PAGES = 10;
const LIMIT = 100;

export interface Lists {
  page(cursor: string | undefined): Promise<{ ids: string[]; nextCursor: string | null }>;
  put(videoId: string, on: boolean): Promise<unknown>;
}

const REAL: Lists = {
  async page(cursor) {
    const query = { profileId: profile.id, limit: LIMIT, cursor };
    const page = await seen(api.GET('/api/watchlist', { params: { query } }));
    return { ids: page.items.map(({ video }) => video.id), nextCursor: page.nextCursor };
  },
  put(videoId, on) {
    const of = { params: { path: { videoId }, query: { profileId: profile.id } } };
    return seen(on ? api.PUT('/api/watchlist/{videoId}', of) : api.DELETE('/api/watchlist/{videoId}', of));
  },
};

export class Wishes {
  known = $state(false);
  #ids = $state<ReadonlySet<string>>(new Set());
  #of: string | undefined;
  #latest = 0;

  constructor(private readonly lists: Lists = REAL) {}

  has(videoId: string): boolean {
    return this.#ids.has(videoId);
  }

  /** `viewer`: whose list it is. */
  async load(viewer: string): Promise<void> {
    if (this.#of === viewer) return;
    const mine = ++this.#latest;
    this.#of = viewer;
    this.known = false;
    this.#ids = new Set();
    try {
      const ids = await this.#all();
      if (mine !== this.#latest) return;
      this.#ids = ids;
      this.known = true;
    } catch (error) {
      if (mine === this.#latest) this.#of = undefined; // the next one asks again
      throw error;
    }
  }

  /** Shown at once, taken back where the API refuses. */
  async set(videoId: string, on: boolean): Promise<void> {
    const before = this.#ids;
    this.#ids = on ? new Set([...before, videoId]) : new Set([...before].filter((id) => id !== videoId));
    try {
      await this.lists.put(videoId, on);
    } catch (error) {
      this.#ids = before;
      throw error;
    }
  }

  async #all(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const { ids: some, nextCursor } = await this.lists.page(cursor);
      for (const id of some) ids.add(id);
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    return ids;
  }
}

export const wishes = new Wishes();
