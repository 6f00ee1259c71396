/** Lists of tweets as pages: the API names theirs `tweets`. */
import type { Tweet } from '../api/client';
import { Pages, type Page } from '../api/pages.svelte';

type Answer = Promise<{ tweets: Tweet[]; nextCursor: string | null }>;

export function tweetPages(fetch: (cursor: string | undefined) => Answer): Pages<Tweet> {
  const page = async (cursor: string | undefined): Promise<Page<Tweet>> => {
    const { tweets, nextCursor } = await fetch(cursor);
    return { items: tweets, nextCursor };
  };
  return new Pages(page, ({ id, retweetedBy }) => `${id} ${retweetedBy?.id ?? ''}`);
}
