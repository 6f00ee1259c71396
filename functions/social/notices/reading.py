"""The list of notices and how many are new: both from the same look, so that they always agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Entry
from .model import Group
from .ports import Circle, NoticeStore, Position, Tweets

MOST_UNREAD = 100
ROUNDS = 5  # pages read to fill one after hidden notices were taken out


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as its reader may see it; ``tweet`` None for follows."""

    group: Group
    tweet: Entry | None
    unread: bool


@dataclass(frozen=True, slots=True)
class ShownPage:
    notices: Sequence[Shown]
    position: Position | None


class NoticeReader:
    def __init__(self, *, store: NoticeStore, tweets: Tweets, circle: Circle) -> None:
        self._store, self._tweets, self._circle = store, tweets, circle

    def page(self, user_id: str, *, after: Position | None, most: int) -> ShownPage:
        seen = self._store.seen(user_id)
        found: list[Shown] = []
        for _ in range(ROUNDS):
            page = self._store.page(user_id, after=after, most=most - len(found))
            found += self._shown(user_id, page.groups, seen)
            after = page.position
            if after is None or len(found) >= most:
                break
        return ShownPage(found, after)

    def unread(self, user_id: str) -> int:
        """Of the list, at most MOST_UNREAD."""
        seen = self._store.seen(user_id)
        groups = self._store.since(user_id, seen, most=MOST_UNREAD)
        return sum(shown.unread for shown in self._shown(user_id, groups, seen))

    def mark_seen(self, user_id: str, at: int) -> None:
        self._store.mark_seen(user_id, at)

    def _shown(self, user_id: str, groups: Sequence[Group], seen: int) -> list[Shown]:
        relations = self._circle.relations(user_id)
        hidden = relations.cut | relations.mutes
        visible = [group.without(hidden) for group in groups]
        tweets = self._tweets.find_many({g.subject.tweet_id for g in visible if g.subject.tweet_id})
        found = []
        for group in visible:
            tweet = tweets.get(group.subject.tweet_id)
            if not group.actors or (group.subject.tweet_id and _is_gone(tweet)):
                continue
            found.append(Shown(group, tweet, group.at > seen))
        return found


def _is_gone(tweet: Entry | None) -> bool:
    return tweet is None or tweet.deleted_at is not None
