import { describe, expect, test, vi } from 'vitest';

import type { Link, LinkStats } from '../api/client';
import { Availability } from './availability.svelte';
import { aliasTrouble, BLANK, edited, formOf, target, urlTrouble, wanted } from './forms';
import { best, byCount, countries, referrers, since } from './stats';

describe('an address while it is typed', () => {
  test.each(['https://example.com/a', 'example.com', 'http://[2001:db8::1]/', ''])('%s is fine', (url) =>
    expect(urlTrouble(url)).toBe(''),
  );
  test.each([
    ['javascript:alert(1)', 'Only http and https'],
    ['https://me:secret@example.com', 'name and password'],
    ['https://exa mple.com', 'not an address'],
    ['https://localhost', 'incomplete'],
  ])('%s is not', (url, why) => expect(urlTrouble(url)).toContain(why));

  test('gets a scheme where it has none, and stays as it is where it has one', () => {
    expect([target(' example.com/a '), target('ftp://x.y')]).toEqual(['https://example.com/a', 'ftp://x.y']);
  });
});

test('an alias is judged by its letters and its length', () => {
  expect(['', 'ok-1', 'ab', 'no space', 'a'.repeat(51)].map((alias) => Boolean(aliasTrouble(alias)))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

describe('the form', () => {
  test('as a request leaves out nothing and invents nothing', () => {
    expect(wanted({ ...BLANK, url: 'example.com', tags: '#a, b b', maxClicks: '5' })).toEqual({
      url: 'https://example.com',
      customAlias: null,
      title: '',
      tags: ['a', 'b'],
      expiresAt: null,
      fallbackUrl: null,
      maxClicks: 5,
      forwardQuery: false,
      password: null,
    });
  });

  test('of an edit leaves a password alone unless it is changed or taken away', () => {
    expect(edited({ ...BLANK, url: 'example.com' }, { removePassword: false })).not.toHaveProperty('password');
    expect(edited({ ...BLANK, url: 'example.com' }, { removePassword: true }).password).toBeNull();
    expect(edited({ ...BLANK, url: 'e.com', password: 'new' }, { removePassword: false }).password).toBe('new');
  });

  test('of a link, sent back unchanged, changes nothing', () => {
    const link = {
      originalUrl: 'https://example.com/',
      shortCode: 'abc',
      title: 'T',
      tags: ['a'],
      expiresAt: '2030-01-31T10:20:00.000Z',
      fallbackUrl: null,
      maxClicks: 9,
      forwardQuery: true,
    } as Link;
    expect(edited(formOf(link), { removePassword: false })).toEqual({
      url: link.originalUrl,
      title: 'T',
      tags: ['a'],
      expiresAt: link.expiresAt,
      fallbackUrl: null,
      maxClicks: 9,
      forwardQuery: true,
    });
  });
});

describe('statistics as rows', () => {
  test('are by count, without zeros, under names', () => {
    expect(byCount({ desktop: 2, mobile: 5, tablet: 0 }, { mobile: 'Phones' })).toEqual([
      { name: 'Phones', count: 5 },
      { name: 'desktop', count: 2 },
    ]);
  });

  test('have countries by name, and visitors from nowhere', () => {
    const stats = { topCountries: [{ country: 'DE', count: 1 }], topReferrers: [{ referrer: '', count: 2 }] } as LinkStats;
    expect(countries(stats)).toEqual([{ name: 'Germany', count: 1 }]);
    expect(referrers(stats)).toEqual([{ name: 'Direct', count: 2 }]);
  });

  test('know the best day, if there was one', () => {
    expect(best({ '2026-01-01': 1, '2026-01-02': 3 })).toEqual(['2026-01-02', 3]);
    expect(best({ '2026-01-01': 0 })).toBeNull();
  });

  test('of seven days begin six days ago', () => {
    expect(since(7, new Date('2026-11-07T23:59:00Z'))).toBe('2026-11-01');
  });
});

describe('an alias while it is typed', () => {
  test('is asked for once, after a pause, and an older answer is not shown', async () => {
    vi.useFakeTimers();
    const asked: string[] = [];
    const answers: Record<string, (free: boolean) => void> = {};
    const alias = new Availability((name) => {
      asked.push(name);
      return new Promise((resolve) => {
        answers[name] = (available) => resolve({ available, message: available ? null : 'Taken.' });
      });
    });
    for (const typed of ['mya', 'myal']) alias.typed(typed);
    await vi.advanceTimersByTimeAsync(400);
    alias.typed('myalias');
    await vi.advanceTimersByTimeAsync(400);
    answers['myalias']?.(true);
    answers['myal']?.(false);
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, alias.free, alias.message]).toEqual([['myal', 'myalias'], true, '']);
    alias.typed('');
    expect(alias.free).toBeNull();
    vi.useRealTimers();
  });
});
