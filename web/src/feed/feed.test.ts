import { describe, expect, test, vi } from 'vitest';

import type { MediaState, Notice, Tweet } from '../api/client';
import { Problem } from '../api/problem';
import { hint } from './live.svelte';
import { leadsTo, sentence } from './notices';
import { react, toggled } from './reactions';
import { length, parts } from './text';
import { upload, type Steps } from './uploading';

const link = (url: string, clicks: number | null = null) => ({ url, shortUrl: 'https://t.example/abc1234', clicks });

describe('a tweet as parts', () => {
  const shown = (text: string, links: ReturnType<typeof link>[] = []) =>
    parts(text, links).map((part) => `${part.kind}:${part.text}`);

  test('has names, tags and plain words', () => {
    expect(shown('Hello @ada_1, see #Zähler!')).toEqual([
      'plain:Hello ',
      'mention:@ada_1',
      'plain:, see ',
      'tag:#Zähler',
      'plain:!',
    ]);
  });

  test('has no tag of digits alone and no name inside of an address', () => {
    expect(shown('#2026 me@example.com')).toEqual(['plain:#2026 me@example.com']);
  });

  test('shows an address that has a short one, and leads there', () => {
    const [, found] = parts('see https://www.example.com/a?b#c now', [link('https://www.example.com/a?b#c', 3)]);
    expect(found).toEqual({ kind: 'link', text: 'example.com/a?b#c', href: 'https://t.example/abc1234', clicks: 3 });
  });

  test('takes the longer of two addresses that begin alike, each time', () => {
    const links = [link('https://e.com/a'), link('https://e.com/a/b')];
    expect(shown('https://e.com/a/b https://e.com/a https://e.com/a/b', links)).toEqual([
      'link:e.com/a/b',
      'plain: ',
      'link:e.com/a',
      'plain: ',
      'link:e.com/a/b',
    ]);
  });

  test('X11: markup is text', () => {
    expect(shown('<script>alert(1)</script>')).toEqual(['plain:<script>alert(1)</script>']);
  });

  test('is as long as the API says', () => {
    expect([length('abc'), length('👩‍👩‍👧'), length('e\u0301')]).toEqual([3, 5, 1]);
  });
});

const tweet = { id: '1', isLiked: false, isRetweeted: true, isBookmarked: false, likes: 2, retweets: 1, text: 'x' } as Tweet;

describe('a reaction', () => {
  const into = (seen: Tweet[]) => (change: (shown: Tweet) => Tweet) => void seen.push(change(seen.at(-1) ?? tweet));

  test('shows at once, and the answer after it', async () => {
    const seen: Tweet[] = [];
    const answer = { id: '1', likes: 7, retweets: 1, replies: 0, quotes: 0, isLiked: true, isRetweeted: true, isBookmarked: false };
    await react(tweet, 'like', into(seen), async () => answer);
    expect(seen.map(({ isLiked, likes }) => [isLiked, likes])).toEqual([
      [true, 3],
      [true, 7],
    ]);
    expect(seen[1]?.text).toBe('x');
  });

  test('is taken back where the API refuses, and the error is told', async () => {
    const seen: Tweet[] = [];
    const refused = new Problem(404, 'tweet_not_found', 'There is no such tweet.');
    const failing = react(tweet, 'retweet', into(seen), () => Promise.reject(refused));
    await expect(failing).rejects.toBe(refused);
    expect(seen.map(({ isRetweeted }) => isRetweeted)).toEqual([false, true]);
  });

  test('takes nothing back of another that is on its way', async () => {
    const seen: Tweet[] = [];
    const failing = react(tweet, 'like', into(seen), () => Promise.reject(new Problem(503, 'unavailable', 'Later.')));
    const answer = { ...tweet, isRetweeted: false, isBookmarked: true };
    await Promise.all([expect(failing).rejects.toThrow(), react(tweet, 'bookmark', into(seen), async () => answer)]);
    expect([seen.at(-1)?.isLiked, seen.at(-1)?.isBookmarked, seen.at(-1)?.likes]).toEqual([tweet.isLiked, true, tweet.likes]);
  });

  test('never counts below nothing', () => {
    expect(toggled({ ...tweet, retweets: 0 }, 'retweet').retweets).toBe(0);
  });
});

describe('a hint', () => {
  test.each([
    ['{"type":"tweets"}', 'tweets'],
    ['{"type":"notifications"}', 'notifications'],
    ['{"type":"goodbye"}', null],
    ['<html>', null],
    ['null', null],
  ])('%s is %s', (data, kind) => expect(hint(data)).toBe(kind));
});

describe('a notification', () => {
  const user = (displayName: string) => ({ id: displayName, username: displayName.toLowerCase(), displayName, avatarUrl: null });
  const notice = (names: string[], count: number, type: Notice['type'] = 'like', more = false): Notice => ({
    id: 'n',
    type,
    users: names.map(user),
    count,
    more,
    tweet: null,
    at: '2026-11-01T00:00:00Z',
    unread: true,
  });

  test.each([
    [notice(['Ada'], 1), 'Ada liked your tweet'],
    [notice(['Ada', 'Kofi'], 2, 'follow'), 'Ada and Kofi followed you'],
    [notice(['Ada', 'Kofi', 'Mira'], 3, 'retweet'), 'Ada, Kofi and 1 other retweeted your tweet'],
    [notice(['Ada', 'Kofi'], 50, 'like', true), 'Ada, Kofi and 48+ others liked your tweet'],
  ])('names who did it', (given, said) => expect(sentence(given)).toBe(said));

  test('without a tweet leads to the person', () => {
    expect(leadsTo(notice(['Ada'], 1, 'follow'))).toBe('/app/people/ada');
  });
});

describe('an upload', () => {
  const file = new File(['x'], 'a.png', { type: 'image/png' });
  const state = (status: MediaState['status'], reason: string | null = null) => ({ id: 'm', status, reason }) as MediaState;
  const steps = (states: MediaState[]): Steps => ({
    announce: async () => ({ id: 'm', upload: { url: 'https://bucket/', fields: { key: 'k', policy: 'p' } } }),
    post: vi.fn(async () => undefined),
    look: async () => states.shift() ?? state('uploading'),
    wait: async () => undefined,
  });

  test('is waited for until it is ready; the file comes last in the form', async () => {
    const way = steps([state('uploading'), state('ready')]);
    expect((await upload(file, '', undefined, way)).status).toBe('ready');
    const [, form] = vi.mocked(way.post).mock.calls[0] ?? [];
    expect([...(form?.keys() ?? [])]).toEqual(['key', 'policy', 'file']);
  });

  test('that cannot be read says why', async () => {
    await expect(upload(file, '', undefined, steps([state('failed', 'Not an image.')]))).rejects.toThrow('Not an image.');
  });

  test('that never ends is given up', async () => {
    await expect(upload(file, '', undefined, steps([]))).rejects.toThrow('takes too long');
  });

  test('of something else is not begun', async () => {
    const way = steps([]);
    await expect(upload(new File(['x'], 'a.txt', { type: 'text/plain' }), '', undefined, way)).rejects.toThrow('JPEG');
    expect(way.post).not.toHaveBeenCalled();
  });
});
