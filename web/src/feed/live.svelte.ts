/** Hints over the WebSocket: "look again", and what of. Where it cannot be had, asking now and then.
 *
 * The platform says nothing that the API would not; a hint that is lost or late costs nothing but
 * the time until the next look.
 */
import { api, ask } from '../api/client';
import { Line } from './line';

type Kind = 'tweets' | 'notifications';
type Listener = () => void;

const POLL = 30_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

class Live {
  unread = $state(0);
  connected = $state(false);
  #wanted = false;
  #line: Line | null = null;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #wait = FIRST_WAIT;
  #missed = false; // hints may have been said while nobody listened
  #listeners: Record<Kind, Set<Listener>> = { tweets: new Set(), notifications: new Set() };

  open(): void {
    this.#wanted = true;
    void this.count();
    void this.#connect();
    this.#timers.push(setInterval(() => this.#tick(), POLL));
    document.addEventListener('visibilitychange', this.#seen);
    window.addEventListener('online', this.#seen);
  }

  close(): void {
    this.#wanted = false;
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
    document.removeEventListener('visibilitychange', this.#seen);
    window.removeEventListener('online', this.#seen);
    this.#line?.hangUp();
    this.#line = null;
    this.connected = false;
    this.unread = 0;
  }

  /** Calls `listener` at every hint of the kind, and at every look without one. Returns the undoing. */
  hear(kind: Kind, listener: Listener): () => void {
    this.#listeners[kind].add(listener);
    return () => this.#listeners[kind].delete(listener);
  }

  async count(): Promise<void> {
    try {
      this.unread = (await ask(api.GET('/api/notifications/unread'))).count;
    } catch {
      // The next look tells.
    }
  }

  /** Somebody is back, or the network is: the line may have been cut meanwhile. */
  #seen = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.#line?.ask();
    this.#look();
  };

  #tick(): void {
    if (!this.connected && document.visibilityState === 'visible') this.#look();
  }

  #look(): void {
    this.#tell('tweets');
    this.#tell('notifications');
  }

  #tell(kind: Kind): void {
    if (kind === 'notifications') void this.count();
    for (const listener of this.#listeners[kind]) listener();
  }

  async #connect(): Promise<void> {
    try {
      const { url } = await ask(api.POST('/api/live/ticket'));
      if (!this.#wanted) return;
      this.#listen(new WebSocket(url));
    } catch {
      this.#again();
    }
  }

  #listen(socket: WebSocket): void {
    this.#line = new Line(socket, {
      opened: () => {
        this.connected = true;
        this.#wait = FIRST_WAIT;
        if (this.#missed) this.#look();
        this.#missed = false;
      },
      said: (data) => {
        const kind = hint(data);
        if (kind) this.#tell(kind);
      },
      ended: () => {
        this.connected = false;
        this.#line = null;
        this.#again();
      },
    });
  }

  #again(): void {
    if (!this.#wanted) return;
    this.#missed = true;
    this.#timers.push(setTimeout(() => void this.#connect(), this.#wait * (0.5 + Math.random())));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}

/** What a message hints at, or nothing. */
export function hint(data: unknown): Kind | null {
  try {
    const { type } = JSON.parse(String(data)) as { type?: unknown };
    return type === 'tweets' || type === 'notifications' ? type : null;
  } catch {
    return null;
  }
}

export const live = new Live();
