/** Films of the catalogue by the API: how they start, go on, and end. */
import { api, ask, type Stream } from '../api/client';
import type { Steps } from './playing';
import { seen as of } from './profile.svelte';
import { looking } from './viewer';

export function film(videoId: string): Steps {
  return {
    start: (): Promise<Stream> =>
      of(api.POST('/api/videos/{videoId}/streams', { params: { path: { videoId } }, body: looking() })),
    report: (sessionId, seen) =>
      ask(api.PATCH('/api/streams/{sessionId}', { params: { path: { sessionId } }, body: seen })),
    // It outlives the page. A beacon would, too, but carries no token.
    end: (sessionId, seen) =>
      void ask(
        api.POST('/api/streams/{sessionId}/end', {
          params: { path: { sessionId } },
          body: seen,
          keepalive: true,
        }),
      ).catch(() => undefined), // then it is closed by itself
  };
}
