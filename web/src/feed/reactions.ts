/** Likes, retweets and bookmarks: shown at once, taken back where the API refuses. */
import { api, ask, type Tweet } from '../api/client';

export type Reaction = 'like' | 'retweet' | 'bookmark';
type Counted = Pick<Tweet, 'isLiked' | 'isRetweeted' | 'isBookmarked' | 'likes' | 'retweets'>;

export const FLAG = { like: 'isLiked', retweet: 'isRetweeted', bookmark: 'isBookmarked' } as const;

export function toggled<T extends Counted>(tweet: T, reaction: Reaction): T {
  const on = !tweet[FLAG[reaction]];
  const by = on ? 1 : -1;
  return {
    ...tweet,
    [FLAG[reaction]]: on,
    likes: Math.max(0, tweet.likes + (reaction === 'like' ? by : 0)),
    retweets: Math.max(0, tweet.retweets + (reaction === 'retweet' ? by : 0)),
  };
}

const PATHS = {
  like: '/api/tweets/{tweetId}/like',
  retweet: '/api/tweets/{tweetId}/retweet',
  bookmark: '/api/tweets/{tweetId}/bookmark',
} as const;

/** The counts as they are then. */
export function send(tweetId: string, reaction: Reaction, on: boolean) {
  const of = { params: { path: { tweetId } } };
  return ask(on ? api.POST(PATHS[reaction], of) : api.DELETE(PATHS[reaction], of));
}

/**
 * `show` is given a change of what is shown by then: the guess, then the answer, or the taking back
 * before the error. Each changes what is its own: two reactions may be on their way at once.
 */
export async function react<T extends Tweet>(
  tweet: T,
  reaction: Reaction,
  show: (change: (shown: T) => T) => void,
  sender: typeof send = send,
): Promise<void> {
  const flag = FLAG[reaction];
  const on = !tweet[flag];
  const turned = (to: boolean) => (shown: T) => (shown[flag] === to ? shown : toggled(shown, reaction));
  show(turned(on));
  try {
    const { likes, retweets, replies, quotes, [flag]: now } = await sender(tweet.id, reaction, on);
    show((shown) => ({ ...shown, likes, retweets, replies, quotes, [flag]: now }));
  } catch (error) {
    show(turned(!on));
    throw error;
  }
}
