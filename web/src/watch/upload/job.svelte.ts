/** The upload of this tab. It goes on while other pages are looked at; a reload interrupts it. */
import { api, ask, once, type Video } from '../../api/client';
import { Problem, problem } from '../../api/problem';
import { fingerprint, typeOf } from './file';
import { said, type CaptionFile, type FilmForm } from './form';
import { Notes, type Note } from './notes';
import { put, send, type Here, type Ways } from './sending';

const LOOK_EVERY = 1_500; // ms
const PAGE = 100;
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
  #file: File | null = null;
  #id = '';
  #stop = new AbortController();
  readonly notes = new Notes(localStorage);

  /** Throws a Problem where the film is not even announced: then the form says why. */
  async begin(owner: string, file: File, form: FilmForm, captions: CaptionFile[]): Promise<void> {
    const announced = await ask(
      api.POST('/api/videos', {
        params: { header: once() },
        body: {
          ...said(form),
          size: file.size,
          contentType: typeOf(file),
          captions: captions.map(({ language }) => ({ language: language.trim(), label: language.trim() })),
        },
      }),
    );
    this.#set(file, announced.id, announced.video.title);
    this.notes.keep({ fingerprint: fingerprint(owner, file), owner, videoId: this.#id, name: file.name, size: file.size, title: this.title });
    void this.#run(async () => {
      for (const { language, url } of announced.captions) {
        const found = captions.find((each) => each.language.trim() === language);
        if (found) await put(url, new Blob([found.file]), () => undefined, this.#stop.signal);
      }
    });
  }

  resume(note: Note, file: File): void {
    this.#set(file, note.videoId, note.title);
    void this.#run();
  }

  again(): void {
    if (this.#file) void this.#run();
  }

  /** Stops, and takes back what was sent. */
  async cancel(): Promise<void> {
    const id = this.#id;
    this.#stop.abort(new Problem(0, 'cancelled', 'Cancelled.'));
    this.clear();
    await this.discard(id);
  }

  async discard(videoId: string): Promise<void> {
    this.notes.drop(videoId);
    const of = { params: { path: { videoId } } };
    await ask(api.DELETE('/api/videos/{videoId}', of)).catch((error: unknown) => {
      if (!(error instanceof Problem && error.status === 404)) throw error; // gone before
    });
  }

  clear(): void {
    Object.assign(this, { phase: 'none', title: '', name: '', size: 0, sent: 0, video: null, trouble: null });
    this.#file = null;
    this.#id = '';
  }

  #set(file: File, id: string, title: string): void {
    this.clear();
    this.#file = file;
    this.#id = id;
    Object.assign(this, { title, name: file.name, size: file.size });
  }

  async #run(first: () => Promise<void> = async () => undefined): Promise<void> {
    const [id, file, stop] = [this.#id, this.#file, new AbortController()];
    if (!file) return;
    this.#stop = stop;
    this.trouble = null;
    this.phase = 'sending';
    try {
      await first();
      const there = await this.#there(id);
      if (there) await send(file, there, this.#ways(id), (bytes) => (this.sent = bytes), stop.signal);
      await ask(api.POST('/api/videos/{videoId}/upload', { params: { path: { videoId: id } }, body: { action: 'complete' } }));
      this.sent = this.size;
      this.notes.drop(id);
      await this.#follow(id, stop.signal);
    } catch (error) {
      stop.abort(error);
      if (this.#id === id) this.#failed(problem(error), id);
    }
  }

  #failed(found: Problem, id: string): void {
    if (found.code === 'video_not_found') this.notes.drop(id); // discarded elsewhere, or too old
    this.trouble = found;
  }

  /** What arrived; nothing where all of it did and was put together. */
  async #there(videoId: string): Promise<Here | null> {
    const path = { videoId };
    const record = await ask(api.GET('/api/videos/{videoId}', { params: { path } }));
    if (record.status !== 'uploading') return null;
    let here = await ask(api.GET('/api/videos/{videoId}/upload/parts', { params: { path, query: { limit: PAGE } } }));
    const items = [...here.items];
    while (here.nextCursor) {
      const query = { limit: PAGE, cursor: here.nextCursor };
      here = await ask(api.GET('/api/videos/{videoId}/upload/parts', { params: { path, query } }));
      items.push(...here.items);
    }
    return { ...here, items };
  }

  #ways(videoId: string): Ways {
    const params = { path: { videoId } };
    return {
      put,
      wait,
      sign: async (partNumbers) =>
        (await ask(api.POST('/api/videos/{videoId}/upload/parts', { params, body: { partNumbers } }))).parts,
    };
  }

  async #follow(videoId: string, stop: AbortSignal): Promise<void> {
    this.phase = 'preparing';
    while (!stop.aborted && this.#id === videoId) {
      const found = await ask(api.GET('/api/videos/{videoId}', { params: { path: { videoId } } })).catch(passing);
      if (this.#id !== videoId) return;
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
