import { describe, expect, test } from 'vitest';

import type { Viewer } from '../api/client';
import { Problem } from '../api/problem';
import { match } from '../shell/router.svelte';
import { ROUTES } from '../shell/routes';
import { browsing, left, runtime, sortOf, suitable, watchedShare } from './films';
import { Profiles } from './profile.svelte';
import { Wishes, type Lists } from './wishes.svelte';

describe('a film in words', () => {
  test.each([
    [0, ''],
    [Number.NaN, ''],
    [0.4, '1 s'],
    [8.2, '8 s'],
    [95, '2 min'],
    [3_600, '1 h'],
    [5_520, '1 h 32 min'],
  ])('of %s seconds takes %s', (seconds, said) => expect(runtime(seconds)).toBe(said));

  test('is watched to a part, and the rest is left', () => {
    const video = { duration: 600 };
    expect([watchedShare({ position: 150, video }), left({ position: 150, video })]).toEqual([25, '8 min left']);
    expect([watchedShare({ position: 900, video }), left({ position: 900, video })]).toEqual([100, '']);
    expect(watchedShare({ position: 5, video: { duration: 0 } })).toBe(0);
  });

  test('is for whom it is for', () => expect([suitable('all'), suitable('16+')]).toEqual(['All ages', '16+']));
});

describe('the catalogue', () => {
  test('has a path per genre and order, the usual ones left out', () => {
    expect([browsing(null, 'newest'), browsing('Science Fiction', 'rating')]).toEqual([
      '/watch/browse',
      '/watch/browse?genre=Science+Fiction&sort=rating',
    ]);
  });

  test('knows its orders, and takes another for the usual one', () => {
    expect([sortOf('title'), sortOf('toString'), sortOf(null)]).toEqual(['title', 'newest', 'newest']);
  });

  test.each(['/watch', '/watch/browse', '/watch/search', '/watch/list', '/watch/history', '/watch/profiles'])(
    '%s is a page of its own',
    (path) => expect(match(ROUTES, path)?.route.path).toBe(path),
  );
});

const viewer = (id: string, over: Partial<Viewer> = {}): Viewer => ({
  id,
  name: id,
  maturity: '18+',
  kids: false,
  hasPin: false,
  createdAt: '2026-11-01T00:00:00Z',
  ...over,
});

class Kept {
  #held = new Map<string, string>();
  getItem = (key: string) => this.#held.get(key) ?? null;
  setItem = (key: string, value: string) => void this.#held.set(key, value);
}

const later = () => Date.now() + 60_000;

describe('who is watching', () => {
  const adult = viewer('adult', { hasPin: true });
  const kids = viewer('kids', { kids: true, maturity: '7+' });
  const of = (list: Viewer[], kept = new Kept()) => new Profiles(() => 'ada', async () => list, kept);

  test('is the only one there is, and nobody of several before somebody says so', async () => {
    const [one, two] = [of([viewer('me')]), of([viewer('me'), kids])];
    await Promise.all([one.load(), two.load()]);
    expect([one.id, two.id, two.ready]).toEqual(['me', undefined, false]);
  });

  test('is remembered for the account, and for no other', async () => {
    const kept = new Kept();
    let account = 'ada';
    const profiles = new Profiles(() => account, async () => [viewer('me'), kids], kept);
    await profiles.load();
    profiles.choose(kids);
    account = 'kofi';
    await profiles.load();
    expect(profiles.current).toBeUndefined();
    account = 'ada';
    await profiles.load();
    expect(profiles.current?.id).toBe('kids');
  });

  test('V10: behind a PIN is told by the pass, while it is good', async () => {
    const profiles = of([adult, kids]);
    await profiles.load();
    profiles.choose(adult);
    expect([profiles.current?.id, profiles.ready]).toEqual(['adult', false]);
    profiles.opened(adult, { ref: 'a-pass', until: later() });
    expect([profiles.id, profiles.reach]).toEqual(['a-pass', 'a-pass']);
    profiles.opened(adult, { ref: 'a-pass', until: Date.now() - 1 });
    expect([profiles.id, profiles.reach]).toEqual([undefined, undefined]);
  });

  test('V10: passes do not outlive their account', async () => {
    let account = 'ada';
    const profiles = new Profiles(() => account, async () => [adult], new Kept());
    await profiles.load();
    profiles.opened(adult, { ref: 'a-pass', until: later() });
    account = 'kofi';
    await profiles.load();
    expect(profiles.id).toBeUndefined();
  });

  test('that the API refuses gives the PIN anew', async () => {
    const profiles = of([adult]);
    await profiles.load();
    profiles.opened(adult, { ref: 'a-pass', until: later() });
    profiles.refused();
    expect(profiles.id).toBeUndefined();
  });

  test('cannot be known without the API, which is told', async () => {
    const profiles = new Profiles(() => 'ada', () => Promise.reject(Problem.of(503, undefined)), new Kept());
    await profiles.load();
    expect([profiles.loaded, profiles.trouble?.status]).toEqual([false, 503]);
  });
});

describe('a watchlist', () => {
  const lists = (over: Partial<Lists> = {}): Lists => ({
    page: async (cursor) => (cursor ? { ids: ['b'], nextCursor: null } : { ids: ['a'], nextCursor: 'on' }),
    put: async () => undefined,
    ...over,
  });

  test('is known to its last page', async () => {
    const wishes = new Wishes(lists());
    await wishes.load('me');
    expect([wishes.known, wishes.has('a'), wishes.has('b'), wishes.has('c')]).toEqual([true, true, true, false]);
  });

  test('changes at once, and back where the API refuses', async () => {
    let refuse = false;
    const wishes = new Wishes(lists({ put: () => (refuse ? Promise.reject(Problem.of(404, undefined)) : Promise.resolve()) }));
    await wishes.load('me');
    await wishes.set('c', true);
    refuse = true;
    const removing = wishes.set('a', false);
    expect(wishes.has('a')).toBe(false);
    await expect(removing).rejects.toBeInstanceOf(Problem);
    expect([wishes.has('a'), wishes.has('c')]).toEqual([true, true]);
  });

  test('is of one viewer', async () => {
    const wishes = new Wishes(lists());
    await wishes.load('me');
    await wishes.set('c', true);
    await wishes.load('kids');
    expect(wishes.has('c')).toBe(false);
  });
});
