import { describe, expect, test, vi } from 'vitest';

import { Problem } from '../../api/problem';
import { fileTrouble, fingerprint, titleOf, typeOf } from './file';
import { BLANK, captionTrouble, list, said, toggled } from './form';
import { Notes, type Note } from './notes';
import { AT_ONCE, ATTEMPTS, missing, put, send, SIGNED, slice, type Here, type Ways } from './sending';

const PART = 10;
const file = (size: number) => new Blob([new Uint8Array(size)]);
const here = (partCount: number, ...numbers: number[]): Here => ({
  partSize: PART,
  partCount,
  items: numbers.map((partNumber) => ({ partNumber, size: PART })),
});

/** A bucket that keeps what it is sent, and fails as it is told. */
function bucket(fails: (number: number, attempt: number) => Problem | null = () => null) {
  const kept = new Map<number, number>();
  const signed: number[][] = [];
  const attempts = new Map<number, number>();
  const seen = { running: 0, most: 0 };
  const ways: Ways = {
    sign: async (numbers) => {
      signed.push(numbers);
      return numbers.map((partNumber) => ({ partNumber, url: `u/${partNumber}/${signed.length}` }));
    },
    put: async (url, body, sent) => {
      const number = Number(url.split('/')[1]);
      const attempt = (attempts.get(number) ?? 0) + 1;
      attempts.set(number, attempt);
      seen.most = Math.max(seen.most, ++seen.running);
      sent(body.size / 2);
      await new Promise((done) => setTimeout(done));
      seen.running--;
      const problem = fails(number, attempt);
      if (problem) throw problem;
      kept.set(number, body.size);
    },
    wait: async () => undefined,
  };
  return { ways, kept, signed, attempts, seen };
}

describe('parts', () => {
  test('are those that are not there yet', () => {
    expect(missing(here(5, 1, 4))).toEqual([2, 3, 5]);
    expect(missing(here(1))).toEqual([1]);
  });

  test('are cut where the service expects them; the last is what is left', () => {
    expect([1, 2, 3].map((number) => slice(file(25), number, PART).size)).toEqual([10, 10, 5]);
  });

  test('V12 are sent where an interrupted upload stopped, a few at a time', async () => {
    const { ways, kept, seen } = bucket();
    const told: number[] = [];
    await send(file(65), here(7, 2, 3), ways, (bytes) => told.push(bytes), new AbortController().signal);
    expect([...kept.keys()].sort()).toEqual([1, 4, 5, 6, 7]);
    expect([kept.get(7), seen.most]).toEqual([5, AT_ONCE]);
    expect([told[0], told.at(-1)]).toEqual([20, 65]);
    expect(Math.max(...told)).toBe(65);
  });

  test('that fail for a moment are sent again', async () => {
    const { ways, kept, attempts } = bucket((number, attempt) =>
      number === 2 && attempt < 3 ? new Problem(attempt === 1 ? 503 : 0, 'x', 'x') : null,
    );
    await send(file(30), here(3), ways, () => undefined, new AbortController().signal);
    expect([kept.size, attempts.get(2)]).toEqual([3, 3]);
  });

  test('whose address grew old get another', async () => {
    const { ways, kept, signed } = bucket((number, attempt) => (number === 1 && attempt === 1 ? new Problem(403, 'x', 'x') : null));
    await send(file(20), here(2), ways, () => undefined, new AbortController().signal);
    expect([kept.size, signed]).toEqual([2, [[1, 2], [1, 2]]]);
  });

  test('that are refused for good, or too often, end it with the reason', async () => {
    const refused = bucket((number) => (number === 1 ? new Problem(400, 'x', 'no such upload') : null));
    await expect(send(file(20), here(2), refused.ways, () => undefined, new AbortController().signal)).rejects.toThrow('no such upload');
    const lost = bucket(() => new Problem(0, 'offline', 'offline'));
    await expect(send(file(5), here(1), lost.ways, () => undefined, new AbortController().signal)).rejects.toThrow('offline');
    expect(lost.attempts.get(1)).toBe(ATTEMPTS);
  });

  test('get their addresses by the score', async () => {
    const { ways, signed } = bucket();
    await send(file(45 * PART), here(45), ways, () => undefined, new AbortController().signal);
    expect(signed.map((numbers) => numbers.length)).toEqual([SIGNED, SIGNED, 5]);
  });

  test('are sent no more once it is cancelled', async () => {
    const { ways, kept } = bucket();
    const stop = new AbortController();
    const sending = send(file(1000), here(100), ways, () => kept.size > 4 && stop.abort(new Error('cancelled')), stop.signal);
    await expect(sending).rejects.toThrow('cancelled');
    expect(kept.size).toBeLessThan(12);
  });
});

