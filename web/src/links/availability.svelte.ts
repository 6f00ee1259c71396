/** Whether an alias can be had, asked while it is typed; the answer to an older one is not shown. */
import { api, ask } from '../api/client';

const PAUSE = 350; // ms without a key before it asks

type Check = (alias: string) => Promise<{ available: boolean; message: string | null }>;

const REAL: Check = (alias) => ask(api.GET('/api/aliases/{alias}', { params: { path: { alias } } }));

export class Availability {
  free = $state<boolean | null>(null);
  message = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest = 0;

  constructor(private readonly check: Check = REAL) {}

  /** `alias` empty or certainly wrong: nothing is asked. */
  typed(alias: string): void {
    const mine = ++this.#latest;
    clearTimeout(this.#timer);
    this.free = null;
    this.message = '';
    if (alias) this.#timer = setTimeout(() => void this.#ask(alias, mine), PAUSE);
  }

  async #ask(alias: string, mine: number): Promise<void> {
    try {
      const { available, message } = await this.check(alias);
      if (mine !== this.#latest) return;
      this.free = available;
      this.message = message ?? '';
    } catch {
      // Making the link tells.
    }
  }
}
