"""A page of somebody's home timeline: skeleton, hydrate, rules, present, and what feeds them.

With a warm cache three round trips, all to Valkey: the timeline and the reader's relations; the
entries, their counts and the recent entries of followed celebrities; what those name: originals,
people, the reader's own reactions. Where Valkey has no answer, one batch of DynamoDB has.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from core.cache import CacheDown, Counted

from .. import presenting
from ..facts import FactTable
from ..hot import Circle
from ..hydrating import Hydrated, wanting
from ..model import Entry
from ..presenting import Json
from .cursors import Place, seen_below
from .ports import Ask, End, Graph, HotCache, Slice, Span, Told
from .pulling import Pull
from .rules import visible
from .skeleton import above, merged

SLACK = 10  # entries more than the page holds, for those the rules take out
SPARE = 5  # of those, as many are asked for whole: retweets of what is on the page are common
ROUNDS = 8  # each reads twice as many entries as the one before
HYDRATIONS = 4  # an entry, the tweet it shows, the tweet that one quotes, the people

PUSHED, BACKFILLED, MERGED, PULLED = "push", "backfill", "merge", "pull"


class Admission(Protocol):
    """The rate limit: counted in the first round trip, which is made anyway."""

    @property
    def subject(self) -> str: ...

    def check(self, counted: Counted) -> None:
        """Raises RateLimited."""
        ...


class Builds(Protocol):
    def build(self, owner: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """``next_place`` None: this was the end."""

    items: list[Json]
    next_place: Place | None


@dataclass
class _Walk:
    """One request on its way down. ``pulling``: Valkey cannot say what lies below."""

    viewer: str
    place: Place
    circle: Circle
    known: Hydrated
    position: str
    pulling: bool = False
    sources: dict[str, str] = field(default_factory=dict)


class HomeTimeline:
    def __init__(
        self,
        *,
        cache: HotCache,
        facts: FactTable,
        graph: Graph,
        pull: Pull,
        homes: Builds,
        recents: Builds,
    ) -> None:
        self._cache, self._facts, self._graph = cache, facts, graph
        self._pull, self._homes, self._recents = pull, homes, recents

    def page(
        self,
        viewer: str,
        *,
        place: Place,
        limit: int,
        explain: bool = False,
        admission: Admission | None = None,
    ) -> HomePage:
        """The ``limit`` newest entries below ``place`` that the viewer may see.

        ``admission`` may refuse the request once it is counted, by raising.
        """
        walk, first = self._start(viewer, place, limit + SLACK, admission)
        kept: list[Entry] = []
        seen = set(place.seen)
        end = End.MORE
        for number in range(ROUNDS):
            slice_ = first or self._next(walk, (limit + SLACK) << number)
            first, end = None, slice_.end
            self._hydrate(walk, slice_.ids, slice_.ids[: limit - len(kept) + SPARE])
            for entry in self._admitted(walk, slice_.ids, seen):
                if len(kept) == limit:
                    return self._finished(walk, kept, kept[-1].id, explain)
                kept.append(entry)
            if slice_.ids:
                walk.position = slice_.ids[-1]
            if end is End.COMPLETE:
                break
        return self._finished(walk, kept, "" if end is End.COMPLETE else walk.position, explain)

    def _start(
        self, viewer: str, place: Place, most: int, admission: Admission | None
    ) -> tuple[_Walk, Slice | None]:
        try:
            told = self._cache.read(
                Ask(
                    viewer=viewer,
                    span=Span(place.before, most),
                    home=True,
                    circle=True,
                    subject=admission.subject if admission else "",
                )
            )
        except CacheDown:
            told = None
        if admission and told and told.counted:
            admission.check(told.counted)
        circle = (told.circle if told else None) or self._circle(viewer)
        walk = _Walk(
            viewer=viewer,
            place=place,
            circle=circle,
            known=Hydrated(viewer=viewer, circle=circle),
            position=place.before,
            pulling=told is None,
        )
        if told is None:
            return walk, None
        home = told.home or self._built(walk, most)
        return walk, None if home is None else self._joined(walk, home, most)

    def _circle(self, viewer: str) -> Circle:
        circle = self._graph.circle(viewer)
        with suppress(CacheDown):
            self._cache.keep(viewer, circle)
        return circle

    def _built(self, walk: _Walk, most: int) -> Slice | None:
        """The timeline that was not there; None where it is pulled instead."""
        span = Span(walk.position, most)
        home = None
        with suppress(CacheDown):
            if self._homes.build(walk.viewer):
                home = self._cache.read(Ask(viewer=walk.viewer, span=span, home=True)).home
        walk.pulling = home is None
        return home

    def _next(self, walk: _Walk, most: int) -> Slice:
        if not walk.pulling:
            span = Span(walk.position, most)
            try:
                home = self._cache.read(Ask(viewer=walk.viewer, span=span, home=True)).home
            except CacheDown:
                home = None
            if home is not None:
                slice_ = self._joined(walk, home, most)
                if slice_.ids or slice_.end is not End.CUT:
                    return slice_
        walk.pulling = True
        return self._pulled(walk, most)

    def _pulled(self, walk: _Walk, most: int) -> Slice:
        found = self._pull.newest(walk.viewer, before=walk.position, most=most)
        for entry_id in found.ids:
            walk.sources.setdefault(entry_id, PULLED)
        self._read_entries(walk, found.ids)
        return above(found, walk.place.since)

    def _joined(self, walk: _Walk, home: Slice, most: int) -> Slice:
        """The home and the recent entries of celebrities; what the cache knows of them, too."""
        authors = walk.circle.merged
        span = Span(walk.position, most)
        wanted = tuple(i for i in home.ids if i not in walk.known.entries)
        try:
            told = self._cache.read(
                Ask(viewer=walk.viewer, span=span, recents=authors, entries=wanted)
            )
        except CacheDown:
            told = Told()
        walk.known = walk.known.with_cached(told.entries, told.counts)
        recents = [self._recent(author, told.recents.get(author), span) for author in authors]
        slice_ = merged([home, *recents], walk.position)
        pushed = frozenset(home.ids)
        for entry_id in slice_.ids:
            walk.sources.setdefault(entry_id, PUSHED if entry_id in pushed else MERGED)
        return above(slice_, walk.place.since)

    def _recent(self, author: str, found: Slice | None, span: Span) -> Slice:
        """A celebrity's entries; what Valkey lost comes from the table and is put back."""
        if found is not None and (found.ids or found.end is not End.CUT):
            return found
        if found is None:
            with suppress(CacheDown):
                self._recents.build(author)
        return self._pull.of([author], before=span.before, most=span.most)

    def _read_entries(self, walk: _Walk, ids: Sequence[str]) -> None:
        wanted = tuple(i for i in ids if i not in walk.known.entries)
        if not wanted:
            return
        try:
            told = self._cache.read(Ask(viewer=walk.viewer, span=Span("", 0), entries=wanted))
        except CacheDown:
            return  # the table has them
        walk.known = walk.known.with_cached(told.entries, told.counts)

    def _hydrate(self, walk: _Walk, ids: Sequence[str], detailed: Sequence[str]) -> None:
        """All that the rules need, and all that is shown of as many as the page will hold.

        Where the rules take some out, the rest of what is shown is asked for at the end.
        """
        for _ in range(HYDRATIONS):
            wanted = wanting(walk.known, ids, detailed=frozenset(detailed))
            if not wanted:
                return
            walk.known = walk.known.with_facts(wanted, self._facts.fetch(walk.viewer, wanted))

    def _admitted(self, walk: _Walk, ids: Sequence[str], seen: set[str]) -> Iterator[Entry]:
        """What the reader may see, each tweet once: by its newest entry (S4)."""
        for entry_id in ids:
            entry = walk.known.entry(entry_id)
            if entry is None:
                continue
            tweet_id = entry.retweet_of or entry.id
            if tweet_id not in seen and visible(entry, walk.known):
                seen.add(tweet_id)
                yield entry

    def _explained(self, walk: _Walk, kept: Sequence[Entry]) -> Mapping[str, str]:
        """What is in the home and older than the follow was not pushed: it came with it."""
        authors = {e.author_id for e in kept if walk.sources.get(e.id) == PUSHED}
        since = self._graph.followed_at(walk.viewer, authors - {walk.viewer})
        older = [e.id for e in kept if e.at < since.get(e.author_id, 0)]
        backfilled = {i: BACKFILLED for i in older if walk.sources.get(i) == PUSHED}
        return {**walk.sources, **backfilled}

    def _finished(self, walk: _Walk, kept: list[Entry], position: str, explain: bool) -> HomePage:
        ids = [entry.id for entry in kept]
        self._hydrate(walk, ids, ids)
        sources = self._explained(walk, kept) if explain else {}
        items = presenting.page(kept, walk.known, sources=sources)
        if not position:
            return HomePage(items=items, next_place=None)
        shown = {e.retweet_of for e in kept if e.retweet_of} | walk.place.seen
        place = Place(position, walk.place.since, seen_below(shown, position))
        return HomePage(items=items, next_place=place)
