import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';

const MANIFEST = 'https://cdn.example/t/token/videos/v-1/480p/master.m3u8';
const RECORD = {
  id: 'v-1',
  ownerId: 'u-1',
  title: 'A film',
  description: '',
  status: 'ready',
  duration: 60,
  poster: null,
  profiles: [{ profile: '480p', width: 854, height: 480, bitrate: 1_000_000 }],
  storyboard: false,
  genres: [],
  cast: [],
  maturity: 'all',
  visibility: 'public',
  uploadedAt: '2026-11-01T08:00:00Z',
};
const STREAM = { sessionId: 's-1', manifestUrl: MANIFEST, token: 't', resumePosition: 0 };

function answer({ method, url }: Request): Response {
  const path = new URL(url).pathname;
  if (path === '/api/videos/v-1') return Response.json(RECORD);
  if (method === 'POST' && path === '/api/videos/v-1/streams') return Response.json(STREAM, { status: 201 });
  return Response.json({ items: [] });
}

/** An API whose answers come in rounds: what is asked together is one round trip. */
class Rounds {
  readonly asked: string[][] = [];
  #waiting: { request: Request; give: (response: Response) => void }[] = [];

  readonly fetch = (request: Request): Promise<Response> =>
    new Promise((give) => this.#waiting.push({ request, give }));

  next(): void {
    const round = this.#waiting.splice(0);
    if (!round.length) return;
    this.asked.push(round.map(({ request }) => `${request.method} ${new URL(request.url).pathname}`).sort());
    for (const { request, give } of round) give(answer(request));
  }
}

afterEach(() => vi.unstubAllGlobals());

// The bench reads the rounds from the report: they are P12's round trips of the API.
test('P12 an opened film asks the API for its record, then for a stream, and then for its first file', async ({ task }) => {
  const api = new Rounds();
  vi.stubGlobal('fetch', api.fetch);
  const { default: FilmPage } = await import('./FilmPage.svelte'); // its client keeps the fetch of this moment
  const page = mount(FilmPage, { target: document.body, props: { id: 'v-1' } });
  await vi.waitUntil(
    () => {
      if (document.querySelector('video')?.src) return true;
      api.next();
      return false;
    },
    { timeout: 8_000, interval: 50 },
  );
  expect(document.querySelector('video')?.src).toBe(MANIFEST);
  expect(api.asked[0]).toEqual(['GET /api/videos/v-1']);
  expect(api.asked[1]).toContain('POST /api/videos/v-1/streams');
  const before = api.asked.slice(0, 1 + api.asked.findIndex((round) => round.some((one) => one.startsWith('POST'))));
  Object.assign(task.meta, { rounds: before });
  expect(before).toHaveLength(2);
  api.next();
  await unmount(page);
}, 30_000);
