"""From tweets to sketches. A sketch takes the same author any number of times: so do replays."""

from collections import defaultdict
from collections.abc import Iterable

from core.cache import Cache
from core.clock import Clock

from ..ids import ms
from ..model import Entry
from .keys import (
    BUCKET_LIFE,
    BUCKET_MS,
    HOUR_LIFE,
    HOUR_MS,
    WINDOW_HOURS,
    bucket_key,
    gone_key,
    hour_key,
    regions_of,
    tags_key,
)


class TrendCounter:
    """``floor``: a tag of fewer authors in an hour is not worth a look. Raises CacheDown."""

    def __init__(self, *, cache: Cache, clock: Clock, floor: int) -> None:
        self._cache, self._clock, self._floor = cache, clock, floor

    def count(self, posted: Iterable[Entry], deleted: Iterable[Entry]) -> None:
        """``deleted``: as they were before. What is older than the window counts no more."""
        since = ms(self._clock) - WINDOW_HOURS * HOUR_MS
        self._add([e for e in posted if e.at >= since and e.tags and e.deleted_at is None])
        for entry in deleted:
            if entry.at >= since:
                self._subtract(entry)

    def _add(self, entries: list[Entry]) -> None:
        buckets: dict[str, set[str]] = defaultdict(set)
        hours: dict[str, set[str]] = defaultdict(set)
        places: dict[str, tuple[str, str]] = {}
        for entry in entries:
            hour = entry.at // HOUR_MS
            for region in regions_of(entry.region):
                for tag in entry.tags:
                    key = hour_key(region, tag, hour)
                    buckets[bucket_key(region, tag, entry.at // BUCKET_MS)].add(entry.author_id)
                    hours[key].add(entry.author_id)
                    places[key] = tags_key(region, hour), tag
        self._cache.add_to_sketches(buckets, ttl=BUCKET_LIFE)
        self._cache.add_to_sketches(hours, ttl=HOUR_LIFE)
        self._note({key: len(hours[key]) for key in hours}, places)

    def _note(self, authors: dict[str, int], places: dict[str, tuple[str, str]]) -> None:
        """Tags with enough authors become candidates; how often they are noted only preselects."""
        keys = list(authors)
        sizes = self._cache.union_sizes([[key] for key in keys])
        noted: dict[str, dict[str, int]] = defaultdict(dict)
        for key, size in zip(keys, sizes, strict=True):
            if size >= self._floor:
                where, tag = places[key]
                noted[where][tag] = authors[key]
        for where, amounts in noted.items():
            self._cache.add_to_hash(where, amounts, ttl=BUCKET_LIFE)

    def _subtract(self, entry: Entry) -> None:
        for region in regions_of(entry.region):
            for tag in entry.tags:
                what = {f"{entry.id}|{entry.author_id}": 1}
                self._cache.add_to_hash(gone_key(region, tag), what, ttl=BUCKET_LIFE)
