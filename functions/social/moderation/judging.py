"""Report, list, dismiss, ban. A banned tweet is gone like a deleted one, until it is let in again.

Nothing is taken out of timelines and of the index for a ban: every list looks at the tweet itself
before it shows it, so it goes, and comes back, with one write. Its counts stay what they are.
"""

from dataclasses import dataclass

from core.clock import Clock
from core.reports import ReportQueue

from ..access import Access
from ..errors import NotYourself, TweetNotFound
from ..ids import is_id, ms
from ..ports import Remembered, Tweets


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    access: Access
    tweets: Tweets
    remembered: Remembered
    tweet_reports: ReportQueue
    user_reports: ReportQueue
    clock: Clock

    def report_tweet(self, user_id: str, tweet_id: str, *, reason: str, note: str) -> None:
        """Raises TweetNotFound, TweetBanned."""
        tweet = self.access.tweet(user_id, tweet_id)
        self.tweet_reports.add(tweet.id, reason=reason, note=note, at=self.clock.now())

    def report_user(self, user_id: str, id_or_name: str, *, reason: str, note: str) -> None:
        """Also somebody who blocks the reporter. Raises UserNotFound, NotYourself."""
        person = self.access.anybody(id_or_name)
        if person.id == user_id:
            raise NotYourself("user")
        self.user_reports.add(person.id, reason=reason, note=note, at=self.clock.now())

    def ban(self, tweet_id: str) -> None:
        """Twice is as good as once. Raises TweetNotFound."""
        self._judge(tweet_id, banned_at=ms(self.clock))
        self.tweet_reports.remove(tweet_id)

    def unban(self, tweet_id: str) -> None:
        """Raises TweetNotFound."""
        self._judge(tweet_id, banned_at=None)

    def _judge(self, tweet_id: str, *, banned_at: int | None) -> None:
        entry = self.tweets.judge(tweet_id, banned_at=banned_at) if is_id(tweet_id) else None
        if entry is None:
            raise TweetNotFound
        self.remembered.put(entry)
