import { describe, expect, test } from 'vitest';

import type { Analytics } from '../../api/client';
import { bytes, language, lasting } from '../../words/format';
import { captions, rung } from '../qualities';
import { curve, half, numbers, qualities, startup } from './figures';

describe('figures', () => {
  test('say what they count: stalls as the share of time that was spent in them', () => {
    const of = { views: 4, viewsOfWeek: 3, watchTime: 120, startupMs: 800, rebufferRatio: 0.0134, stalls: 1, qualitySwitches: 2 };
    expect(numbers(of as Analytics).map(({ name, value, about }) => `${name}: ${value} ${about}`)).toEqual([
      'Views: 4 in all, 3 in the last 7 days',
      'Watched: 2 min 30 s for each view',
      'Start-up: 0.8 s from play to the first picture',
      'Stalled: 1.3 % of the time, in 1 stall',
      'Changes of quality: 2 in all views',
    ]);
  });

  test('of qualities come best first, only those that were seen', () => {
    expect(qualities({ '240p': 3, '4K': 1, '720p': 0 })).toEqual([
      { name: '4K', count: 1 },
      { name: '240p', count: 3 },
    ]);
  });

  test('of leaving are a curve from a start that all have seen', () => {
    expect(curve([{ at: 50, share: 0.5 }, { at: 5, share: 0.999 }])).toEqual([
      [0, 5, 50],
      [100, 99.9, 50],
    ]);
  });

  test('say when half had left, where they have', () => {
    expect(half([{ at: 0, share: 1 }, { at: 40, share: 0.5 }, { at: 45, share: 0.4 }])).toBe(45);
    expect(half([{ at: 100, share: 0.9 }])).toBeNull();
  });

  test('of the start are seconds, or nothing', () => expect([startup(840), startup(null)]).toEqual(['0.8 s', '–']));
});

test('times and sizes are as people say them', () => {
  expect([12, 60, 3_599, 3_600, 11_100].map(lasting)).toEqual(['12 s', '1 min', '1 h', '1 h', '3 h 5 min']);
  expect([0, 999, 5_300_000, 1_400_000_000].map(bytes)).toEqual(['0 B', '999 B', '5.3 MB', '1.4 GB']);
});

describe('tracks', () => {
  test('of captions are called by their language, with what the uploader says beyond it', () => {
    const named = captions([
      { lang: 'de', name: 'de' },
      { lang: 'en', name: 'English' },
      { lang: 'en', name: 'with sounds' },
      { name: 'Commentary' },
    ]);
    expect(named.map(({ name }) => name)).toEqual(['German', 'English', 'English (with sounds)', 'Commentary']);
    expect(language('not a tag')).toBe('not a tag');
  });

  test('of the picture are called by their rung, or by the short side', () => {
    expect(rung('https://h/t/x/videos/1/master_4K.m3u8', 2160, 3840)).toBe('4K');
    expect(rung('https://h/master.m3u8', 480, 854)).toBe('480p');
    expect(rung('', 100, 60)).toBe('240p');
  });
});
