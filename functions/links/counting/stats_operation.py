"""``getLinkStats``: a link's statistics for its owner, also once it is expired or deleted."""

from collections import Counter
from datetime import date, timedelta
from typing import Protocol

from contracts.http.link_stats import (
    DEFAULT_DAYS,
    MOST_DAYS,
    CountryCount,
    LinkStats,
    ReferrerCount,
    StatsQuery,
)
from core.clock import Clock
from core.errors import ValidationFailed
from core.http.messages import Call, Operation, Reply

from ..model import Link
from .stats import LinkStatistics, Statistics
from .tallies import OTHER

TOP = 10
EARLIEST = date(1970, 1, 1)


class Owners(Protocol):
    def owned(self, code: str, user_id: str) -> Link:
        """Raises LinkNotFound, NotOwner."""
        ...


def stats_operation(*, stats: LinkStatistics, owners: Owners, clock: Clock) -> Operation:
    def operation(call: Call) -> Reply:
        link = owners.owned(call.path["code"], call.user.user_id)
        first, last = range_of(call.query_as(StatsQuery), today=clock.now().date())
        return Reply(body=shown(link, stats.of(link.code, first=first, last=last)))

    return operation


def range_of(query: StatsQuery, *, today: date) -> tuple[date, date]:
    """Raises ValidationFailed for more than a year."""
    last = query.last or max(today, query.first or today)
    back = timedelta(days=DEFAULT_DAYS - 1)
    first = query.first or (last - back if last - EARLIEST > back else EARLIEST)
    if first < EARLIEST or first > last:
        raise ValidationFailed.of("from", "is before 1970 or after `to`.")
    if last - first >= timedelta(days=MOST_DAYS):
        raise ValidationFailed.of("from", f"covers more than {MOST_DAYS} days.")
    return first, last


def shown(link: Link, found: Statistics) -> LinkStats:
    tally = found.range
    return LinkStats(
        short_code=link.code,
        original_url=link.target,
        total_clicks=found.humans,
        clicks_by_date={day: each.humans for day, each in found.days.items()},
        clicks_by_hour={f"{hour}:00:00Z": each for hour, each in found.hours.items()},
        top_referrers=[
            ReferrerCount(referrer=host, count=number) for host, number in _top(tally.referrers)
        ],
        top_countries=[
            CountryCount(country=country, count=number) for country, number in _top(tally.countries)
        ],
        devices=dict(_ranked(tally.devices)),
        browsers=dict(_ranked(tally.browsers)),
        os=dict(_ranked(tally.systems)),
        unique_visitors=dict(found.visitors),
        bots=found.bots,
        as_of=found.as_of,
        live=found.live,
    )


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))


def _top(counter: Counter[str]) -> list[tuple[str, int]]:
    return [entry for entry in _ranked(counter) if entry[0] != OTHER][:TOP]
