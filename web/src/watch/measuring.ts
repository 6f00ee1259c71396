/** How playing goes for whoever watches: the wait for the first picture, and the waits after it. */
export interface Measures {
  /** Milliseconds from the wish to play to the first picture. */
  startupMs?: number;
  rebuffers: number;
  /** In all, the one that lasts yet included; the wait for the first picture is none of them. */
  stallSeconds: number;
}

export class Measuring {
  #askedAt: number | null = null;
  #startupMs: number | undefined;
  #stalls = 0;
  #stalledMs = 0;
  #stalledAt: number | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  asked(): void {
    this.#askedAt ??= this.now();
  }

  /** The browser plays nothing before somebody touches the page: that is no wait. */
  refused(): void {
    this.#askedAt = null;
  }

  /** A picture moves. */
  shown(): void {
    if (this.#startupMs === undefined && this.#askedAt !== null) this.#startupMs = Math.round(this.now() - this.#askedAt);
    this.calm();
  }

  /** Nothing left to show, though nobody asked for another place. */
  stalled(): void {
    if (this.#stalledAt !== null) return;
    this.#stalls += 1;
    this.#stalledAt = this.now();
  }

  /** It goes on, or whoever watches made it wait: a pause, another place. */
  calm(): void {
    if (this.#stalledAt !== null) this.#stalledMs += this.now() - this.#stalledAt;
    this.#stalledAt = null;
  }

  get measures(): Measures {
    const lasting = this.#stalledAt === null ? 0 : this.now() - this.#stalledAt;
    const stallSeconds = Math.round(this.#stalledMs + lasting) / 1000;
    return { startupMs: this.#startupMs, rebuffers: this.#stalls, stallSeconds };
  }
}
