"""What an owner is told of a link."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from contracts.http.link_stats import LinkStats, StatsQuery
from core.errors import Unavailable, ValidationFailed
from core.http.messages import Call, Principal
from links.adapters.hot_forms import HotForms as HotFormTable
from links.counting.live import LIFE, ValkeyCounters, visitors_key
from links.counting.prewarming import HotLinksPrewarmer
from links.counting.rollup import RollUp, Weighed
from links.counting.segments import Counted, Segment, packed
from links.counting.stats import LinkStatistics, Statistics
from links.counting.stats_operation import range_of, stats_operation
from links.counting.tallies import Tally
from links.hot import cache_value
from links.model import Link
from tests.fakes.clicks import CRAWLER, FakeClicks, FakePrewarmer, a_click
from tests.fakes.core import FakeCache, FakeClock, FakeIds

CODE = "aB3xY9z"
NOW_HOUR, TODAY = "2026-11-23T12", date(2026, 11, 23)


@dataclass
class Owners:
    link: Link = field(
        default_factory=lambda: Link(
            code=CODE,
            owner_id="ada",
            target="https://example.com/x",
            created_at=datetime(2026, 11, 1, tzinfo=UTC),
            deleted_at=datetime(2026, 11, 20, tzinfo=UTC),
        )
    )

    def owned(self, code: str, user_id: str) -> Link:
        assert (code, user_id) == (self.link.code, self.link.owner_id)
        return self.link


@dataclass
class World:
    clock: FakeClock = field(default_factory=FakeClock)
    table: FakeClicks = field(default_factory=FakeClicks)
    lost: list[int] = field(default_factory=list)
    end: str = ""

    def __post_init__(self) -> None:
        self.cache = FakeCache(clock=self.clock)
        self.stats = LinkStatistics(store=self.table, cache=self.cache, clock=self.clock)

    def count(self, *clicks: Counted) -> None:
        ValkeyCounters(cache=self.cache, on_failure=self.lost.append).count(clicks)

    def consume(self, *clicks: Counted) -> None:
        """Stored as a segment, and counted live."""
        end = str(int(self.end or "0") + 1).zfill(64)
        segment = Segment(shard="s", previous=self.end, end=end, clicks=clicks)
        self.table.promise(segment)
        for hour in segment.hours:
            self.table.mark_due(hour, version=end)
        self.table.append(segment, packed(clicks))
        self.end = end
        self.count(*clicks)

    def roll_up(self, *, small: int = 5_000, also_large: bool = False) -> list[str]:
        return RollUp(
            segments=self.table,
            queue=self.table,
            store=self.table,
            prewarmer=FakePrewarmer(),
            clock=self.clock,
            ids=FakeIds(),
            small=small,
        ).run(also_large=also_large)

    def read(self, first: date = TODAY - timedelta(29), last: date = TODAY) -> Statistics:
        return self.stats.of(CODE, first=first, last=last)


def test_clicks_show_before_any_roll_up() -> None:
    world = World()
    world.consume(
        a_click(1, hour=NOW_HOUR, referrer="example.org", country="GB", visitor=5),
        a_click(2, hour=NOW_HOUR, agent=CRAWLER),
    )
    found = world.read()
    assert (found.humans, found.bots, found.live) == (1, 1, True)
    assert found.as_of == world.clock.now()
    assert found.visitors["2026-11-23"] == 1
    assert found.range.referrers == {"example.org": 1}


def test_live_and_rolled_up_numbers_of_an_open_hour_are_not_added() -> None:
    world = World()
    world.consume(*(a_click(n, hour=NOW_HOUR) for n in range(5)))
    world.roll_up()
    assert world.read().humans == 5
    world.consume(a_click(9, hour=NOW_HOUR))
    assert world.read().humans == 6


def test_X3_without_valkey_an_open_hour_is_what_was_rolled_up() -> None:
    world = World()
    world.consume(*(a_click(n, hour=NOW_HOUR) for n in range(5)))
    world.roll_up()
    world.cache.down = True
    found = world.read()
    assert (found.humans, found.live) == (5, False)
    assert found.as_of < world.clock.now()
    world.count(a_click(6))
    assert world.lost == [1]


def test_a_flushed_valkey_loses_nothing_that_is_rolled_up() -> None:
    world = World()
    world.consume(*(a_click(n, hour=NOW_HOUR) for n in range(5)))
    world.roll_up()
    world.cache.flush()
    world.consume(a_click(7, hour=NOW_HOUR))
    assert world.read().humans == 5
    world.roll_up()
    assert world.read().humans == 6


def test_a_large_open_hour_waits_for_its_end() -> None:
    world = World()
    world.consume(*(a_click(n, hour=NOW_HOUR) for n in range(5)))
    assert world.roll_up(small=4) == []
    world.clock.advance(3600 + 120)
    assert world.roll_up(small=4) == [NOW_HOUR]


def test_X3_a_large_open_hour_that_valkey_lost_is_there_again_once_somebody_asks_for_it() -> None:
    world = World()
    world.consume(*(a_click(n, hour=NOW_HOUR) for n in range(5)))
    world.cache.flush()
    assert world.read().humans == 0
    assert world.roll_up(small=4, also_large=True) == [NOW_HOUR]
    assert world.read().humans == 5


def test_L9_a_sealed_hour_shows_distinct_events_whatever_was_counted_live() -> None:
    world = World()
    world.consume(a_click(1, hour=NOW_HOUR))
    world.consume(a_click(1, hour=NOW_HOUR))
    world.clock.advance(3600 + 120)
    world.roll_up()
    assert world.read().humans == 1


def test_totals_are_of_all_time_and_days_are_filled_with_zeros() -> None:
    world = World()
    world.table.put_day(CODE, "2024-02-29", Weighed(1, Tally(humans=40, bots=2)))
    world.table.put_day(CODE, "2026-11-22", Weighed(1, Tally(humans=2)))
    found = world.read()
    assert (found.humans, found.bots) == (42, 2)
    assert len(found.days) == 30
    assert sum(day.humans for day in found.days.values()) == 2


def test_a_day_is_its_hours_while_those_know_more() -> None:
    world = World()
    world.table.put_day(CODE, "2026-11-22", Weighed(1, Tally(humans=2)))
    world.table.put_hours("2026-11-22T05", [(CODE, Weighed(2, Tally(humans=3)))])
    assert world.read().humans == 3


def test_the_last_two_days_are_shown_by_hour_rolled_up_or_live() -> None:
    world = World()
    world.table.put_hours("2026-11-22T05", [(CODE, Weighed(2, Tally(humans=3)))])
    world.consume(a_click(1, hour=NOW_HOUR))
    hours = world.read(TODAY, TODAY).hours
    assert (min(hours), max(hours), len(hours)) == ("2026-11-21T13", NOW_HOUR, 48)
    assert {hour: each for hour, each in hours.items() if each} == {"2026-11-22T05": 3, NOW_HOUR: 1}


def test_live_counters_end_after_two_days() -> None:
    world = World()
    world.count(a_click(1, visitor=3))
    assert world.cache.sketch_size(visitors_key(CODE, "2026-11-23")) == 1
    world.clock.advance(LIFE)
    assert world.cache.sketch_size(visitors_key(CODE, "2026-11-23")) == 0


def test_L10_the_answer_has_the_shape_of_the_api_also_after_delete() -> None:
    world = World()
    world.consume(a_click(1, hour=NOW_HOUR, referrer="example.org", country="GB"))
    operation = stats_operation(stats=world.stats, owners=Owners(), clock=world.clock)
    principal = Principal("ada", "ada", frozenset({"*"}))
    reply = operation(
        Call(request_id="r", principal=principal, path={"code": CODE}, query=StatsQuery())
    )
    assert isinstance(reply.body, LinkStats)
    shown = reply.body.model_dump(mode="json", by_alias=True)
    assert shown["totalClicks"] == 1
    assert shown["clicksByDate"]["2026-11-23"] == 1
    assert shown["clicksByHour"]["2026-11-23T12:00:00Z"] == 1
    assert shown["topReferrers"] == [{"referrer": "example.org", "count": 1}]
    assert shown["topCountries"] == [{"country": "GB", "count": 1}]
    assert shown["os"] == {"Windows": 1}
    assert shown["asOf"] == "2026-11-23T12:00:00Z"


def test_without_dates_it_is_the_last_thirty_days() -> None:
    assert range_of(StatsQuery(), today=TODAY) == (date(2026, 10, 25), TODAY)
    only_to = StatsQuery.model_validate({"to": "2026-01-31"})
    assert range_of(only_to, today=TODAY) == (date(2026, 1, 2), date(2026, 1, 31))


def test_more_than_a_year_is_refused() -> None:
    year = StatsQuery.model_validate({"from": "2024-01-01", "to": "2024-12-31"})
    assert range_of(year, today=TODAY)[0] == date(2024, 1, 1)
    for asked in (
        {"from": "2024-01-01", "to": "2025-01-01"},
        {"from": "2024-01-02", "to": "2024-01-01"},
        {"from": "2020-01-01"},
        {"to": "0001-01-01"},
        {"from": "1969-12-31", "to": "1970-01-02"},
    ):
        with pytest.raises(ValidationFailed) as refused:
            range_of(StatsQuery.model_validate(asked), today=TODAY)
        assert '"path": "from"' in json.dumps(refused.value.details)


@dataclass
class HotForms:
    asked: list[str] = field(default_factory=list)
    down: bool = False

    def hot_forms(self, codes: Iterable[str]) -> dict[str, str]:
        if self.down:
            raise Unavailable
        self.asked += codes
        return {code: '{"u":"https://example.com/"}' for code in self.asked}


def test_L4_prewarming_fills_only_what_is_absent() -> None:
    cache, forms, lost = FakeCache(), HotForms(), []
    cache.put("link:b", "tombstone", ttl=60)
    prewarmer = HotLinksPrewarmer(
        links=forms, cache=cache, clock=cache.clock, most=2, on_failure=lambda: lost.append(1)
    )
    prewarmer.warm({"a": 5, "b": 9, "c": 1})
    now = cache.clock.now().timestamp()
    assert cache.get("link:a") == cache_value('{"u":"https://example.com/"}', now)
    assert cache.get("link:b") == "tombstone"
    assert forms.asked == ["a"]
    cache.down = True
    prewarmer.warm({"a": 5})
    assert lost == [1]


def test_X4_an_hour_is_rolled_up_whether_or_not_its_links_can_be_read() -> None:
    cache, lost = FakeCache(), []
    prewarmer = HotLinksPrewarmer(
        links=HotForms(down=True),
        cache=cache,
        clock=cache.clock,
        most=2,
        on_failure=lambda: lost.append(1),
    )
    prewarmer.warm({"a": 5})
    assert lost == [1]


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ThrottlingException"])
def test_X4_of_a_throttled_table_of_links_no_hot_forms_are_to_be_had(code: str) -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    with Stubber(client) as stub:
        stub.add_client_error("batch_get_item", code)
        with pytest.raises(Unavailable):
            HotFormTable(client=client, table="urls").hot_forms(["a"])
        stub.add_client_error("batch_get_item", "AccessDeniedException")
        with pytest.raises(ClientError):  # that is a mistake of ours
            HotFormTable(client=client, table="urls").hot_forms(["a"])
