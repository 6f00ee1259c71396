/** A film in a tweet: whoever is shown the tweet may play it there, whatever their plan. */
import { api, ask, type Media, type Stream } from '../api/client';
import type { Steps } from '../watch/playing';
import { film } from '../watch/streams';
import { looking } from '../watch/viewer';

/** The media type of films; all others are pictures. */
export const isFilm = ({ type }: Media): boolean => type.startsWith('video/');

/** The end of the one before: with one stream at a time its place must be free again. */
let ending: Promise<unknown> = Promise.resolve();

/** The tweet is asked for anew each time: what plays its film is good for minutes, and may be gone. */
export function filmOf(tweetId: string, videoId: string): Steps {
  return {
    report: film(videoId).report,
    async start(): Promise<Stream> {
      const [tweet] = await Promise.all([
        ask(api.GET('/api/tweets/{tweetId}', { params: { path: { tweetId } } })),
        ending,
      ]);
      const tweetPass = tweet.media.find(({ id }) => id === videoId)?.playPass ?? null;
      const body = { ...looking(), tweetPass };
      return ask(api.POST('/api/videos/{videoId}/streams', { params: { path: { videoId } }, body }));
    },
    end(sessionId, seen) {
      ending = ask(
        api.POST('/api/streams/{sessionId}/end', {
          params: { path: { sessionId } },
          body: seen,
          keepalive: true,
        }),
      ).catch(() => undefined); // then it is closed by itself
    },
  };
}
