/** Storyboards: the track once, and each of its pictures once, however often tokens change. */
import type { Playing } from './playing';
import { storyboard, type Frame } from './vtt';

export class Sheets {
  #pictures = new Map<string, Promise<string>>();

  constructor(private readonly playing: Playing) {}

  async frames(name: string): Promise<Frame[]> {
    const url = await this.playing.good(this.playing.file(name));
    const answer = await fetch(url);
    return answer.ok ? storyboard(await answer.text(), url) : [];
  }

  /** An address of the browser's own. */
  picture(url: string): Promise<string> {
    const name = new URL(url).pathname.split('/').at(-1) ?? '';
    const known = this.#pictures.get(name);
    if (known) return known;
    const asked = this.#fetched(url);
    this.#pictures.set(name, asked);
    asked.catch(() => this.#pictures.delete(name)); // the next one asks again
    return asked;
  }

  drop(): void {
    for (const picture of this.#pictures.values()) void picture.then(URL.revokeObjectURL, () => undefined);
    this.#pictures.clear();
  }

  async #fetched(url: string): Promise<string> {
    const answer = await fetch(await this.playing.good(url));
    if (!answer.ok) throw new Error(`a picture of the storyboard answered ${answer.status}`);
    return URL.createObjectURL(await answer.blob());
  }
}
