/** The API, typed by its own OpenAPI document (`npm run generate`). */
import createClient from 'openapi-fetch';

import type { components, paths } from './generated/schema';
import { OFFLINE, Problem } from './problem';

type Schemas = components['schemas'];
export type Me = Schemas['Me'];
export type Link = Schemas['LinkShown'];
export type LinkStats = Schemas['LinkStats'];
export type Tweet = Schemas['TweetShown'];
export type Quoted = Schemas['QuotedTweet'];
export type Person = Schemas['UserShown'];
export type Profile = Schemas['ProfileShown'];
export type Notice = Schemas['Notice'];
export type Media = Schemas['MediaShown'];
export type MediaState = Schemas['MediaState'];
export type Trend = Schemas['Trend'];
export type Video = Schemas['VideoShown'];
export type Suggested = Schemas['Suggested'];
export type Analytics = Schemas['Analytics'];
export type Stream = Schemas['StreamStarted'];
export type Renewed = Schemas['StreamRenewed'];
export type Progress = Schemas['Progress'];
export type Quality = Progress['quality'];
export type PartUrl = Schemas['PartUrl'];
export type Film = Schemas['VideoCard'];
export type Watched = Schemas['Watched'];
export type Listed = Schemas['Listed'];
export type Viewer = Schemas['ViewingProfile'];
export type Key = Schemas['KeyShown'];
export type Scope = Schemas['KeyWanted']['scopes'][number];

/** Who asks: set by the session, so that this module knows nothing of signing in. */
export interface Credentials {
  /** A token that is good for a while yet, or null where nobody is signed in. */
  token(): Promise<string | null>;
  /** The API did not take the token. */
  refused(): void;
}

let credentials: Credentials = { token: async () => null, refused: () => undefined };

export function identify(by: Credentials): void {
  credentials = by;
}

export const api = createClient<paths>({ baseUrl: location.origin });

api.use({
  async onRequest({ request }) {
    const token = await credentials.token();
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401 && request.headers.has('Authorization')) credentials.refused();
  },
});

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** What the call answered. Throws a Problem for everything else. */
export async function ask<T>(call: Answer<T>): Promise<T> {
  let answer: Awaited<Answer<T>>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw OFFLINE;
  }
  if (!answer.response.ok) throw Problem.of(answer.response.status, answer.error);
  return answer.data as T;
}

/** An idempotency key: a repeated request has one effect. */
export function once(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() };
}
