import { describe, expect, test, vi } from 'vitest';

import type { Stream } from '../api/client';
import { Problem } from '../api/problem';
import { OLD, Playing, tokened, type Seen, type Steps } from './playing';
import { refusal } from './refusals';

const url = (token: string, file = 'master.m3u8') => `https://host/t/${token}/videos/1/${file}`;
const stream = (token: string, sessionId = 's1'): Stream => ({
  manifestUrl: url(token),
  edgeServer: 'host',
  token,
  sessionId,
  resumePosition: 12.5,
  expiresAt: '2026-11-26T00:00:00Z',
});
const seen = (position: number): Seen => ({ position, quality: '480p' });
const problem = (status: number, code: string) => new Problem(status, code, code);

/** A service whose tokens are counted, a clock that is set, and what was said to it. */
function service(answers: (Problem | null)[] = []) {
  let [made, now] = [0, 0];
  const heard: [string, number][] = [];
  const ended: [string, number][] = [];
  const stalls: (number | undefined)[] = [];
  const refused: Problem[] = [];
  const steps: Steps = {
    start: async () => stream(`t${++made}`, `s${made + 1}`),
    report: async (sessionId, { position, stallSeconds }) => {
      heard.push([sessionId, position]);
      stalls.push(stallSeconds);
      const answer = answers.shift();
      if (answer) throw answer;
      const token = `t${++made}`;
      return { token, manifestUrl: url(token), expiresAt: '' };
    },
    end: (sessionId, { position, stallSeconds }) => {
      ended.push([sessionId, position]);
      stalls.push(stallSeconds);
    },
  };
  const playing = new Playing(stream('t0'), steps, (found) => refused.push(found), () => now);
  return { playing, steps, heard, stalls, ended, refused, passes: (ms: number) => (now += ms) };
}

describe('a token', () => {
  test('takes the place of the one in an address, and of nothing else', () => {
    expect(tokened(url('old', 'a_480p_1.cmfv'), url('new'))).toBe(url('new', 'a_480p_1.cmfv'));
    expect(tokened('https://host/t/a/b/t/c/', url('$&'))).toBe('https://host/t/$&/b/t/c/');
    expect(tokened('blob:https://host/1', url('new'))).toBe('blob:https://host/1');
  });

  test('V7 of the last report is in every address that is asked for afterwards', async () => {
    const { playing } = service();
    await playing.report(seen(10));
    expect(await playing.good(url('t0', 'a_1.cmfv'))).toBe(url('t1', 'a_1.cmfv'));
    await playing.report(seen(20));
    expect(await playing.good(url('t0', 'a_2.cmfv'))).toBe(url('t2', 'a_2.cmfv'));
    expect(playing.file('storyboard.vtt')).toBe(url('t2', 'storyboard.vtt'));
  });

  test('V7 that grew old in a pause is renewed before it is used, once for all who ask', async () => {
    const { playing, heard, passes } = service();
    playing.at(seen(31));
    passes(OLD + 1);
    const asked = await Promise.all(['a', 'b', 'c'].map((file) => playing.good(url('t0', file))));
    expect(asked).toEqual(['a', 'b', 'c'].map((file) => url('t1', file)));
    expect(heard).toEqual([['s1', 31]]);
  });

  test('that is young is used as it is', async () => {
    const { playing, heard, passes } = service();
    playing.at(seen(1));
    passes(OLD);
    expect(await playing.good(url('t0'))).toBe(url('t0'));
    expect(heard).toEqual([]);
  });

  test('is used old where none other is to be had: it may be good for an hour', async () => {
    const { playing, refused, passes } = service([problem(503, 'unavailable')]);
    playing.at(seen(1));
    passes(OLD + 1);
    expect(await playing.good(url('t0'))).toBe(url('t0'));
    expect(refused).toEqual([]);
  });

  test('is waited for only so long', async () => {
    vi.useFakeTimers();
    const { playing, steps, passes } = service();
    steps.report = () => new Promise(() => undefined);
    playing.at(seen(1));
    passes(OLD + 1);
    const asked = playing.good(url('t0'));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await asked).toBe(url('t0'));
    vi.useRealTimers();
  });
});

describe('reports', () => {
  test('go one at a time, and of those that waited the latest', async () => {
    const { playing, steps, heard } = service();
    let answer: () => void = () => undefined;
    const report = steps.report;
    steps.report = async (...said) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return report(...said);
    };
    const first = playing.report(seen(1));
    void playing.report(seen(2));
    void playing.report(seen(3));
    answer();
    await vi.waitFor(() => expect(heard).toEqual([['s1', 1]]));
    answer();
    await first;
    expect(heard).toEqual([
      ['s1', 1],
      ['s1', 3],
    ]);
  });

  test('of a session that was closed meanwhile start another, which goes on from there', async () => {
    const { playing, heard, refused } = service([problem(409, 'session_over')]);
    await playing.report(seen(70));
    expect(heard).toEqual([
      ['s1', 70],
      ['s2', 70],
    ]);
    expect(await playing.good(url('t0'))).toBe(url('t2'));
    expect(refused).toEqual([]);
  });

  test('say of stalls what was in their own session, and so does its end', async () => {
    const { playing, stalls } = service([null, problem(409, 'session_over')]);
    await playing.report({ ...seen(10), stallSeconds: 2.5 });
    await playing.report({ ...seen(70), stallSeconds: 4.1 });
    playing.at({ ...seen(71), stallSeconds: 4.4 });
    playing.end();
    expect(stalls).toEqual([2.5, 4.1, 0, 0.3]);
  });

  test.each(['too_many_streams', 'subscription_required', 'maturity_exceeded'])('that are refused (%s) stop the film', async (code) => {
    const { playing, refused, heard } = service([problem(409, code)]);
    await playing.report(seen(5));
    await playing.report(seen(6));
    expect([refused.map((each) => each.code), heard]).toEqual([[code], [['s1', 5]]]);
  });

  test('that are lost do not', async () => {
    const { playing, refused, heard } = service([problem(0, 'offline')]);
    await playing.report(seen(5));
    await playing.report(seen(6));
    expect([refused, heard.length]).toEqual([[], 2]);
  });
});

test('V8 the end says where it was seen last, once', async () => {
  const { playing, ended, heard } = service();
  playing.at(seen(42.25));
  playing.end();
  playing.end();
  await playing.report(seen(50));
  expect([ended, heard]).toEqual([[['s1', 42.25]], []]);
});

test('every refusal says what to do', () => {
  for (const code of ['subscription_required', 'too_many_streams', 'maturity_exceeded', 'video_not_ready', 'profile_locked']) {
    const { title, text, go, again } = refusal(problem(409, code));
    expect([title && text, Boolean(go) || Boolean(again)]).toEqual([text, true]);
  }
  expect(refusal(problem(500, 'internal'))).toMatchObject({ text: 'internal', again: true });
});
