import { describe, expect, test } from 'vitest';

import { ago, bare, compact, count, country, instant, localInput } from '../words/format';
import { match, place, type Route } from './router.svelte';
import { ROUTES } from './routes';

describe('a path', () => {
  test.each([
    ['/', '/', {}],
    ['/links/', '/links', {}],
    ['/links/my-link', '/links/:code', { code: 'my-link' }],
    ['/people/ada/followers', '/people/:name/:list', { name: 'ada', list: 'followers' }],
    ['/tweet/75314638930292', '/tweet/:id', { id: '75314638930292' }],
  ])('%s is the page %s', (path, pattern, parameters) => {
    const found = match(ROUTES, path);
    expect([found?.route.path, found?.parameters]).toEqual([pattern, parameters]);
  });

  test.each(['/nowhere', '/links/a/b/c', '/people'])('%s is none', (path) => expect(match(ROUTES, path)).toBeNull());

  test('with a lone percent sign is itself', () => {
    const routes = [{ path: '/x/:it' }] as Route[];
    expect([match(routes, '/x/100%')?.parameters, match(routes, '/x/a%2Fb')?.parameters]).toEqual([
      { it: '100%' },
      { it: 'a/b' },
    ]);
  });

  test('is gone to below the base, with its query', () => {
    place.go('/search?q=%23tag');
    expect([location.pathname, place.path, place.query.get('q')]).toEqual(['/app/search', '/search', '#tag']);
  });
});

test('every page has a way to be loaded', async () => {
  expect(new Set(ROUTES.map(({ path }) => path)).size).toBe(ROUTES.length);
});

describe('words', () => {
  const now = Date.parse('2026-11-10T12:00:00Z');

  test('of times are as people say them', () => {
    expect(ago('2026-11-10T11:59:30Z', now)).toBe('now');
    expect(ago('2026-11-10T11:55:00Z', now)).toMatch(/^5m/);
    expect(ago('2026-11-09T11:00:00Z', now)).toBe('yesterday');
    expect(ago('2026-10-01T11:00:00Z', now)).toBe('Oct 1');
    expect(ago('2025-10-01T11:00:00Z', now)).toBe('Oct 1, 2025');
  });

  test('of numbers, countries and addresses are short', () => {
    expect([compact(999), compact(12_345), count(1, 'like'), count(2_000, 'like')]).toEqual(['999', '12.3K', '1 like', '2,000 likes']);
    expect([country('GB'), country('??'), country('')]).toEqual(['United Kingdom', '??', 'Unknown']);
    expect(bare('https://www.example.com/')).toBe('example.com');
  });

  test('a local time is an instant and back', () => {
    const iso = instant('2026-11-10T12:30');
    expect(localInput(iso)).toBe('2026-11-10T12:30');
    expect([instant(''), localInput(null)]).toEqual([null, '']);
  });
});
