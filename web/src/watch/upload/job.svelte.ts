/** The upload of this tab. It goes on while other pages are looked at; a reload interrupts it. */
import type { Video } from '../../api/client';
import { Problem, problem } from '../../api/problem';
import { session } from '../../session/session.svelte';
import { fingerprint } from './file';
import type { CaptionFile, FilmForm } from './form';
import { Notes, type Note } from './notes';
import { put, send, type Ways } from './sending';
import * as service from './service';

const LOOK_EVERY = 1_500; // ms
const STOPPED = new Problem(0, 'cancelled', 'Cancelled.');
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export type Phase = 'none' | 'sending' | 'preparing' | 'ready' | 'failed';

class Job {
  phase = $state<Phase>('none');
  title = $state('');
  name = $state('');
  size = $state(0);
  sent = $state(0);
  video = $state.raw<Video | null>(null);
  /** Why it stopped. The parts that arrived stay: `again` goes on. */
  trouble = $state.raw<Problem | null>(null);
  /** Languages of caption files that did not arrive before a reload: they are to be chosen again. */
  lacking = $state<string[]>([]);
  #captions: CaptionFile[] = []; // at hand, and not sent yet
  #givenUp: string[] = []; // languages
  #file: File | null = null;
  #id = '';
  #stop = new AbortController();
  readonly notes = new Notes(localStorage);

  constructor() {
    // Whoever signs out takes the upload along; it can be gone on with.
    $effect.root(() => {
      $effect(() => {
        if (session.state === 'out') this.clear();
      });
    });
  }

  /** Throws a Problem where the film is not even announced: then the form says why. */
  async begin(owner: string, file: File, form: FilmForm, chosen: readonly CaptionFile[]): Promise<void> {
    const captions = chosen.map(({ file: text, language }) => ({ file: text, language: language.trim() }));
    const { id: videoId, title } = await service.announce(file, form, captions);
    this.#set(file, videoId, title);
    this.#captions = captions;
    this.notes.keep({
      fingerprint: fingerprint(owner, file),
      owner,
      videoId,
      name: file.name,
      size: file.size,
      title,
      captions: captions.map(({ language }) => language),
    });
    void this.#run();
  }

  resume(note: Note, file: File): void {
    this.#set(file, note.videoId, note.title);
    this.lacking = note.captions ?? [];
    void this.#run();
  }

  /** A caption file that was lacking. What waited only for it goes on. */
  add(caption: CaptionFile): void {
    this.lacking = this.lacking.filter((language) => language !== caption.language);
    this.#captions.push(caption);
    if (!this.lacking.length) this.again();
  }

  /** The film is made without the captions that are lacking. */
  giveUp(): void {
    this.#givenUp.push(...this.lacking);
    this.lacking = [];
    this.again();
  }

  again(): void {
    if (this.#file && this.trouble) void this.#run();
  }

  /** Stops, and takes back what was sent. */
  async cancel(): Promise<void> {
    const id = this.#id;
    this.clear();
    await this.discard(id);
  }

  async discard(videoId: string): Promise<void> {
    this.notes.drop(videoId);
    await service.discard(videoId);
  }

  /** Whatever is on its way is stopped. */
  clear(): void {
    this.#stop.abort(STOPPED);
    Object.assign(this, { phase: 'none', title: '', name: '', size: 0, sent: 0, video: null, trouble: null, lacking: [] });
    this.#captions = [];
    this.#givenUp = [];
    this.#file = null;
    this.#id = '';
  }

  #set(file: File, id: string, title: string): void {
    this.clear();
    this.#file = file;
    this.#id = id;
    Object.assign(this, { title, name: file.name, size: file.size });
  }

  async #run(): Promise<void> {
    const [id, file, stop] = [this.#id, this.#file, new AbortController()];
    if (!file) return;
    this.#stop = stop;
    this.trouble = null;
    this.phase = 'sending';
    try {
      await this.#send(id, file, stop.signal);
      this.sent = this.size;
      this.notes.drop(id);
      await this.#follow(id, stop.signal);
    } catch (error) {
      stop.abort(error); // of the parts on their way, too
      if (this.#stop === stop && this.#id === id) this.#failed(problem(error), id);
    }
  }

  async #send(id: string, file: File, stop: AbortSignal): Promise<void> {
    await this.#sendCaptions(id, stop);
    const here = await service.there(id, stop);
    if (here) {
      await send(file, here, this.#ways(id), (bytes) => !stop.aborted && (this.sent = bytes), stop);
      await this.#sendCaptions(id, stop); // those that were chosen meanwhile
    }
    await service.complete(id, this.#givenUp, stop);
  }

  async #sendCaptions(id: string, stop: AbortSignal): Promise<void> {
    if (!this.#captions.length) return;
    const { captions: addresses } = await service.sign(id, [1], stop);
    for (const caption of [...this.#captions]) {
      const found = addresses.find(({ language }) => language.toLowerCase() === caption.language.toLowerCase());
      if (found) await put(found.url, new Blob([caption.file]), () => undefined, stop);
      this.#captions = this.#captions.filter((other) => other !== caption);
      this.notes.arrived(id, caption.language);
    }
  }

  #failed(found: Problem, id: string): void {
    if (found.code === 'video_not_found') this.notes.drop(id); // discarded elsewhere, or too old
    const lacking = found.details['captions'];
    if (Array.isArray(lacking)) this.lacking = lacking.map(String);
    this.trouble = found;
  }

  #ways(videoId: string): Ways {
    return { put, wait, sign: async (numbers, stop) => (await service.sign(videoId, numbers, stop)).parts };
  }

  async #follow(videoId: string, stop: AbortSignal): Promise<void> {
    stop.throwIfAborted();
    this.phase = 'preparing';
    while (!stop.aborted) {
      const found = await service.look(videoId, stop).catch(passing);
      if (stop.aborted) return;
      if (found) this.video = found;
      if (found?.status === 'ready' || found?.status === 'failed') {
        this.phase = found.status;
        return;
      }
      await wait(LOOK_EVERY);
    }
  }
}

/** A look that did not succeed is followed by another. */
function passing(error: unknown): null {
  if (error instanceof Problem && (error.status === 0 || error.status >= 500 || error.status === 429)) return null;
  throw error;
}

export const job = new Job();
