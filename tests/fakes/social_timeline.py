"""The tables and Valkey as the home timeline sees them, in dictionaries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.cache import CacheDown
from social.facts import Facts, Own, Wanted
from social.hot import Circle
from social.ids import id_at, ms_of
from social.model import Counts, Entry, Person
from social.timeline.fanning import FollowerPage, Standing
from social.timeline.ports import LENGTH, End, Slice, Span
from social.timeline.tasks import Task

START = 1_795_459_200_000


@dataclass
class FakeTables:
    """``Authors``, ``Graph``, ``FactTable``, ``Followers``, ``Edges``, ``Standings``."""

    now: int = START
    entries: dict[str, Entry] = field(default_factory=dict)
    follows_: dict[tuple[str, str], int] = field(default_factory=dict)
    blocks: set[tuple[str, str]] = field(default_factory=set)
    mutes: set[tuple[str, str]] = field(default_factory=set)
    reactions: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    counts: dict[str, Counts] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    celebrities: set[str] = field(default_factory=set)
    shards: dict[tuple[str, str], int] = field(default_factory=dict)
    made: int = 0
    batches: int = 0
    queries: int = 0
    newest_own: int = 3
    banned: set[str] = field(default_factory=set)
    skews: dict[str, int] = field(default_factory=dict)  # ms, of the function that somebody asks

    # what the API does

    def new_id(self, author: str = "", *, after: str = "") -> str:
        self.made += 1
        self.now += 1
        at = self.now + self.skews.get(author, 0)
        return id_at(max(at, ms_of(after) + 1) if after else at, noise=self.made)

    def post(self, author: str, text: str = "hello", **fields: str) -> Entry:
        after = fields.get("retweet_of") or fields.get("reply_to_id") or ""
        entry_id = self.new_id(author, after=after)
        entry = Entry(
            id=entry_id,
            author_id=author,
            at=ms_of(entry_id),
            text=text,
            mode="pull" if author in self.celebrities else "push",
            **fields,  # type: ignore[arg-type]  # names of text fields
        )
        self.entries[entry_id] = entry
        return entry

    def reply(self, author: str, to: Entry) -> Entry:
        return self.post(author, reply_to_id=to.id, reply_to_author_id=to.author_id)

    def retweet(self, author: str, of: Entry) -> Entry:
        return self.post(author, "", retweet_of=of.id, retweet_of_author=of.author_id)

    def delete(self, entry: Entry) -> None:
        self.entries[entry.id] = self.entries[entry.id].buried(self.now)

    def judge(self, entry: Entry, *, banned: bool) -> Entry:
        now = self.entries[entry.id]
        judged = replace(now, banned_at=self.now if banned else None, version=now.version + 1)
        self.entries[entry.id] = judged
        return judged

    def follow(self, user: str, other: str) -> None:
        self.follows_.setdefault((user, other), self.now)

    def unfollow(self, user: str, other: str) -> None:
        self.follows_.pop((user, other), None)

    # Authors, Graph

    def newest(self, author_id: str, *, before: str, most: int) -> Sequence[str]:
        self.queries += 1
        ids = (e.id for e in self.entries.values() if e.author_id == author_id)
        return sorted((i for i in ids if not before or i < before), reverse=True)[:most]

    def followees(self, user_id: str) -> Sequence[str]:
        return sorted(other for user, other in self.follows_ if user == user_id)

    def circle(self, user_id: str) -> Circle:
        hidden = {b for a, b in self.blocks | self.mutes if a == user_id}
        hidden |= {a for a, b in self.blocks if b == user_id}
        merged = (u for u in self.followees(user_id) if self.standing(u).merged_at is not None)
        return Circle(hidden=frozenset(hidden), merged=tuple(merged))

    def followed_at(self, user_id: str, others: Collection[str]) -> Mapping[str, int]:
        found = {other: self.follows_.get((user_id, other)) for other in others}
        return {other: at for other, at in found.items() if at is not None}

    # FactTable

    def fetch(self, viewer: str, wanted: Wanted) -> Facts:
        self.batches += 1
        return Facts(
            entries={i: self.entries[i] for i in wanted.entries if i in self.entries},
            people={u: Person(id=u, username=u, banned=u in self.banned) for u in wanted.people},
            follows=frozenset(u for u in wanted.follows if (viewer, u) in self.follows_),
            reactions={
                i: self.reactions[viewer][i]
                for i in wanted.reactions
                if i in self.reactions.get(viewer, {})
            },
            counts={i: self.counts.get(i, Counts()) for i in wanted.counts},
        )

    def own(self, viewer: str) -> Own:
        newest = sorted(self.reactions.get(viewer, {}).items(), reverse=True)
        floor = newest[self.newest_own - 1][0] if len(newest) >= self.newest_own else "0"
        return Own(reactions=dict(newest[: self.newest_own]), floor=floor)

    def react(self, viewer: str, tweet_id: str, kind: str, *, on: bool) -> None:
        kinds = self.reactions.setdefault(viewer, {})
        there = kinds.get(tweet_id, frozenset()) - {kind}
        kinds[tweet_id] = there | {kind} if on else there

    # Followers, Edges, Standings

    def standing(self, author_id: str) -> Standing:
        return self.standings.get(author_id, Standing())

    def page(self, author_id: str, *, shard: int, after: str, most: int) -> FollowerPage:
        self.queries += 1
        every = sorted(
            user
            for user, other in self.follows_
            if other == author_id and self.shards.get((user, other), 0) == shard and user > after
        )
        more = len(every) > most
        return FollowerPage(every[:most], every[most - 1] if more else "")

    def follows(self, user_id: str, other_id: str) -> bool:
        return (user_id, other_id) in self.follows_

    def followers(self, user_id: str) -> int:
        return sum(1 for _, other in self.follows_ if other == user_id)

    def is_celebrity(self, user_id: str) -> bool:
        return user_id in self.celebrities

    def set_celebrity(self, user_id: str, *, on: bool, at: int) -> None:
        past = self.standing(user_id)
        if on:
            self.celebrities.add(user_id)
            merged_at = at if past.merged_at is None else past.merged_at
            self.standings[user_id] = Standing(past.wide, merged_at)
        else:
            self.celebrities.discard(user_id)

    def set_wide(self, user_id: str) -> None:
        self.standings[user_id] = Standing(True, self.standing(user_id).merged_at)


@dataclass
class FakeTimelines:
    """``Timelines`` in lists; the contract suite holds the scripts to the same."""

    length: int = LENGTH
    lists: dict[str, list[str]] = field(default_factory=dict)  # oldest first
    complete: set[str] = field(default_factory=set)
    left: dict[str, set[str]] = field(default_factory=dict)
    builds: dict[str, str] = field(default_factory=dict)
    pending: dict[str, set[str]] = field(default_factory=dict)
    down: bool = False
    begun: int = 0
    online: set[str] = field(default_factory=set)

    def push(self, owners: Sequence[str], entry_id: str, author_id: str) -> Sequence[str]:
        self._call()
        told = []
        for owner in owners:
            if author_id in self.left.get(owner, ()):
                continue
            if owner in self.lists:
                if owner not in self.complete and entry_id < self.lists[owner][0]:
                    continue
                self._add(owner, [entry_id])
            elif owner in self.builds:
                self.pending.setdefault(owner, set()).add(entry_id)
            if owner in self.online:
                told.append(owner)
        return told

    def remove(self, owners: Sequence[str], entry_ids: Sequence[str]) -> None:
        self._call()
        for owner in owners:
            if owner in self.lists:
                self._set(owner, [i for i in self.lists[owner] if i not in entry_ids])

    def join(self, owner: str, author_id: str, newest: Sequence[str], *, more: bool) -> None:
        self._call()
        self.left.get(owner, set()).discard(author_id)
        self._call_off(owner)
        if owner not in self.lists:
            return
        self._add(owner, newest)
        if more and newest and (owner in self.complete or newest[-1] > self.lists[owner][0]):
            self.complete.discard(owner)
            self._set(owner, [i for i in self.lists[owner] if i >= newest[-1]])

    def leave(self, owner: str, author_id: str) -> str | None:
        self._call()
        self.left.setdefault(owner, set()).add(author_id)
        self._call_off(owner)
        if owner not in self.lists:
            return None
        return "0" if owner in self.complete else self.lists[owner][0]

    def begin(self, owner: str, token: str) -> bool:
        self._call()
        if owner in self.builds:
            return False
        self.begun += 1
        self.builds[owner] = token
        self.pending.pop(owner, None)
        return True

    def finish(self, owner: str, token: str, ids: Sequence[str], *, complete: bool) -> bool:
        self._call()
        if self.builds.get(owner) != token:
            return False
        pending = sorted(self.pending.get(owner, ()))
        self._call_off(owner)
        self.lists.pop(owner, None)
        self.complete.discard(owner)
        if complete:
            self.complete.add(owner)
        self._set(owner, sorted(ids))
        self._add(owner, pending)
        return True

    def exists(self, owner: str) -> bool:
        self._call()
        return owner in self.lists

    def slice(self, owner: str, span: Span) -> Slice | None:
        self._call()
        if owner not in self.lists:
            return None
        below = [i for i in reversed(self.lists[owner]) if not span.before or i < span.before]
        if len(below) > span.most:
            return Slice(tuple(below[: span.most]), End.MORE)
        return Slice(tuple(below), End.COMPLETE if owner in self.complete else End.CUT)

    def evict(self, owner: str) -> None:
        self.lists.pop(owner, None)
        self.complete.discard(owner)

    def _add(self, owner: str, ids: Sequence[str]) -> None:
        there = self.lists.get(owner, [])
        lowest = "0" if owner in self.complete else there[0] if there else "~"
        merged = sorted({*there, *(i for i in ids if i >= lowest)})
        spare = self.length - (1 if owner in self.complete else 0)
        if len(merged) > spare:
            self.complete.discard(owner)
        self._set(owner, merged[-self.length :])

    def _set(self, owner: str, ids: list[str]) -> None:
        self.lists[owner] = ids
        if not ids and owner not in self.complete:
            del self.lists[owner]  # there are no empty sorted sets

    def _call_off(self, owner: str) -> None:
        self.builds.pop(owner, None)
        self.pending.pop(owner, None)

    def _call(self) -> None:
        if self.down:
            raise CacheDown("the fake is down")


@dataclass
class FakeWork:
    """``WorkStream``: two lanes."""

    narrow: list[Task] = field(default_factory=list)
    wide: list[Task] = field(default_factory=list)

    def put(self, tasks: Sequence[Task], *, wide: bool) -> None:
        (self.wide if wide else self.narrow).extend(tasks)
