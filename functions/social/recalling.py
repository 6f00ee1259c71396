"""Facts from copies first: tables are asked only for what Valkey does not know.

A viewer's own reactions are copied whole, as far as they are new: that a tweet of today is in none
of them is an answer too, without a read for each tweet that is seen for the first time.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Protocol

from core.cache import CacheDown
from core.ids import Ids

from .facts import Copies, Facts, FactTable, OwnReactions, Recalled, Wanted
from .model import Person

PERSON_KEPT = 15.0  # seconds in this sandbox; with those in Valkey less than a minute: bans
MOST_KEPT = 10_000


class Tables(FactTable, OwnReactions, Protocol):
    """What is asked where copies do not know."""


class RecallingFacts:
    """``FactTable``. People are remembered in the sandbox as well: every page shows the same."""

    def __init__(
        self,
        *,
        copies: Copies,
        tables: Tables,
        ids: Ids,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._copies, self._tables = copies, tables
        self._ids, self._clock = ids, clock
        self._people: dict[str, tuple[float, Person]] = {}

    def fetch(self, viewer: str, wanted: Wanted) -> Facts:
        people = self._remembered(wanted.people)
        known = Facts(people=people)
        missing = wanted - Wanted(people=frozenset(people))
        if not missing:
            return known
        try:
            recalled = self._copies.recall(viewer, missing)
        except CacheDown:
            return known | self._learnt(self._tables.fetch(viewer, missing))
        if missing.reactions and not recalled.mine:
            recalled = self._with_own(viewer, missing, recalled)
        known |= self._learnt(recalled.facts)
        missing -= recalled.answered
        if missing:
            told = self._tables.fetch(viewer, missing)
            with suppress(CacheDown):
                self._copies.learn(viewer, missing, told, mine=recalled.mine)
            known |= self._learnt(told)
        return known

    def _with_own(self, viewer: str, missing: Wanted, recalled: Recalled) -> Recalled:
        """Also where the copy is not kept, this request knows it."""
        token = self._ids.new()
        try:
            if not self._copies.begin(viewer, token):
                return recalled  # somebody else is at it
        except CacheDown:
            return recalled
        own = self._tables.own(viewer)
        with suppress(CacheDown):
            self._copies.finish(viewer, token, own)
        found = own.to(missing.reactions)
        return Recalled(
            facts=recalled.facts | Facts(reactions=found),
            answered=recalled.answered | Wanted(reactions=frozenset(found)),
            mine=token,
        )

    def _remembered(self, user_ids: Iterable[str]) -> Mapping[str, Person]:
        now = self._clock()
        known = {user: self._people[user] for user in user_ids if user in self._people}
        return {user: person for user, (until, person) in known.items() if now < until}

    def _learnt(self, facts: Facts) -> Facts:
        if len(self._people) > MOST_KEPT:
            self._people.clear()
        until = self._clock() + PERSON_KEPT
        self._people |= {user: (until, person) for user, person in facts.people.items()}
        return facts
