/** A list that comes in pages by an opaque cursor. */
import { problem, type Problem } from './problem';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

type Fetch<T> = (cursor: string | undefined) => Promise<Page<T>>;

export class Pages<T> {
  items = $state<T[]>([]);
  loaded = $state(false);
  busy = $state(false);
  trouble = $state<Problem | null>(null);
  #cursor = $state<string | null>(null);
  #latest = 0; // an answer that was overtaken by a reload is not shown

  constructor(
    private readonly fetch: Fetch<T>,
    private readonly key: (item: T) => string,
  ) {}

  get more(): boolean {
    return this.#cursor !== null;
  }

  /** It is known that there is nothing. */
  get none(): boolean {
    return this.loaded && !this.items.length && !this.more;
  }

  /** From the beginning; what is shown stays until the answer is there. */
  async reload(): Promise<void> {
    const page = await this.#get(undefined);
    if (!page) return;
    this.items = page.items;
    this.loaded = true;
  }

  async next(): Promise<void> {
    if (this.busy || this.#cursor === null) return;
    const page = await this.#get(this.#cursor);
    if (page) this.items = [...this.items, ...this.#unseen(page.items)];
  }

  prepend(items: T[]): void {
    this.items = [...this.#unseen(items), ...this.items];
  }

  remove(key: string): void {
    this.items = this.items.filter((item) => this.key(item) !== key);
  }

  async #get(cursor: string | undefined): Promise<Page<T> | null> {
    const mine = ++this.#latest;
    this.busy = true;
    this.trouble = null;
    try {
      const page = await this.fetch(cursor);
      if (mine !== this.#latest) return null;
      this.#cursor = page.nextCursor;
      return page;
    } catch (error) {
      if (mine === this.#latest) this.trouble = problem(error);
      return null;
    } finally {
      if (mine === this.#latest) this.busy = false;
    }
  }

  /** Lists move while they are read: an entry may come on two pages. */
  #unseen(items: T[]): T[] {
    const seen = new Set(this.items.map(this.key));
    return items.filter((item) => !seen.has(this.key(item)));
  }
}
