import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { BLANK } from './form';

const film = new File(['0123456789'], 'film.mp4', { type: 'video/mp4', lastModified: 7 });
const vtt = (name: string) => new File(['WEBVTT'], name);
const settled = () => new Promise((done) => setTimeout(done, 20));

/** The service and its bucket for one film of two parts. */
class World {
  announced: string[] = [];
  captions = new Set<string>();
  parts = new Set<number>();
  done = false;
  deleted = false;
  /** Parts that never end. */
  stuck = false;
  lost = new Set<string>();
  calls: string[] = [];
  open = 0;

  answer = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.replace('/api/videos', '');
    this.calls.push(`${request.method} ${path}`);
    const body = request.method === 'POST' ? ((await request.json()) as Record<string, unknown>) : {};
    if (request.method === 'DELETE') return (this.deleted = true) && new Response(null, { status: 204 });
    switch (`${request.method} ${path}`) {
      case 'POST ':
        this.announced = (body['captions'] as { language: string }[]).map(({ language }) => language);
        return Response.json({ id: 'v', video: { id: 'v', title: 'Film' } }, { status: 201 });
      case 'GET /v':
        return Response.json({ id: 'v', status: this.done ? 'ready' : 'uploading', profiles: [] });
      case 'GET /v/upload/parts':
        return Response.json({ partSize: 5, partCount: 2, items: [...this.parts].map((partNumber) => ({ partNumber, size: 5 })), nextCursor: null });
      case 'POST /v/upload/parts':
        return Response.json({
          parts: (body['partNumbers'] as number[]).map((partNumber) => ({ partNumber, url: `part:${partNumber}` })),
          captions: this.announced.map((language) => ({ language, url: `caption:${language}` })),
        });
      default:
        return this.#complete(body['withoutCaptions'] as string[]);
    }
  };

  #complete(without: string[]): Response {
    const captions = this.announced.filter((language) => !this.captions.has(language) && !without.includes(language));
    if (captions.length) return Response.json({ error: { code: 'upload_incomplete', message: 'Missing.', details: { captions } } }, { status: 409 });
    this.done = true;
    return Response.json({ id: 'v', status: 'ready' });
  }

  request() {
    const world = this;
    return class {
      upload: { onprogress?: (event: { loaded: number }) => void } = {};
      status = 200;
      url = '';
      onload = () => undefined as void;
      onerror = () => undefined as void;
      onabort = () => undefined as void;
      onloadend = () => undefined as void;
      open(_method: string, url: string) {
        this.url = url;
      }
      send() {
        world.calls.push(`PUT ${this.url}`);
        world.open++;
        const [kind, which] = this.url.split(':') as [string, string];
        if (world.stuck && kind === 'part') return;
        queueMicrotask(() => {
          world.open--;
          if (world.lost.has(this.url)) this.status = 400;
          else if (kind === 'part') world.parts.add(Number(which));
          else world.captions.add(which);
          this.onload();
          this.onloadend();
        });
      }
      abort() {
        world.open--;
        this.onabort();
        this.onloadend();
      }
    };
  }
}

let world: World;

/** The job of a page that was just loaded. */
async function page() {
  vi.resetModules();
  return (await import('./job.svelte')).job;
}

beforeEach(() => {
  localStorage.clear();
  world = new World();
  vi.stubGlobal('fetch', world.answer);
  vi.stubGlobal('XMLHttpRequest', world.request());
});
afterEach(() => vi.unstubAllGlobals());

const form = { ...BLANK, title: 'Film' };
const german = { language: 'de', file: vtt('film.de.vtt') };

test('captions go first, and the note is dropped with the last part', async () => {
  const job = await page();
  await job.begin('ada', film, form, [german]);
  await vi.waitFor(() => expect(job.phase).toBe('ready'));
  expect(world.calls.filter((call) => call.startsWith('PUT'))).toEqual(['PUT caption:de', 'PUT part:1', 'PUT part:2']);
  expect(job.notes.of('ada')).toEqual([]);
});

test('stopped, everything on its way is cut and nothing is sent afterwards', async () => {
  world.stuck = true;
  const job = await page();
  await job.begin('ada', film, form, []);
  await vi.waitFor(() => expect(world.open).toBe(2));
  await job.cancel();
  expect([world.open, world.deleted, job.phase, job.trouble]).toEqual([0, true, 'none', null]);
  const before = [...world.calls];
  await settled();
  expect(world.calls).toEqual(before);
});

test('whoever signs out stops the upload, which can be gone on with', async () => {
  world.stuck = true;
  const job = await page();
  const { session } = await import('../../session/session.svelte');
  await job.begin('ada', film, form, []);
  await vi.waitFor(() => expect(world.open).toBe(2));
  await session.signOut();
  await vi.waitFor(() => expect([world.open, job.phase]).toEqual([0, 'none']));
  expect([job.notes.of('ada').length, world.deleted]).toEqual([1, false]);
});

test('a caption file that failed is sent again', async () => {
  world.lost.add('caption:de');
  const job = await page();
  await job.begin('ada', film, form, [german]);
  await vi.waitFor(() => expect(job.trouble).not.toBeNull());
  world.lost.clear();
  job.again();
  await vi.waitFor(() => expect(job.phase).toBe('ready'));
  expect([...world.captions]).toEqual(['de']);
});

test('V12 captions that a reload lost are asked for, and complete the upload', async () => {
  world.lost.add('caption:de');
  const before = await page();
  await before.begin('ada', film, form, [{ language: 'en', file: vtt('film.en.vtt') }, german]);
  await vi.waitFor(() => expect(before.trouble).not.toBeNull());
  world.lost.clear();
  const job = await page();
  const [note] = job.notes.of('ada');
  expect(note?.captions).toEqual(['de']);
  if (note) job.resume(note, film);
  expect(job.lacking).toEqual(['de']);
  await vi.waitFor(() => expect(job.trouble?.code).toBe('upload_incomplete'));
  expect(world.parts.size).toBe(2);
  job.add(german);
  await vi.waitFor(() => expect(job.phase).toBe('ready'));
  expect(job.lacking).toEqual([]);
});

test('V12 what the note does not know the service says', async () => {
  const job = await page();
  world.announced = ['de'];
  job.resume({ fingerprint: 'f', owner: 'ada', videoId: 'v', name: 'film.mp4', size: 10, title: 'Film' }, film);
  await vi.waitFor(() => expect(job.lacking).toEqual(['de']));
});

test('V12 captions whose files are lost are given up, and the film is made without them', async () => {
  const job = await page();
  world.announced = ['de', 'en'];
  world.captions.add('en');
  job.resume({ fingerprint: 'f', owner: 'ada', videoId: 'v', name: 'film.mp4', size: 10, title: 'Film' }, film);
  await vi.waitFor(() => expect(job.lacking).toEqual(['de']));
  job.giveUp();
  await vi.waitFor(() => expect(job.phase).toBe('ready'));
  expect([job.lacking, world.deleted]).toEqual([[], false]);
});
