import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { refusal } from './cognito';
import { Keeping } from './keeping';
import { missing, USERNAME } from './password';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
  sessionStorage.clear();
  localStorage.clear();
});

describe('what is kept', () => {
  test('is the refresh token, in the tab or on the device, and never in both', () => {
    const keeping = new Keeping(sessionStorage, localStorage);
    keeping.keep('one', false);
    expect([sessionStorage.length, localStorage.length, keeping.find()]).toEqual([1, 0, 'one']);
    keeping.keep('two', true);
    expect([sessionStorage.length, localStorage.length, keeping.find()]).toEqual([0, 1, 'two']);
    keeping.forget();
    expect(keeping.find()).toBeNull();
  });
});

describe('a refusal', () => {
  test('has the code without its namespace and a clear text', () => {
    expect(refusal(400, 'com.amazonaws#CodeMismatchException', 'x')).toMatchObject({
      code: 'CodeMismatchException',
      message: 'This is not the code that was sent. Check it and try again.',
    });
  });

  test('quotes our own triggers', () => {
    const said = 'PreSignUp failed with error Usernames are 1 to 50 letters.';
    expect(refusal(400, 'UserLambdaValidationException', said).message).toBe('Usernames are 1 to 50 letters');
  });
});

test('a password is told what it lacks', () => {
  expect(missing('short')).toBe('Still needed: 10 characters, a capital, a digit, a symbol.');
  expect(missing('Long-enough-1')).toBe('');
});

