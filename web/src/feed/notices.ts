/** What a notification says. */
import type { Notice } from '../api/client';

const DID: Record<Notice['type'], string> = {
  like: 'liked your tweet',
  retweet: 'retweeted your tweet',
  reply: 'replied to you',
  mention: 'mentioned you',
  quote: 'quoted your tweet',
  follow: 'followed you',
};

/** Names for the sentence: "Ada", "Ada and Kofi", "Ada, Kofi and 3 others". */
export function names(notice: Pick<Notice, 'users' | 'count' | 'more'>): string[] {
  const shown = notice.users.slice(0, 2).map((user) => user.displayName || user.username || 'Somebody');
  const others = notice.count - shown.length;
  if (others <= 0) return shown;
  return [...shown, `${others}${notice.more ? '+' : ''} ${others === 1 && !notice.more ? 'other' : 'others'}`];
}

export function sentence(notice: Notice): string {
  const who = names(notice);
  const last = who.pop() ?? 'Somebody';
  return `${who.length ? `${who.join(', ')} and ` : ''}${last} ${DID[notice.type]}`;
}

export function leadsTo(notice: Notice): string {
  if (notice.tweet) return `/app/tweet/${notice.tweet.id}`;
  return `/app/people/${notice.users[0]?.username ?? ''}`;
}
