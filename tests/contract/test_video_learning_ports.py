"""What learning reads and writes, on DynamoDB: rows of ``viewers``, items of ``suggestions``."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video_catalogue import SUGGESTIONS
from contracts.tables.video_demand import DEMAND
from contracts.tables.video_viewing import (
    COUNT,
    RATING,
    VIDEO_STATS,
    VIEWERS,
    listed_by,
    profiles_of,
    rated_by,
    shelf_of,
    watched_by,
)
from tests.fakes.core import FakeClock
from tests.tables import create_table
from video.adapters.demand_table import DemandTable
from video.adapters.history_reading import HistoryReader
from video.adapters.history_scan import HistoryScan
from video.adapters.stats_reading import StatsReader
from video.adapters.suggestion_publishing import RENEWED_SECONDS, SuggestionPublisher
from video.adapters.suggestion_table import SuggestionTable
from video.ratings import UNRATED, Rating
from video.recommending.learning.ports import Said
from video.recommending.learning.rows import Rated, Viewer, Watched
from video.recommending.model import Learned

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass
class Rig:
    client: "DynamoDBClient"
    clock: FakeClock = field(default_factory=FakeClock)

    def put(self, table: str, pk: str, sk: str, **numbers: float) -> None:
        item: dict[str, Any] = {name: {"N": str(value)} for name, value in numbers.items()}
        self.client.put_item(TableName=table, Item={"pk": {"S": pk}, "sk": {"S": sk}, **item})

    def profile(self, user_id: str, profile_id: str) -> Viewer:
        key = {"pk": {"S": profiles_of(user_id)}, "sk": {"S": profile_id}}
        item: dict[str, Any] = {**key, "maturity": {"S": "13+"}}
        self.client.put_item(TableName=VIEWERS.name, Item=item)
        return Viewer(profile_id, user_id, "13+")

    def publisher(self) -> SuggestionPublisher:
        return SuggestionPublisher(
            client=self.client,
            table=SUGGESTIONS.name,
            viewers_table=VIEWERS.name,
            clock=self.clock,
        )

    def suggestions(self) -> SuggestionTable:
        return SuggestionTable(client=self.client, table=SUGGESTIONS.name, clock=self.clock)


@pytest.fixture
def rig() -> Iterator[Rig]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        for table in (VIEWERS, SUGGESTIONS, VIDEO_STATS, DEMAND):
            create_table(client, table)
        yield Rig(client)


def test_every_row_that_teaches_is_read_and_no_other(rig: Rig) -> None:
    viewer = rig.profile("u", "p")
    rig.put(VIEWERS.name, profiles_of("u"), COUNT, profiles=1)
    rig.put(VIEWERS.name, watched_by("p"), "a", at=5, totalWatchTime=30, duration=120)
    rig.put(VIEWERS.name, watched_by("p"), "b", at=6, totalWatchTime=500, duration=120)
    rig.put(VIEWERS.name, watched_by("p"), "c", at=7)
    rig.put(VIEWERS.name, rated_by("p"), "a", stars=4, at=9)
    rig.put(VIEWERS.name, listed_by("p"), "d", at=9)
    rows = HistoryScan(client=rig.client, table=VIEWERS.name).all()
    assert set(rows) == {
        viewer,
        Watched("p", "a", 5, 0.25),
        Watched("p", "b", 6, 1.0),
        Watched("p", "c", 7, 0.5),
        Rated("p", "a", 4),
    }


def test_V11_only_what_changed_is_written(rig: Rig) -> None:
    viewers = [rig.profile(f"u{n}", f"p{n}") for n in range(60)]
    said = [Said(each, Learned(at=5, videos=[("a", "x"), ("b", "")])) for each in viewers]
    assert rig.publisher().say(said) == 60
    assert rig.publisher().say(said) == 0
    said[7] = Said(viewers[7], Learned(at=6, videos=[("c", "x")]))
    assert rig.publisher().say(said) == 1
    assert rig.suggestions().learned("u7", "p7") == Learned(at=6, videos=[("c", "x")])
    assert rig.suggestions().learned("u8", "p8") == Learned(at=5, videos=[("a", "x"), ("b", "")])


def test_what_would_soon_be_gone_is_written_again(rig: Rig) -> None:
    said = [Said(rig.profile("u", "p"), Learned(at=5, videos=[("a", "x")]))]
    rig.publisher().say(said)
    rig.clock.advance(RENEWED_SECONDS + 1)
    assert rig.publisher().say(said) == 1


def test_X12_who_left_is_not_written_to_and_erased_for_good(rig: Rig) -> None:
    here, gone = rig.profile("u", "p"), Viewer("q", "left", "13+")
    learned = Learned(at=5, videos=[("a", "x")])
    assert rig.publisher().say([Said(here, learned), Said(gone, learned)]) == 1
    assert not rig.suggestions().learned("left", "q").videos
    assert rig.suggestions().erase("u") == 1
    assert rig.suggestions().erase("u") == 0
    left = rig.client.scan(TableName=SUGGESTIONS.name)["Items"]
    assert left == []


def test_neighbours_are_kept_in_order(rig: Rig) -> None:
    publisher = rig.publisher()
    assert publisher.place([("a", ["c", "b"]), ("b", ["a"])]) == 2
    assert publisher.place([("a", ["c", "b"]), ("b", ["c"])]) == 1
    assert list(rig.suggestions().near("a")) == ["c", "b"]


def test_history_is_asked_from_a_moment_on_the_latest_first(rig: Rig) -> None:
    for at, video in ((5, "a"), (9, "b"), (7, "c")):
        rig.put(VIEWERS.name, watched_by("p"), video, at=at)
    history = HistoryReader(client=rig.client, table=VIEWERS.name)
    assert list(history.latest("p", since=7, most=9)) == ["b", "c"]
    assert list(history.latest("p", since=0, most=2)) == ["b", "c"]
    assert history.among("p", ["a", "never", "a"]) == {"a"}
    assert history.among("p", []) == frozenset()


def test_ratings_and_the_most_viewed_of_a_day(rig: Rig) -> None:
    stats = StatsReader(client=rig.client, table=VIDEO_STATS.name)
    rig.put(VIDEO_STATS.name, "a", RATING, stars=9, raters=2)
    rig.put(VIDEO_STATS.name, "b", RATING, stars=0, raters=0)
    assert stats.of("a") == Rating(9, 2)
    assert stats.of("never") == UNRATED
    assert {video: r.mean for video, r in stats.of_many(["a", "b", "c"]).items()} == {
        "a": 4.5,
        "b": None,
    }
    for video, views in (("a", 3), ("b", 1)):
        rig.client.put_item(
            TableName=VIDEO_STATS.name,
            Item={
                "pk": {"S": video},
                "sk": {"S": "day#2026-11-23"},
                "views": {"N": str(views)},
                "shelf": {"S": shelf_of("2026-11-23", video)},
            },
        )
    assert stats.most_viewed("2026-11-23") == {"a": 3, "b": 1}
    assert stats.most_viewed("2026-11-24") == {}


def test_demand_adds_up_by_region_and_day_and_ends(rig: Rig) -> None:
    demand = DemandTable(client=rig.client, table=DEMAND.name)
    demand.add("2026-11-23", {("us-east", "a"): 2, ("us-west", "a"): 1})
    demand.add("2026-11-23", {("us-east", "a"): 3, ("us-east", "b"): 1})
    assert demand.of("us-east", "2026-11-23") == {"a": 5, "b": 1}
    assert demand.of("us-east", "2026-11-24") == {}
    assert all("expires" in item for item in rig.client.scan(TableName=DEMAND.name)["Items"])
