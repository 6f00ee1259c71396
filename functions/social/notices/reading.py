"""The list of notices and how many are new: both from the same look, so that they always agree.

Of people with whom there is no contact, and of who is gone or banned, nobody is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..model import Entry, Person
from .model import Group
from .ports import Circle, NoticeStore, People, Position, Tweets

MOST_UNREAD = 100
USERS_SHOWN = 10
ROUNDS = 5  # pages read to fill one after hidden notices were taken out


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as its reader may see it: the latest of its actors, ``tweet`` None for follows."""

    group: Group
    users: Sequence[Person]
    tweet: Entry | None
    unread: bool


@dataclass(frozen=True, slots=True)
class ShownPage:
    notices: Sequence[Shown]
    position: Position | None


class NoticeReader:
    def __init__(
        self, *, store: NoticeStore, tweets: Tweets, people: People, circle: Circle
    ) -> None:
        self._store, self._tweets = store, tweets
        self._people, self._circle = people, circle

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
        met = frozenset(actor for group in groups for actor in group.actors) - hidden
        people = self._people.of(met)
        visible = [group.without(hidden | met - people.keys()) for group in groups]
        tweets = self._tweets.find_many({g.subject.tweet_id for g in visible if g.subject.tweet_id})
        found = []
        for group in visible:
            tweet = tweets.get(group.subject.tweet_id)
            if not group.actors or (group.subject.tweet_id and _is_gone(tweet)):
                continue
            found.append(Shown(group, _latest(group, people), tweet, group.at > seen))
        return found


def _latest(group: Group, people: Mapping[str, Person]) -> Sequence[Person]:
    ranked = sorted(group.actors.items(), key=lambda each: (-each[1], each[0]))
    return [people[actor] for actor, _ in ranked[:USERS_SHOWN]]


def _is_gone(tweet: Entry | None) -> bool:
    return tweet is None or tweet.gone
