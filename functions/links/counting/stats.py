"""What an owner is told of a link: days that are rolled up, hours that are not yet, live counters.

An hour without a mark that it was rolled up after its end counts as open, also where nobody clicked
in it. A link's answer costs the same whatever its clicks: one query of its days, one of its last
hours, a few keys of Valkey. Raw clicks are never read (L10).

Every event is counted once, in a rolled-up hour without exception. Of an hour that is still open
the live part may hold an event twice if its producer sent it twice and the counter did not notice
(``consuming``); the hour's next roll-up, which knows it, puts that right: within a minute, or after
the hour's end where an hour has more than ``rollup.SMALL`` clicks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from core.cache import Cache, CacheDown
from core.clock import Clock

from .live import hour_key, known, tally_of, visitors_key
from .rollup import Weighed, end_of
from .sketch import size
from .tallies import Tally, total

OPEN_HOURS = 3
"""The running hour and those before it that may wait for their roll-up."""
OPEN_DAYS = 4
"""Days whose hours are looked at as well; a day is rolled up minutes after its end."""
SHOWN_HOURS = 48
"""Less than the days above hold, so that they cost no read of their own."""
NOTHING = Weighed(0, Tally())


class StatisticsReader(Protocol):
    def days(self, code: str) -> Mapping[str, Weighed]: ...

    def hours(
        self, code: str, *, first: str, last: str, consistent: bool
    ) -> Mapping[str, Weighed]: ...

    def sealed(self, hour: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """``humans`` and ``bots`` of all time; ``days`` and ``visitors`` of the dates asked for;
    ``hours`` the humans of each of the last ``SHOWN_HOURS``.

    Everything before ``as_of`` is in; ``live`` tells that what came since is in too.
    """

    humans: int
    bots: int
    days: Mapping[str, Tally]
    visitors: Mapping[str, int]
    hours: Mapping[str, int]
    as_of: datetime
    live: bool

    @property
    def range(self) -> Tally:
        return total(self.days.values())


@dataclass(frozen=True, slots=True)
class _Live:
    hours: Mapping[str, Tally]
    visitors: Mapping[str, int]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatistics:
    store: StatisticsReader
    cache: Cache
    clock: Clock

    def of(self, code: str, *, first: date, last: date) -> Statistics:
        now = self.clock.now()
        open_hours = self._open_hours(now)
        live = self._live(code, open_hours)
        hours = self._hours(code, now, live)
        days = self._days(code, hours)
        latest = [f"{now - timedelta(hours=n):%Y-%m-%dT%H}" for n in range(SHOWN_HOURS)]
        wanted = [f"{first + timedelta(n)}" for n in range((last - first).days + 1)]
        shown = {day: days.get(day, Tally()) for day in wanted}
        whole = live.complete or not open_hours
        return Statistics(
            humans=sum(day.humans for day in days.values()),
            bots=sum(day.bots for day in days.values()),
            days=shown,
            visitors={
                day: max(size(tally.visitors), live.visitors.get(day, 0))
                for day, tally in shown.items()
            },
            hours={hour: hours.get(hour, NOTHING).tally.humans for hour in sorted(latest)},
            as_of=now if whole else end_of(open_hours[0]) - timedelta(hours=1),
            live=whole,
        )

    def _hours(self, code: str, now: datetime, live: _Live) -> dict[str, Weighed]:
        """Those of the days that may still change, with what is live of them."""
        first = now - timedelta(days=OPEN_DAYS - 1)
        hours = dict(
            self.store.hours(
                code, first=f"{first:%Y-%m-%d}T00", last=f"{now:%Y-%m-%d}T23", consistent=False
            )
        )
        for hour, tally in live.hours.items():
            stored = hours.get(hour, NOTHING)
            hours[hour] = replace(stored, tally=known(stored, tally))
        return hours

    def _days(self, code: str, hours: Mapping[str, Weighed]) -> dict[str, Tally]:
        """A day as it is stored or as its hours are, whichever was computed from more."""
        stored_days = self.store.days(code)
        days = {day: weighed.tally for day, weighed in stored_days.items()}
        for day in {hour[:10] for hour in hours}:
            its_hours = [weighed for hour, weighed in hours.items() if hour[:10] == day]
            weight = sum(weighed.weight for weighed in its_hours)
            if day not in stored_days or weight > stored_days[day].weight:
                days[day] = total(weighed.tally for weighed in its_hours)
        return days

    def _open_hours(self, now: datetime) -> list[str]:
        latest = [f"{now - timedelta(hours=n):%Y-%m-%dT%H}" for n in range(OPEN_HOURS)]
        return sorted(hour for hour in latest if hour == latest[0] or not self.store.sealed(hour))

    def _live(self, code: str, hours: list[str]) -> _Live:
        try:
            counted = {hour: self.cache.get_hash(hour_key(code, hour)) for hour in hours}
            visitors = {
                day: self.cache.sketch_size(visitors_key(code, day))
                for day in {hour[:10] for hour in hours}
            }
        except CacheDown:
            return _Live({}, {}, complete=False)
        return _Live(
            {hour: tally_of(fields) for hour, fields in counted.items() if fields},
            visitors,
            complete=True,
        )
