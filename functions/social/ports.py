"""What the rooms of social need, in their own words.

Existence is a condition of the write, never read and then written. A write and the counters it
changes are one transaction: counts equal edges, always.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from .model import Counts, Entry, Kind, Media, Person, PersonCounts, Reaction, Relations, Row

Hint = Literal["tweets", "notifications", "goodbye"]
"""What whoever is connected may be told; ``goodbye`` ends their connections."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Somebody at the other end of an edge; ``position`` is where a list goes on behind them."""

    user_id: str
    position: str


class Tweets(Protocol):
    """Entries by id and in order. Lists of an index may lag behind for an instant."""

    def find(self, entry_id: str) -> Entry | None:
        """Tombstones too; strongly consistent."""
        ...

    def find_many(self, entry_ids: Iterable[str]) -> Mapping[str, Entry]:
        """Those that exist, tombstones too; strongly consistent."""
        ...

    def post(self, entry: Entry) -> None:
        """Stores a tweet, counts it for its author, its parent and what it quotes.

        Raises IdTaken.
        """
        ...

    def bury(self, entry: Entry, *, at: int) -> bool:
        """A tweet becomes its tombstone and is counted nowhere. False if it was one already."""
        ...

    def judge(self, entry_id: str, *, banned_at: int | None) -> Entry | None:
        """Bans a tweet, or lifts its ban: as it is now, None where there is no living one."""
        ...

    def by_author(self, author_id: str, *, before: str | None, most: int) -> Sequence[Row]:
        """Newest first, those with an id below ``before``; tombstones are marked ``deleted``."""
        ...

    def replies_to(self, tweet_id: str, *, after: str | None, most: int) -> Sequence[Row]:
        """Oldest first, those with an id above ``after``; only id and author are known."""
        ...

    def quotes_of(self, tweet_id: str, *, before: str | None, most: int) -> Sequence[Row]:
        """Newest first; only id and author are known."""
        ...


class Reactions(Protocol):
    """Likes, retweets and bookmarks: an edge and its counter in one transaction."""

    def add(self, reaction: Reaction, *, retweet: Entry | None = None) -> bool:
        """False if it was there. A retweet's entry is stored with it. Raises IdTaken."""
        ...

    def remove(self, user_id: str, tweet_id: str, kind: Kind, *, at: int) -> Reaction | None:
        """What was removed, if anything; a retweet's entry becomes a tombstone."""
        ...

    def of(self, user_id: str, tweet_ids: Iterable[str]) -> Mapping[str, frozenset[Kind]]:
        """How somebody reacted to each of these tweets, strongly consistent."""
        ...

    def reactors(
        self, tweet_id: str, kind: Kind, *, after: str | None, most: int
    ) -> Sequence[Linked]:
        """Who reacted, newest first."""
        ...

    def bookmarks(self, user_id: str, *, before: str | None, most: int) -> Sequence[str]:
        """Ids of bookmarked tweets, newest tweets first."""
        ...


class TweetCounts(Protocol):
    def exact(self, tweet_id: str) -> Counts: ...

    def of(self, tweet_ids: Iterable[str]) -> Mapping[str, Counts]:
        """At most a second old; every id has an answer."""
        ...

    def of_person(self, user_id: str) -> PersonCounts: ...


class Graph(Protocol):
    """Who follows, blocks and mutes whom. Adding what is there and removing what is not is done."""

    def follow(self, user_id: str, other: Person, *, at: int) -> bool:
        """False if it was so already. Raises UserBlocked where either blocks the other."""
        ...

    def unfollow(self, user_id: str, other_id: str) -> bool: ...

    def block(self, user_id: str, other_id: str, *, at: int) -> bool:
        """Ends both follows in the same transaction."""
        ...

    def unblock(self, user_id: str, other_id: str) -> bool: ...

    def mute(self, user_id: str, other_id: str, *, at: int) -> bool: ...

    def unmute(self, user_id: str, other_id: str) -> bool: ...

    def follows(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        """Which of these ``user_id`` follows, strongly consistent."""
        ...

    def followees(self, user_id: str) -> frozenset[str]:
        """All whom ``user_id`` follows, strongly consistent."""
        ...

    def apart(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        """With which of these there is a block, by either; strongly consistent."""
        ...

    def blockers_among(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        """Which of these block ``user_id``, strongly consistent."""
        ...

    def muted_among(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        """Which of these ``user_id`` mutes, strongly consistent."""
        ...

    def relations(self, user_id: str) -> Relations: ...

    def following(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]: ...

    def followers(self, user: Person, *, after: str | None, most: int) -> Sequence[Linked]: ...

    def blocked(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]: ...

    def muted(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]: ...


class People(Protocol):
    """Public profiles, also of those of whom nobody told us yet; none of who is banned."""

    def find(self, id_or_name: str) -> Person | None: ...

    def named(self, usernames: Iterable[str]) -> Mapping[str, Person]:
        """By casefolded username; those that exist."""
        ...

    def of(self, user_ids: Iterable[str]) -> Mapping[str, Person]: ...

    def mark(
        self, user_id: str, *, at: int, celebrity: bool | None = None, wide: bool = False
    ) -> None:
        """How their followers are to be reached."""
        ...


class MediaShelf(Protocol):
    def take(self, owner_id: str, media_ids: Sequence[str]) -> tuple[Media, ...]:
        """Media of ``owner_id`` that is ready, in order. Raises MediaNotFound."""
        ...


class Bell(Protocol):
    """Tells whoever is connected that there is something to look at."""

    def ring(self, users: Sequence[str], hint: Hint) -> None:
        """Best effort; never raises."""
        ...


class Remembered(Protocol):
    """Cached copies, best effort: where the cache cannot be reached they run out by themselves."""

    def put(self, entry: Entry) -> None:
        """Written through: readers see the tombstone at once."""
        ...

    def forget_counts(self, tweet_id: str) -> None: ...

    def reacted(self, user_id: str, tweet_id: str, kind: Kind, *, on: bool) -> None:
        """Readers see the user's reaction, and the new counts, at once."""
        ...

    def forget_relations(self, *user_ids: str) -> None: ...
