import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { api } from '../api/client';
import { files, type Kind } from './qr';

let given: string[] = [];
let back: string[] = [];

beforeEach(() => {
  given = [];
  back = [];
  URL.createObjectURL = (file) => {
    given.push(`blob:${(file as Blob).type}`);
    return `blob:${(file as Blob).type}`;
  };
  URL.revokeObjectURL = (url) => void back.push(url);
});
afterEach(() => vi.restoreAllMocks());

/** The API answers each kind with a picture of that type, or refuses. */
function answering(status = 200): void {
  vi.spyOn(api, 'GET').mockImplementation((async (path: string) => {
    const type = path.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
    return { data: new Blob(['x'], { type }), response: new Response('', { status }) };
  }) as never);
}

const never = () => expect.unreachable();
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('a code is there as a picture of dots and as one of lines, and both are given back', async () => {
  answering();
  const got: Partial<Record<Kind, string>> = {};
  const end = files('abc', { got: (kind, url) => (got[kind] = url), failed: never });
  await settled();
  expect(got).toEqual({ png: 'blob:image/png', svg: 'blob:image/svg+xml' });
  expect(back).toEqual([]);
  end();
  expect(back.sort()).toEqual(given.sort());
});

test('what comes after the end is not shown and not kept', async () => {
  answering();
  const end = files('abc', { got: never, failed: never });
  end();
  await settled();
  expect(given).toEqual([]);
});

test('why there is none is said in the API’s words', async () => {
  answering(404);
  const said: unknown[] = [];
  files('abc', { got: never, failed: (error) => said.push(error) });
  await settled();
  expect(said).toMatchObject([{ status: 404 }, { status: 404 }]);
});
