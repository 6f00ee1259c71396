"""Social's tables in dictionaries; the contract suite holds them to the real ones.

``World`` makes the ports over one state, as the real adapters share their
tables: they stand together.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from social.errors import IdTaken, MediaNotFound, UserBlocked
from social.model import Counts, Entry, Kind, Media, Person, PersonCounts, Reaction, Relations, Row
from social.ports import Linked

Pair = tuple[str, str]


@dataclass
class World:
    """Everything that is stored."""

    entries: dict[str, Entry] = field(default_factory=dict)
    edges: dict[tuple[str, str, Kind], Reaction] = field(default_factory=dict)
    counted: dict[str, dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    followed: set[Pair] = field(default_factory=set)
    blocked: set[Pair] = field(default_factory=set)
    muted: set[Pair] = field(default_factory=set)
    people: dict[str, Person] = field(default_factory=dict)
    shelf: dict[Pair, Media] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def born(self, *names: str) -> None:
        """People whose ids are ``u-<name>``."""
        for name in names:
            self.people[f"u-{name}"] = Person(
                id=f"u-{name}", username=name, created_at="2026-11-23T12:00:00+00:00"
            )

    def count(self, target: str, by: int, *names: str) -> None:
        for name in names:
            self.counted[target][name] += by

    def count_entry(self, entry: Entry, by: int) -> None:
        self.count(entry.author_id, by, "tweets")
        if entry.reply_to_id:
            self.count(entry.reply_to_id, by, "replies")
        if entry.quote_id:
            self.count(entry.quote_id, by, "quotes")


@dataclass
class FakeTweets:
    world: World

    def find(self, entry_id: str) -> Entry | None:
        return self.world.entries.get(entry_id)

    def find_many(self, entry_ids: Iterable[str]) -> Mapping[str, Entry]:
        return {i: self.world.entries[i] for i in entry_ids if i in self.world.entries}

    def post(self, entry: Entry) -> None:
        with self.world.lock:
            self.put(entry)
            self.world.count_entry(entry, 1)

    def bury(self, entry: Entry, *, at: int) -> bool:
        with self.world.lock:
            now = self.world.entries.get(entry.id)
            if now is None or now.deleted_at is not None:
                return False
            self.world.entries[entry.id] = now.buried(at)
            self.world.count_entry(entry, -1)
            return True

    def judge(self, entry_id: str, *, banned_at: int | None) -> Entry | None:
        with self.world.lock:
            now = self.world.entries.get(entry_id)
            if now is None or now.deleted_at is not None or now.retweet_of:
                return None
            judged = replace(now, banned_at=banned_at, version=now.version + 1)
            self.world.entries[entry_id] = judged
            return judged

    def put(self, entry: Entry) -> None:
        if entry.id in self.world.entries:
            raise IdTaken
        self.world.entries[entry.id] = entry

    def add_links(self, entry_id: str, links: Mapping[str, str]) -> bool:
        with self.world.lock:
            now = self.world.entries.get(entry_id)
            if now is None or now.deleted_at is not None or now.links:
                return False
            self.world.entries[entry_id] = replace(now, links=dict(links), version=now.version + 1)
            return True

    def by_author(self, author_id: str, *, before: str | None, most: int) -> Sequence[Row]:
        rows = (e.row for e in self.world.entries.values() if e.author_id == author_id)
        return _newest(rows, before)[:most]

    def replies_to(self, tweet_id: str, *, after: str | None, most: int) -> Sequence[Row]:
        found = (e for e in self.world.entries.values() if e.reply_to_id == tweet_id)
        rows = sorted((Row(id=e.id, author_id=e.author_id) for e in found), key=lambda r: r.id)
        return [row for row in rows if after is None or row.id > after][:most]

    def quotes_of(self, tweet_id: str, *, before: str | None, most: int) -> Sequence[Row]:
        found = (e for e in self.world.entries.values() if e.quote_id == tweet_id)
        return _newest((Row(id=e.id, author_id=e.author_id) for e in found), before)[:most]


@dataclass
class FakeReactions:
    world: World
    tweets: FakeTweets

    def add(self, reaction: Reaction, *, retweet: Entry | None = None) -> bool:
        with self.world.lock:
            key = (reaction.user_id, reaction.tweet_id, reaction.kind)
            if key in self.world.edges:
                return False
            if retweet is not None:
                self.tweets.put(retweet)
            self.world.edges[key] = reaction
            self._count(reaction, 1)
            return True

    def remove(self, user_id: str, tweet_id: str, kind: Kind, *, at: int) -> Reaction | None:
        with self.world.lock:
            found = self.world.edges.pop((user_id, tweet_id, kind), None)
            if found is None:
                return None
            self._count(found, -1)
            if found.entry_id:
                entry = self.world.entries[found.entry_id]
                self.world.entries[entry.id] = entry.buried(at)
            return found

    def of(self, user_id: str, tweet_ids: Iterable[str]) -> Mapping[str, frozenset[Kind]]:
        kinds: tuple[Kind, ...] = ("like", "retweet", "bookmark")
        return {
            tweet_id: frozenset[Kind](
                k for k in kinds if (user_id, tweet_id, k) in self.world.edges
            )
            for tweet_id in tweet_ids
        }

    def reactors(
        self, tweet_id: str, kind: Kind, *, after: str | None, most: int
    ) -> Sequence[Linked]:
        found = [e for (_, t, k), e in self.world.edges.items() if (t, k) == (tweet_id, kind)]
        found.sort(key=lambda e: (e.at, e.user_id), reverse=True)
        links = [Linked(e.user_id, f"{e.at}#{e.user_id}") for e in found]
        positions = [link.position for link in links]
        start = positions.index(after) + 1 if after is not None else 0
        return links[start : start + most]

    def bookmarks(self, user_id: str, *, before: str | None, most: int) -> Sequence[str]:
        ids = {t for (u, t, k) in self.world.edges if (u, k) == (user_id, "bookmark")}
        return sorted((i for i in ids if before is None or i < before), reverse=True)[:most]

    def _count(self, reaction: Reaction, by: int) -> None:
        if reaction.kind != "bookmark":
            self.world.count(reaction.tweet_id, by, f"{reaction.kind}s")


@dataclass
class FakeCounts:
    world: World

    def exact(self, tweet_id: str) -> Counts:
        return Counts(**self.world.counted[tweet_id])

    def of(self, tweet_ids: Iterable[str]) -> Mapping[str, Counts]:
        return {tweet_id: self.exact(tweet_id) for tweet_id in tweet_ids}

    def of_person(self, user_id: str) -> PersonCounts:
        return PersonCounts(**self.world.counted[user_id])


@dataclass
class FakeGraph:
    world: World

    def follow(self, user_id: str, other: Person, *, at: int) -> bool:  # noqa: ARG002  # the port's
        with self.world.lock:
            if self.apart(user_id, [other.id]):
                raise UserBlocked
            if (user_id, other.id) in self.world.followed:
                return False
            self.world.followed.add((user_id, other.id))
            self._count(user_id, other.id, 1)
            return True

    def unfollow(self, user_id: str, other_id: str) -> bool:
        with self.world.lock:
            if (user_id, other_id) not in self.world.followed:
                return False
            self.world.followed.remove((user_id, other_id))
            self._count(user_id, other_id, -1)
            return True

    def block(self, user_id: str, other_id: str, *, at: int) -> bool:  # noqa: ARG002  # the port's
        with self.world.lock:
            if (user_id, other_id) in self.world.blocked:
                return False
            self.unfollow(user_id, other_id)
            self.unfollow(other_id, user_id)
            self.world.blocked.add((user_id, other_id))
            return True

    def unblock(self, user_id: str, other_id: str) -> bool:
        return _removed(self.world.blocked, (user_id, other_id))

    def mute(self, user_id: str, other_id: str, *, at: int) -> bool:  # noqa: ARG002  # the port's
        before = len(self.world.muted)
        self.world.muted.add((user_id, other_id))
        return len(self.world.muted) > before

    def unmute(self, user_id: str, other_id: str) -> bool:
        return _removed(self.world.muted, (user_id, other_id))

    def follows(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(i for i in other_ids if (user_id, i) in self.world.followed)

    def followees(self, user_id: str) -> frozenset[str]:
        return frozenset(other for user, other in self.world.followed if user == user_id)

    def apart(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        blocked = self.world.blocked
        return frozenset(i for i in other_ids if {(user_id, i), (i, user_id)} & blocked)

    def blockers_among(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(i for i in other_ids if (i, user_id) in self.world.blocked)

    def muted_among(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(i for i in other_ids if (user_id, i) in self.world.muted)

    def relations(self, user_id: str) -> Relations:
        return Relations(
            user_id=user_id,
            blocks=frozenset(b for a, b in self.world.blocked if a == user_id),
            blocked_by=frozenset(a for a, b in self.world.blocked if b == user_id),
            mutes=frozenset(b for a, b in self.world.muted if a == user_id),
        )

    def following(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]:
        return _linked(self.followees(user_id), after, most)

    def followers(self, user: Person, *, after: str | None, most: int) -> Sequence[Linked]:
        return _linked((a for a, b in self.world.followed if b == user.id), after, most)

    def blocked(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]:
        return _linked(self.relations(user_id).blocks, after, most)

    def muted(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]:
        return _linked(self.relations(user_id).mutes, after, most)

    def _count(self, user_id: str, other_id: str, by: int) -> None:
        self.world.count(user_id, by, "following")
        self.world.count(other_id, by, "followers")


@dataclass
class FakePeople:
    world: World

    def find(self, id_or_name: str) -> Person | None:
        by_id = self.of([id_or_name]).get(id_or_name)
        return by_id or self.named([id_or_name]).get(id_or_name.casefold())

    def named(self, usernames: Iterable[str]) -> Mapping[str, Person]:
        names = {name.casefold() for name in usernames}
        by_name = {p.username.casefold(): p for p in self.of(self.world.people).values()}
        return {name: by_name[name] for name in names & by_name.keys()}

    def of(self, user_ids: Iterable[str]) -> Mapping[str, Person]:
        found = {i: self.world.people[i] for i in user_ids if i in self.world.people}
        return {i: person for i, person in found.items() if not person.banned}

    def mark(
        self,
        user_id: str,
        *,
        at: int,  # noqa: ARG002  # the port's
        celebrity: bool | None = None,
        wide: bool = False,
    ) -> None:
        person = self.world.people[user_id]
        self.world.people[user_id] = replace(
            person,
            celebrity=person.celebrity if celebrity is None else celebrity,
            wide=person.wide or wide,
        )


@dataclass
class FakeShelf:
    """``MediaShelf``: what ``world.shelf`` holds by owner and id."""

    world: World

    def take(self, owner_id: str, media_ids: Sequence[str]) -> tuple[Media, ...]:
        for n, media_id in enumerate(media_ids):
            if (owner_id, media_id) not in self.world.shelf:
                raise MediaNotFound(f"mediaIds.{n}")
        return tuple(self.world.shelf[owner_id, media_id] for media_id in media_ids)


@dataclass
class FakeRemembered:
    """``Remembered``: what was put and dropped."""

    entries: dict[str, Entry] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    reactions: dict[tuple[str, str, str], bool] = field(default_factory=dict)

    def put(self, entry: Entry) -> None:
        self.entries[entry.id] = entry

    def forget_counts(self, tweet_id: str) -> None:
        self.dropped.append(tweet_id)

    def reacted(self, user_id: str, tweet_id: str, kind: str, *, on: bool) -> None:
        self.dropped.append(tweet_id)
        self.reactions[user_id, tweet_id, kind] = on

    def forget_relations(self, *user_ids: str) -> None:
        self.dropped.extend(user_ids)


def _newest(rows: Iterable[Row], before: str | None) -> list[Row]:
    below = (row for row in rows if before is None or row.id < before)
    return sorted(below, key=lambda row: row.id, reverse=True)


def _linked(ids: Iterable[str], after: str | None, most: int) -> Sequence[Linked]:
    return [Linked(i, i) for i in sorted(ids) if after is None or i > after][:most]


def _removed(pairs: set[Pair], pair: Pair) -> bool:
    there = pair in pairs
    pairs.discard(pair)
    return there
