"""``listTrends``: ranked once a minute for everybody; without Valkey what this sandbox knew."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from contracts.http.social_search import Trend, Trends, TrendsQuery
from core.cache import Cache, CacheDown
from core.clock import Clock
from core.http.messages import Call, Operation, Reply

from ..ids import ms
from .keys import WORLD, lock_key, top_key
from .ranking import TrendRanker

FRESH_MS, STALE_SECONDS, LOCKED_SECONDS = 60_000, 3_600, 10
NOTHING = '{"at":0,"top":[]}'


class TrendList:
    def __init__(self, *, cache: Cache, ranker: TrendRanker, clock: Clock) -> None:
        self._cache, self._ranker, self._clock = cache, ranker, clock
        self._known: dict[str, str] = {}

    def by_name(self) -> Mapping[str, Operation]:
        return {"listTrends": self.list_trends}

    def list_trends(self, call: Call) -> Reply:
        asked = call.query_as(TrendsQuery).region
        found = json.loads(self._current(asked.upper() if asked else WORLD))
        items = [
            Trend(tag=tag, unique_authors=authors, rank=rank)
            for rank, (tag, authors) in enumerate(found["top"], 1)
        ]
        as_of = datetime.fromtimestamp((found["at"] or ms(self._clock)) / 1000, UTC)
        return Reply(
            body=Trends(region=asked.upper() if asked else None, items=items, as_of=as_of),
            headers={"Cache-Control": "max-age=60"},
        )

    def _current(self, region: str) -> str:
        try:
            kept = self._cache.get(top_key(region))
            if kept is None or ms(self._clock) - json.loads(kept)["at"] >= FRESH_MS:
                kept = self._ranked(region, kept)
        except CacheDown:
            return self._known.get(region, NOTHING)
        self._known[region] = kept
        return kept

    def _ranked(self, region: str, before: str | None) -> str:
        """One ranks, the others go on with what there was."""
        first = self._cache.put(lock_key(region), "1", ttl=LOCKED_SECONDS, if_absent=True)
        if not first and before is not None:
            return before
        top = [[each.tag, each.authors] for each in self._ranker.top(region)]
        text = json.dumps({"at": ms(self._clock), "top": top}, separators=(",", ":"))
        self._cache.put(top_key(region), text, ttl=STALE_SECONDS)
        self._cache.delete(lock_key(region))
        return text
