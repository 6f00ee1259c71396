/** One film while it plays: it says how it goes, and has a token that is good for each file.
 *
 * Every report's answer brings a fresh token. While a film plays one goes out every few seconds;
 * whoever asks for a file after a pause waits for one. The age of a token is measured here: the
 * clock of a viewer's device may be wrong, so what the token says of its end is of no use.
 */
import type { Quality, Renewed, Stream } from '../api/client';
import { Problem } from '../api/problem';
import type { Measures } from './measuring';

export const OLD = 12_000; // ms after which a token is renewed before it is used
const PATIENCE = 4_000; // then the old one is tried: it may well be good yet

export interface Seen extends Partial<Measures> {
  position: number;
  quality: Quality;
}

/** How a film is started, reported on and ended; a tweet's video may do it otherwise. */
export interface Steps {
  start(): Promise<Stream>;
  report(sessionId: string, seen: Seen): Promise<Renewed>;
  end(sessionId: string, seen: { position: number; stallSeconds?: number }): void;
}

/** Ends that no repetition mends; all others are a moment's. */
const FINAL = new Set([402, 403, 404, 409, 422]);
/** The session was closed while nobody watched: another goes on from there. */
const OVER = new Set(['session_over', 'session_not_found']);

export class Playing {
  readonly resumeAt: number;
  #sessionId: string;
  #manifestUrl: string;
  #got: number;
  #last: Seen | null = null;
  #waiting: Seen | null = null;
  #sending: Promise<void> | null = null;
  #before: Seen | null = null; // what an earlier session has told
  #over = false;

  constructor(
    first: Stream,
    private readonly steps: Steps,
    private readonly refused: (problem: Problem) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.resumeAt = first.resumePosition;
    this.#sessionId = first.sessionId;
    this.#manifestUrl = first.manifestUrl;
    this.#got = now();
  }

  /** With the token of now. */
  get manifestUrl(): string {
    return this.#manifestUrl;
  }

  /** Another file of the film: its name beside the playlist. */
  file(name: string): string {
    return new URL(name, this.#manifestUrl).href;
  }

  /** `url` with a token that is good, whichever it was made with. */
  async good(url: string): Promise<string> {
    if (!this.#over && this.#last && this.now() - this.#got > OLD) {
      const renewing = this.#sending ?? this.report(this.#last);
      await Promise.race([renewing, new Promise((done) => setTimeout(done, PATIENCE))]);
    }
    return tokened(url, this.#manifestUrl);
  }

  /** One at a time; of those that wait for their turn the latest is sent. */
  async report(seen: Seen): Promise<void> {
    if (this.#over) return;
    this.#last = this.#waiting = seen;
    this.#sending ??= this.#send().finally(() => (this.#sending = null));
    await this.#sending;
  }

  /** Where it is watched now, so that whoever renews says so. */
  at(seen: Seen): void {
    this.#last = seen;
  }

  /** Where it was seen last; the second time nothing happens. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    const { position, stallSeconds } = this.#last ? this.#ofSession(this.#last) : { position: this.resumeAt };
    this.steps.end(this.#sessionId, { position, stallSeconds });
  }

  async #send(): Promise<void> {
    while (this.#waiting && !this.#over) {
      const seen = this.#waiting;
      this.#waiting = null;
      try {
        this.#renew(await this.steps.report(this.#sessionId, this.#ofSession(seen)));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (OVER.has(error.code)) await this.#again(seen);
        else if (FINAL.has(error.status)) this.#stop(error);
      }
    }
  }

  async #again(seen: Seen): Promise<void> {
    try {
      const stream = await this.steps.start();
      this.#sessionId = stream.sessionId;
      this.#before = seen;
      this.#renew(await this.steps.report(stream.sessionId, this.#ofSession(seen)));
    } catch (error) {
      if (error instanceof Problem && FINAL.has(error.status)) this.#stop(error);
    }
  }

  /** What was measured before the session began is another's. */
  #ofSession(seen: Seen): Seen {
    const before = this.#before;
    if (!before) return seen;
    const { rebuffers = 0, stallSeconds = 0 } = seen;
    return {
      ...seen,
      startupMs: undefined,
      rebuffers: rebuffers - (before.rebuffers ?? 0),
      stallSeconds: Math.max(0, Math.round((stallSeconds - (before.stallSeconds ?? 0)) * 1000) / 1000),
    };
  }

  #renew({ manifestUrl }: Renewed): void {
    this.#manifestUrl = manifestUrl;
    this.#got = this.now();
  }

  #stop(problem: Problem): void {
    this.#over = true;
    this.refused(problem);
  }
}

const TOKEN = /\/t\/[^/]+\//;

/** `url` under the token of `like`: the second part of the path, `/t/<token>/…`. */
export function tokened(url: string, like: string): string {
  const part = TOKEN.exec(like)?.[0];
  return part ? url.replace(TOKEN, () => part) : url;
}
