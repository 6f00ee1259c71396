import { beforeEach, expect, test, vi } from 'vitest';

import type { Video } from '../api/client';
import { Attached } from './attached.svelte';

vi.mock('./uploading', async (real) => ({
  ...(await real<typeof import('./uploading')>()),
  upload: async (file: File, altText: string, progress: (part: number) => void) => {
    progress(1);
    return { id: `${file.name} (${altText})` };
  },
}));

const picture = (name: string, type = 'image/png') => new File(['x'], name, { type });
const film = { id: 'film' } as Video;
let made = 0;

beforeEach(() => {
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => `blob:${++made}`, revokeObjectURL: vi.fn() }));
});

test('pictures go in their order with their descriptions, and the film after them', async () => {
  const attached = new Attached();
  attached.film = film;
  expect(attached.add([picture('a'), picture('b')])).toBe('');
  if (attached.pictures[1]) attached.pictures[1].altText = 'a cat';
  expect(await attached.send()).toEqual(['a ()', 'b (a cat)', 'film']);
  expect(attached.pictures.map(({ part }) => part)).toEqual([1, 1]);
});

test('there is room for four, the film among them', () => {
  const attached = new Attached();
  attached.film = film;
  expect(attached.add(['a', 'b', 'c', 'd'].map((name) => picture(name)))).toContain('4 pictures');
  expect([attached.pictures.length, attached.full]).toEqual([3, true]);
});

test('what is no picture is left out and the others are taken', () => {
  const attached = new Attached();
  expect(attached.add([picture('a.txt', 'text/plain'), picture('b')])).toContain('JPEG');
  expect(attached.pictures.map(({ file }) => file.name)).toEqual(['b']);
});

test('what is dropped gives its memory back', () => {
  const attached = new Attached();
  attached.add([picture('a'), picture('b')]);
  attached.clear();
  expect([attached.any, vi.mocked(URL.revokeObjectURL).mock.calls.length]).toEqual([false, 2]);
});