describe('an upload that is stopped', () => {
  test('sends no part whose address comes afterwards', async () => {
    const { ways, kept } = bucket();
    const stop = new AbortController();
    const put = vi.fn(ways.put);
    const slow: Ways = { ...ways, put, sign: async (numbers) => (stop.abort(new Error('cancelled')), ways.sign(numbers, stop.signal)) };
    await expect(send(file(50), here(5), slow, () => undefined, stop.signal)).rejects.toThrow('cancelled');
    await new Promise((done) => setTimeout(done, 5));
    expect([put.mock.calls.length, kept.size]).toEqual([0, 0]);
  });

  test('asks for no more addresses', async () => {
    const { ways, signed } = bucket();
    const stop = new AbortController();
    const sending = send(file(1000), here(100), ways, () => signed.length && stop.abort(new Error('cancelled')), stop.signal);
    await expect(sending).rejects.toThrow('cancelled');
    await new Promise((done) => setTimeout(done, 5));
    expect(signed.length).toBe(1);
  });

  test('cuts what is on its way, and begins nothing', async () => {
    const requests = stubbed();
    const stop = new AbortController();
    const putting = put('https://bucket/1', file(1), () => undefined, stop.signal);
    stop.abort(new Error('cancelled'));
    await expect(putting).rejects.toThrow('cancelled');
    await expect(put('https://bucket/2', file(1), () => undefined, stop.signal)).rejects.toThrow('cancelled');
    expect(requests.map(({ url, state }) => [url, state])).toEqual([['https://bucket/1', 'aborted']]);
    vi.unstubAllGlobals();
  });
});

/** Browsers' requests, none of which is ever answered. */
function stubbed() {
  const made: { url: string; state: string }[] = [];
  class Request {
    upload = {};
    url = '';
    state = 'new';
    onabort = () => undefined as void;
    onloadend = () => undefined as void;
    open(_method: string, url: string) {
      this.url = url;
    }
    send() {
      this.state = 'sent';
      made.push(this);
    }
    abort() {
      this.state = 'aborted';
      this.onabort();
      this.onloadend();
    }
  }
  vi.stubGlobal('XMLHttpRequest', Request);
  return made;
}

describe('a file', () => {
  const named = (name: string, type = '', size = 1) => ({ name, type, size, lastModified: 7 });

  test('is what its ending says, or the browser', () => {
    expect([named('a.MOV'), named('b.ts', 'text/x'), named('c.xyz', 'video/ogg'), named('d')].map(typeOf)).toEqual([
      'video/quicktime',
      'video/mp2t',
      'video/ogg',
      'application/octet-stream',
    ]);
  });

  test('that is no film is told before anything is sent', () => {
    expect(fileTrouble(named('me.png', 'image/png'))).toContain('no film');
    expect(fileTrouble(named('a.mp4', '', 0))).toContain('empty');
    expect(fileTrouble(named('a.mp4'))).toBe('');
  });

  test('is known again by its name, size and time, by the same person', () => {
    expect(fingerprint('ada', named('a.mp4'))).toBe(fingerprint('ada', named('a.mp4')));
    expect(fingerprint('ada', named('a.mp4'))).not.toBe(fingerprint('grace', named('a.mp4')));
    expect(fingerprint('ada', named('a.mp4'))).not.toBe(fingerprint('ada', named('a.mp4', '', 2)));
  });

  test('gives a title to begin with', () => expect(titleOf('my_holiday 2026.final.mov')).toBe('my holiday 2026.final'));
});

describe('notes of uploads', () => {
  const note = (videoId: string, owner = 'ada'): Note => ({ fingerprint: `${owner}|${videoId}`, owner, videoId, name: 'a.mp4', size: 1, title: 'A' });
  const shelf = () => {
    const kept = new Map<string, string>();
    return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  };

  test('outlive the page, by person and by file', () => {
    const place = shelf();
    new Notes(place).keep(note('1'));
    new Notes(place).keep(note('2', 'grace'));
    const after = new Notes(place);
    expect(after.of('ada').map(({ videoId }) => videoId)).toEqual(['1']);
    expect(after.find('ada|1')?.videoId).toBe('1');
    after.drop('1');
    expect(after.of('ada')).toEqual([]);
  });

  test('know which caption files have not arrived', () => {
    const notes = new Notes(shelf());
    notes.keep({ ...note('1'), captions: ['de', 'en'] });
    notes.arrived('1', 'de');
    expect(notes.find('ada|1')?.captions).toEqual(['en']);
  });

  test('survive rubbish in their place', () => {
    const place = shelf();
    place.setItem('triptych.uploads', '{"not": ');
    expect(new Notes(place).of('ada')).toEqual([]);
    vi.restoreAllMocks();
  });
});

describe('the form of a film', () => {
  test('as a request leaves out nothing and invents nothing', () => {
    expect(said({ ...BLANK, title: ' A ', genres: 'Drama, ,Drama', cast: 'Ada, Grace' })).toEqual({
      title: 'A',
      description: '',
      genres: ['Drama'],
      cast: ['Ada', 'Grace'],
      releaseDate: null,
      maturity: '18+',
      visibility: 'public',
    });
  });

  test('takes a genre and gives it back', () => {
    expect(toggled('', 'Drama')).toBe('Drama');
    expect(list(toggled('Drama, Comedy', 'Drama'))).toEqual(['Comedy']);
  });

  test('wants a language of each caption file, and each but once', () => {
    const caption = (language: string) => ({ language, file: new File([''], 'a.vtt') });
    expect(captionTrouble([caption('en'), caption('pt-BR')])).toBe('');
    expect(captionTrouble([caption('')])).toContain('language');
    expect(captionTrouble([caption('en'), caption('EN')])).toContain('one file');
  });
});
