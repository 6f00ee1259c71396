import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { api } from '../api/client';
import { filmOf, isFilm } from './filming';

const answer = (status: number, data: unknown) => ({ data, response: new Response(null, { status }) });
const film = { id: 'v-1', type: 'video/mp4', url: 'p.jpg', altText: 'Kites', width: 0, height: 0 };
const tweet = (playPass: string | null) => ({ media: [{ ...film, id: 'm', type: 'image/webp' }, { ...film, playPass }] });

let sent: string[];
let freed: () => void;

beforeEach(() => {
  sent = [];
  vi.spyOn(api, 'GET').mockImplementation((async () => answer(200, tweet('a pass'))) as never);
  vi.spyOn(api, 'POST').mockImplementation((async (path: string, { body }: { body: object }) => {
    sent.push(`${path} ${JSON.stringify(body)}`);
    if (path.endsWith('/end')) await new Promise<void>((done) => (freed = done));
    return answer(201, { sessionId: 's-1' });
  }) as never);
});
afterEach(() => vi.restoreAllMocks());

describe('a film in a tweet', () => {
  test('is no picture', () => {
    expect(isFilm(film)).toBe(true);
    expect(isFilm({ ...film, type: 'image/webp' })).toBe(false);
  });

  test('starts by the pass that came with its tweet', async () => {
    await filmOf('1', 'v-1').start();
    expect(sent).toEqual(['/api/videos/{videoId}/streams {"tweetPass":"a pass"}']);
  });

  test('waits for the one before to give its place back', async () => {
    const steps = filmOf('1', 'v-1');
    steps.end('s-0', { position: 3 });
    const starting = filmOf('2', 'v-1').start();
    await new Promise((done) => setTimeout(done));
    expect(sent).toEqual(['/api/streams/{sessionId}/end {"position":3}']);
    freed();
    await starting;
    expect(sent).toHaveLength(2);
  });
});
