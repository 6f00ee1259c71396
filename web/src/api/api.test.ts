import { describe, expect, test } from 'vitest';

import { ask } from './client';
import { Pages } from './pages.svelte';
import { beside, Problem } from './problem';

const body = (fields: { path: string; message: string }[] = []) => ({
  error: { code: 'validation_failed', message: 'Not valid.', details: { fields } },
  requestId: 'r-1',
});

describe('a problem', () => {
  test('knows its fields by path, the first message of each', () => {
    const found = Problem.of(422, body([{ path: 'url', message: 'One.' }, { path: 'url', message: 'Two.' }]));
    expect([found.code, found.fields, found.requestId]).toEqual(['validation_failed', { url: 'One.' }, 'r-1']);
  });

  test('without the API’s words still says something', () => {
    expect(Problem.of(502, '<html>').message).toContain('our side');
    expect(Problem.of(429, undefined).message).toContain('Wait');
  });

  test('is said beside the form only where no field says it', () => {
    const found = Problem.of(422, body([{ path: 'url', message: 'One.' }]));
    expect([beside(found, ['url']), beside(found, []), beside(null, [])]).toEqual(['', 'One.', '']);
    expect(beside(Problem.of(409, body()), ['url'])).toBe('Not valid.');
  });
});

describe('asking', () => {
  test('answers with the data, and throws what the API said', async () => {
    expect(await ask(Promise.resolve({ data: 1, response: new Response() }))).toBe(1);
    const refused = Promise.resolve({ error: body(), response: new Response('', { status: 422 }) });
    await expect(ask(refused)).rejects.toMatchObject({ status: 422, code: 'validation_failed' });
  });

  test('without a network says so', async () => {
    await expect(ask(Promise.reject(new TypeError('Failed to fetch')))).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('pages', () => {
  const list = (answers: Record<string, { items: string[]; nextCursor: string | null }>) =>
    new Pages<string>(async (cursor) => answers[cursor ?? ''] ?? { items: [], nextCursor: null }, (item) => item);

  test('follow cursors to the end, and show what is on two pages once', async () => {
    const pages = list({ '': { items: ['c', 'b'], nextCursor: '1' }, '1': { items: ['b', 'a'], nextCursor: null } });
    await pages.reload();
    expect(pages.more).toBe(true);
    await pages.next();
    await pages.next();
    expect([pages.items, pages.more]).toEqual([['c', 'b', 'a'], false]);
  });

  test('are known to be none once they came, and are some as soon as there is one', async () => {
    const pages = list({ '': { items: [], nextCursor: null } });
    expect(pages.none).toBe(false);
    await pages.reload();
    expect(pages.none).toBe(true);
    pages.prepend(['a']);
    expect(pages.none).toBe(false);
  });

  test('keep what they show where the next one fails, and can be asked again', async () => {
    let broken = true;
    const pages = new Pages<string>(
      async (cursor) => {
        if (cursor && broken) throw new Problem(503, 'unavailable', 'Later.');
        return { items: cursor ? ['b'] : ['a'], nextCursor: cursor ? null : '1' };
      },
      (item) => item,
    );
    await pages.reload();
    await pages.next();
    expect([pages.items, pages.trouble?.message]).toEqual([['a'], 'Later.']);
    broken = false;
    await pages.next();
    expect([pages.items, pages.trouble]).toEqual([['a', 'b'], null]);
  });

  test('show the latest question’s answer, whichever comes last', async () => {
    const waiting: ((page: { items: string[]; nextCursor: null }) => void)[] = [];
    const pages = new Pages<string>(() => new Promise((resolve) => waiting.push(resolve)), (item) => item);
    const [first, second] = [pages.reload(), pages.reload()];
    waiting[1]?.({ items: ['new'], nextCursor: null });
    waiting[0]?.({ items: ['old'], nextCursor: null });
    await Promise.all([first, second]);
    expect(pages.items).toEqual(['new']);
  });

  test('put what is new in front once', async () => {
    const pages = list({ '': { items: ['b'], nextCursor: null } });
    await pages.reload();
    pages.prepend(['c', 'b']);
    pages.remove('b');
    expect(pages.items).toEqual(['c']);
  });
});
