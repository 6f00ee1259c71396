/** A file in parts, a few at a time, to addresses that are signed as they are needed.
 *
 * What arrived stays: whoever is interrupted asks which parts are there and sends the others.
 */
import { OFFLINE, Problem } from '../../api/problem';

export const AT_ONCE = 3;
export const ATTEMPTS = 5;
export const SIGNED = 20; // addresses at once
const PAUSE = 500; // ms before the second attempt, doubled with each

export interface Here {
  partSize: number;
  partCount: number;
  items: { partNumber: number; size: number }[];
}

export interface Ways {
  sign(numbers: number[], stop: AbortSignal): Promise<{ partNumber: number; url: string }[]>;
  put(url: string, body: Blob, sent: (bytes: number) => void, stop: AbortSignal): Promise<void>;
  wait(ms: number): Promise<void>;
}

export const missing = ({ partCount, items }: Here): number[] => {
  const here = new Set(items.map(({ partNumber }) => partNumber));
  return Array.from({ length: partCount }, (_, index) => index + 1).filter((number) => !here.has(number));
};

export const slice = (file: Blob, number: number, partSize: number): Blob =>
  file.slice((number - 1) * partSize, number * partSize);

/** Sends what is not there yet. `progress` is told bytes, those that were there before included.
 *
 * Throws a Problem when a part was refused or failed too often, or the signal's reason.
 */
export async function send(
  file: Blob,
  here: Here,
  ways: Ways,
  progress: (bytes: number) => void,
  stop: AbortSignal,
): Promise<void> {
  const queue = missing(here);
  const arrived = here.items.reduce((sum, { size }) => sum + size, 0);
  const sent = new Map<number, number>();
  const tell = () => progress(arrived + [...sent.values()].reduce((sum, bytes) => sum + bytes, 0));
  const addresses = new Addresses(ways, [...queue], stop);
  tell();

  async function work(): Promise<void> {
    for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
      const part = number;
      const heard = (bytes: number) => {
        sent.set(part, bytes);
        tell();
      };
      await deliver(slice(file, part, here.partSize), part, addresses, ways, heard, stop);
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, work));
}

async function deliver(
  body: Blob,
  number: number,
  addresses: Addresses,
  ways: Ways,
  heard: (bytes: number) => void,
  stop: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    stop.throwIfAborted();
    try {
      const address = await addresses.of(number);
      stop.throwIfAborted();
      await ways.put(address, body, heard, stop);
      heard(body.size);
      return;
    } catch (error) {
      stop.throwIfAborted();
      if (!(error instanceof Problem) || attempt === ATTEMPTS || !passing(error)) throw error;
      if (error.status === 403) addresses.forget(number); // it was good for an hour
      heard(0);
      await ways.wait(PAUSE * 2 ** (attempt - 1));
    }
  }
}

const passing = ({ status }: Problem): boolean => status === 0 || status === 403 || status === 429 || status >= 500;

/** Signs the next ones beside the one that is asked for, so that few requests do. */
class Addresses {
  #known = new Map<number, string>();
  #asking: Promise<void> = Promise.resolve();

  constructor(
    private readonly ways: Ways,
    private readonly ahead: number[],
    private readonly stop: AbortSignal,
  ) {}

  async of(number: number): Promise<string> {
    if (!this.#known.has(number)) {
      const asked = this.#asking.then(() => this.#sign(number));
      this.#asking = asked.catch(() => undefined);
      await asked;
    }
    return this.#known.get(number) ?? '';
  }

  forget(number: number): void {
    this.#known.delete(number);
  }

  async #sign(number: number): Promise<void> {
    if (this.#known.has(number)) return; // with one before it
    this.stop.throwIfAborted();
    const at = this.ahead.indexOf(number);
    const wanted = at < 0 ? [number] : this.ahead.slice(at, at + SIGNED);
    for (const { partNumber, url } of await this.ways.sign(wanted, this.stop)) this.#known.set(partNumber, url);
  }
}

/** By XMLHttpRequest: `fetch` tells nothing of how far an upload is. */
export function put(url: string, body: Blob, sent: (bytes: number) => void, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    stop.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('PUT', url);
    request.upload.onprogress = ({ loaded }) => sent(loaded);
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new Problem(request.status, 'part', 'A part of the film was not accepted.'));
    request.onerror = () => reject(OFFLINE);
    request.onabort = () => reject(stop.reason as Error);
    request.onloadend = () => stop.removeEventListener('abort', abort);
    stop.addEventListener('abort', abort, { once: true });
    request.send(body);
  });
}
