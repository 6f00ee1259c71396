"""Fakes of what a home is read from: the hot cache, and copies of facts."""

from dataclasses import dataclass, field

from core.cache import CacheDown
from social.facts import Facts, Own, Recalled, Wanted
from social.hot import RELATIONS_TTL, Circle
from social.model import Counts, Entry, Person
from social.timeline.ports import Ask, Told
from tests.fakes.social_timeline import FakeTables, FakeTimelines


@dataclass
class FakeHotCache:
    """``HotCache`` over both kinds of timelines; circles run out by the tables' clock."""

    tables: FakeTables
    homes: FakeTimelines
    recents: FakeTimelines
    entries: dict[str, Entry] = field(default_factory=dict)
    circles: dict[str, tuple[int, Circle]] = field(default_factory=dict)
    counts: dict[str, Counts] = field(default_factory=dict)
    trips: int = 0

    def read(self, ask: Ask) -> Told:
        self._call()
        at, circle = self.circles.get(ask.viewer, (0, None))
        if self.tables.now - at >= RELATIONS_TTL * 1000:
            circle = None
        return Told(
            home=self.homes.slice(ask.viewer, ask.span) if ask.home else None,
            circle=circle if ask.circle else None,
            recents={author: self.recents.slice(author, ask.span) for author in ask.recents},
            entries={i: self.entries[i] for i in ask.entries if i in self.entries},
            counts={i: self.counts[i] for i in ask.entries if i in self.counts},
        )

    def keep(self, user_id: str, circle: Circle) -> None:
        self._call()
        self.circles[user_id] = (self.tables.now, circle)

    def _call(self) -> None:
        self.trips += 1
        if self.homes.down:
            raise CacheDown("the fake is down")


@dataclass
class Mine:
    """A viewer's own copy."""

    token: str
    own: Own
    follows: dict[str, bool] = field(default_factory=dict)


@dataclass
class FakeCopies:
    """``facts.Copies`` and how writers change them; shares entries and circles with ``cache``.

    Nothing runs out by itself.
    """

    cache: FakeHotCache
    people: dict[str, Person] = field(default_factory=dict)
    mine: dict[str, Mine] = field(default_factory=dict)
    builds: dict[str, str] = field(default_factory=dict)
    in_flux: set[str] = field(default_factory=set)

    def recall(self, viewer: str, wanted: Wanted) -> Recalled:
        self._call()
        entries, counts, mine = self.cache.entries, self.cache.counts, self.mine.get(viewer)
        facts = Facts(
            entries={i: entries[i] for i in wanted.entries if i in entries},
            people={u: self.people[u] for u in wanted.people if u in self.people},
            counts={i: counts[i] for i in wanted.counts if i in counts},
            reactions=mine.own.to(wanted.reactions) if mine else {},
            follows=frozenset(u for u in wanted.follows if mine and mine.follows.get(u)),
        )
        answered = Wanted(
            entries=frozenset(facts.entries),
            people=frozenset(facts.people),
            counts=frozenset(facts.counts),
            reactions=frozenset(facts.reactions),
            follows=frozenset(u for u in wanted.follows if mine and u in mine.follows),
        )
        return Recalled(facts=facts, answered=answered, mine=mine.token if mine else "")

    def learn(self, viewer: str, asked: Wanted, facts: Facts, *, mine: str) -> None:
        self._call()
        for entry in facts.entries.values():
            self.put(entry)
        self.people.update(facts.people)
        for tweet_id, counts in facts.counts.items():
            if tweet_id not in self.in_flux:
                self.cache.counts[tweet_id] = counts
        there = self.mine.get(viewer)
        if there and there.token == mine:
            there.follows |= {user: user in facts.follows for user in asked.follows}

    def begin(self, viewer: str, token: str) -> bool:
        self._call()
        return self.builds.setdefault(viewer, token) == token

    def finish(self, viewer: str, token: str, own: Own) -> None:
        self._call()
        if self.builds.get(viewer) == token:
            del self.builds[viewer]
            self.mine[viewer] = Mine(token, own)

    def put(self, entry: Entry) -> None:
        self._call()
        there = self.cache.entries.get(entry.id)
        newer = there is None or (there.deleted_at is None and entry.version >= there.version)
        if newer or entry.deleted_at is not None:
            self.cache.entries[entry.id] = entry

    def forget_counts(self, tweet_id: str) -> None:
        self._call()
        self.in_flux.add(tweet_id)
        self.cache.counts.pop(tweet_id, None)

    def reacted(self, user_id: str, tweet_id: str, kind: str, *, on: bool) -> None:
        self.forget_counts(tweet_id)
        self.builds.pop(user_id, None)
        mine = self.mine.get(user_id)
        if mine is None:
            return
        there = mine.own.reactions.get(tweet_id)
        if there is None and tweet_id < mine.own.floor:
            return
        kinds = (there or frozenset()) - {kind} | ({kind} if on else frozenset())
        reactions = {**mine.own.reactions, tweet_id: kinds}
        mine.own = Own(reactions=reactions, floor=mine.own.floor)

    def doubt(self, user_id: str, tweet_id: str, kind: str, *, on: bool) -> None:
        self.forget_counts(tweet_id)
        mine = self.mine.get(user_id)
        known = mine.own.to(frozenset({tweet_id})) if mine else {}
        if tweet_id in known and (kind in known[tweet_id]) != on:
            self.mine.pop(user_id)
            self.builds.pop(user_id, None)

    def forget_relations(self, *user_ids: str) -> None:
        self._call()
        for user in user_ids:
            self.cache.circles.pop(user, None)
            self.mine.pop(user, None)
            self.builds.pop(user, None)
            self.people.pop(user, None)

    def _call(self) -> None:
        if self.cache.homes.down:
            raise CacheDown("the fake is down")