test('usernames are those of the platform', () => {
  expect(['ada', 'a_b-9', '', 'a b', 'ä', 'x'.repeat(51)].map((name) => USERNAME.test(name))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

/** Cognito and the API, as far as a session asks them. `answers` by target or path. */
function served(answers: Record<string, () => [number, unknown]>): ReturnType<typeof vi.fn> {
  const asked = vi.fn(async (request: Request | string, options?: RequestInit) => {
    const url = typeof request === 'string' ? request : request.url;
    const target = (options?.headers as Record<string, string> | undefined)?.['X-Amz-Target']?.split('.')[1];
    const key = target ?? new URL(url, location.origin).pathname;
    const [status, body] = answers[key]?.() ?? [404, {}];
    return Response.json(body, { status });
  });
  vi.stubGlobal('fetch', asked);
  return asked;
}

const CONFIG = (): [number, unknown] => [200, { clientId: 'c', cognitoUrl: 'https://cognito.example' }];
const renewed = (seconds: number) => (): [number, unknown] => [
  200,
  { AuthenticationResult: { AccessToken: `t-${seconds}`, ExpiresIn: seconds } },
];
const ME = (): [number, unknown] => [200, { id: 'u', username: 'ada' }];

describe('a session', () => {
  const started = async (answers: Record<string, () => [number, unknown]>) => {
    sessionStorage.setItem('triptych.session', 'refresh');
    const asked = served({ '/app/config.json': CONFIG, '/api/me': ME, ...answers });
    const { session } = await import('./session.svelte');
    await session.start();
    return { session, asked };
  };
  const count = (asked: ReturnType<typeof vi.fn>, url: string) =>
    asked.mock.calls.filter(([to]) => String(to).startsWith(url)).length;

  test('goes on after a reload', async () => {
    const { session } = await started({ InitiateAuth: renewed(3_600) });
    expect([session.state, session.me?.username, await session.token()]).toEqual(['in', 'ada', 't-3600']);
  });

  test('whose refresh token was revoked is over, and forgets it', async () => {
    const revoked = (): [number, unknown] => [400, { __type: 'NotAuthorizedException', message: 'revoked' }];
    const { session } = await started({ InitiateAuth: revoked });
    expect([session.state, sessionStorage.length]).toEqual(['out', 0]);
  });

  describe('while the platform is out of reach', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());
    const ill = (): [number, unknown] => [503, {}];

    test.each([
      ['Cognito', { InitiateAuth: ill }],
      ['the API', { InitiateAuth: renewed(3_600), '/api/me': ill }],
      ['its configuration', { '/app/config.json': ill }],
    ])('is kept, and no sign-in is asked for: %s', async (_what, answers) => {
      const { session } = await started(answers);
      expect([session.state, sessionStorage.length]).toEqual(['away', 1]);
    });

    test('goes on by itself when it is back', async () => {
      let answer = ill;
      const { session } = await started({ InitiateAuth: renewed(3_600), '/api/me': () => answer() });
      answer = ME;
      await vi.advanceTimersByTimeAsync(2_000);
      expect([session.state, session.me?.username]).toEqual(['in', 'ada']);
    });

    test('asks ever more seldom, and at once where somebody wants to', async () => {
      const { session, asked } = await started({ InitiateAuth: ill });
      await vi.advanceTimersByTimeAsync(10 * 60_000);
      const tries = count(asked, 'https://cognito.example');
      expect([tries > 10, tries < 30]).toEqual([true, true]);
      await session.again();
      expect(count(asked, 'https://cognito.example')).toBe(tries + 1);
    });

    test('ends where the token turns out to be revoked', async () => {
      let answer = ill;
      const { session } = await started({ InitiateAuth: () => answer() });
      answer = () => [400, { __type: 'NotAuthorizedException', message: 'revoked' }];
      await session.again();
      expect([session.state, sessionStorage.length]).toEqual(['out', 0]);
    });

    test('can be left, also in the middle of an attempt', async () => {
      const { session } = await started({ InitiateAuth: ill, RevokeToken: () => [200, {}] });
      served({ '/app/config.json': CONFIG, InitiateAuth: renewed(3_600), '/api/me': ME, RevokeToken: () => [200, {}] });
      const trying = session.again();
      await Promise.all([session.signOut(), trying]);
      await vi.advanceTimersByTimeAsync(10 * 60_000);
      expect([session.state, session.me, sessionStorage.length]).toEqual(['out', null, 0]);
    });
  });

  test('renews a token that is about to end, once for many requests', async () => {
    const { session, asked } = await started({ InitiateAuth: renewed(30) });
    const before = count(asked, 'https://cognito.example');
    await Promise.all([session.token(), session.token(), session.token()]);
    expect(count(asked, 'https://cognito.example') - before).toBe(1);
  });

  test.each([
    [503, {}],
    [400, { __type: 'TooManyRequestsException', message: 'Rate exceeded' }],
    [400, { __type: 'UnexpectedLambdaException', message: 'PreTokenGeneration failed' }],
  ])('goes on with the token it has while renewing is answered by %i', async (status, body) => {
    let well = true;
    const answer = (): [number, unknown] => (well ? renewed(30)() : [status, body]);
    const { session } = await started({ InitiateAuth: answer });
    well = false;
    expect(await session.token()).toBe('t-30');
    expect([session.state, sessionStorage.length]).toEqual(['in', 1]);
  });

  test('that is left while it is renewed stays left', async () => {
    const { session } = await started({ InitiateAuth: renewed(30), RevokeToken: () => [200, {}] });
    const asking = session.token();
    await session.signOut();
    expect([await asking, session.state, sessionStorage.length]).toEqual([null, 'out', 0]);
  });

  test('that signs out leaves nothing behind and revokes its token', async () => {
    const revoke = vi.fn((): [number, unknown] => [200, {}]);
    const { session } = await started({ InitiateAuth: renewed(3_600), RevokeToken: revoke });
    await session.signOut();
    expect([session.state, session.me, await session.token(), sessionStorage.length]).toEqual(['out', null, null, 0]);
    expect(revoke).toHaveBeenCalledOnce();
  });

  test('that the API refuses ends', async () => {
    let good = true;
    const me = (): [number, unknown] => (good ? ME() : [401, { error: { code: 'unauthenticated', message: 'No.' } }]);
    const { session } = await started({ InitiateAuth: renewed(3_600), '/api/me': me });
    good = false;
    const { api, ask } = await import('../api/client');
    await expect(ask(api.GET('/api/me'))).rejects.toMatchObject({ status: 401 });
    expect(session.state).toBe('out');
  });
});
