"""What profiles remember and what sessions add up to: the fakes and DynamoDB behave alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video_viewing import VIDEO_STATS, VIEWERS, shelf, shelf_of
from tests.fakes.core import FakeClock
from tests.fakes.video_viewing import (
    FakeOpinions,
    FakePresent,
    FakeProfileStore,
    FakeTallies,
    FakeWatches,
    FakeWishes,
    a_profile,
)
from tests.tables import create_table
from video.adapters.opinion_table import OpinionTable
from video.adapters.profile_table import ProfileTable
from video.adapters.resume_table import ResumeTable
from video.adapters.stats_clearing import StatsEraser
from video.adapters.stats_reading import StatsReader
from video.adapters.tally_table import TallyTable
from video.adapters.viewer_lists import WatchTable, WishTable
from video.ratings import UNRATED, Rating, Ratings
from video.viewing.model import Position, Tally, Watch, Wish
from video.viewing.ports import (
    Opinions,
    Present,
    ProfileStore,
    Tallies,
    Told,
    Watches,
    Watching,
    Wishes,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DAY = "2026-11-23"


@dataclass
class Shelves:
    watches: Watches
    wishes: Wishes
    opinions: Opinions
    ratings: Ratings
    tallies: Tallies
    profiles: ProfileStore
    present: Present


@pytest.fixture
def dynamodb() -> "Iterator[DynamoDBClient]":
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, VIEWERS)
        create_table(client, VIDEO_STATS)
        yield client


@pytest.fixture(params=["fake", "dynamodb"])
def shelves(request: pytest.FixtureRequest, dynamodb: "DynamoDBClient") -> Shelves:
    if request.param == "fake":
        watches, opinions, profiles = FakeWatches(), FakeOpinions(), FakeProfileStore()
        return Shelves(
            watches=watches,
            wishes=FakeWishes(),
            opinions=opinions,
            ratings=opinions,
            tallies=FakeTallies(watches=watches),
            profiles=profiles,
            present=FakePresent(profiles),
        )
    viewers, stats = VIEWERS.name, VIDEO_STATS.name
    table = ProfileTable(client=dynamodb, table=viewers)
    return Shelves(
        watches=WatchTable(client=dynamodb, table=viewers),
        wishes=WishTable(client=dynamodb, table=viewers),
        opinions=OpinionTable(client=dynamodb, viewers=viewers, stats=stats),
        ratings=StatsReader(client=dynamodb, table=stats),
        tallies=TallyTable(client=dynamodb, stats=stats, viewers=viewers, clock=FakeClock()),
        profiles=table,
        present=table,
    )


def begun(session: str) -> Told:
    return Told(session_id=session, name="started", tally=Tally(views=1))


def over(session: str, *, watched: float = 10.5, at: int = 1_000, profile: str = "p-1") -> Told:
    tally = Tally(
        sessions=1,
        watched=watched,
        startups=1,
        startup_ms=300,
        rebuffers=1,
        stalled=1.5,
        switches=2,
        seconds_at={"480p": watched},
        reached={10: 1},
    )
    watching = Watching(profile_id=profile, at=at, watched=watched)
    return Told(session_id=session, name="over", tally=tally, watching=watching)


def test_X5_what_is_told_counts_once_however_often(shelves: Shelves) -> None:
    told = [begun("s-1"), over("s-1"), begun("s-2")]
    assert shelves.tallies.count("v-1", DAY, told) == 3
    assert shelves.tallies.count("v-1", DAY, told) == 0
    assert shelves.tallies.count("v-1", DAY, [*told, over("s-2", watched=4.25)]) == 1
    total = shelves.tallies.total("v-1")
    assert total == Tally(
        views=2,
        sessions=2,
        watched=14.75,
        startups=2,
        startup_ms=600,
        rebuffers=2,
        stalled=3.0,
        switches=4,
        seconds_at={"480p": 14.75},
        reached={10: 2},
    )
    (watch,) = shelves.watches.page("p-1", after=None, most=9).items
    assert (watch.video_id, watch.total, watch.count, watch.at) == ("v-1", 14.75, 2, 1_000)


def test_a_large_batch_is_counted_in_parts(shelves: Shelves) -> None:
    told = [over(f"s-{number}", profile=f"p-{number}") for number in range(120)]
    assert shelves.tallies.count("v-1", DAY, told) == 120
    assert shelves.tallies.count("v-1", DAY, told) == 0
    assert shelves.tallies.total("v-1").sessions == 120
    assert len(shelves.watches.page("p-119", after=None, most=9).items) == 1


def test_days_are_apart_and_films_too(shelves: Shelves) -> None:
    for day, session in (("2026-11-21", "s-1"), ("2026-11-22", "s-2"), (DAY, "s-3"), (DAY, "s-4")):
        shelves.tallies.count("v-1", day, [begun(session)])
    shelves.tallies.count("v-2", DAY, [begun("s-5")])
    days = shelves.tallies.days("v-1", first="2026-11-22", last=DAY)
    assert {day: tally.views for day, tally in days.items()} == {"2026-11-22": 1, DAY: 2}
    assert shelves.tallies.total("v-1").views == 4
    assert shelves.tallies.total("v-3") == Tally()


def test_the_most_viewed_of_a_day_are_on_its_shelves(dynamodb: "DynamoDBClient") -> None:
    tallies = TallyTable(
        client=dynamodb, stats=VIDEO_STATS.name, viewers=VIEWERS.name, clock=FakeClock()
    )
    tallies.count("v-1", DAY, [over("s-0")])
    tallies.count("v-1", DAY, [begun("s-1"), begun("s-2")])
    tallies.count("v-2", DAY, [over("s-3")])
    views = StatsReader(client=dynamodb, table=VIDEO_STATS.name).most_viewed(DAY)
    assert dict(views) == {"v-1": 2, "v-2": 0}
    assert shelf_of(DAY, "v-1") in {shelf(DAY, number) for number in range(16)}


def test_pages_go_by_time_the_latest_first(shelves: Shelves) -> None:
    for number in range(7):
        told = [over(f"s-{number}", at=100 + number)]
        shelves.tallies.count(f"v-{number}", DAY, told)
        shelves.wishes.add("p-1", Wish(video_id=f"v-{number}", at=100 + number))
    shelves.wishes.add("p-1", Wish(video_id="v-0", at=999))  # stays where it is
    for read in (shelves.watches.page, shelves.wishes.page):
        seen: list[int] = []
        after: Position | None = None
        while True:
            page = read("p-1", after=after, most=3)
            seen += [each.at for each in page.items]
            after = page.position
            if after is None:
                break
        assert seen == [106, 105, 104, 103, 102, 101, 100]
    assert shelves.watches.page("p-2", after=None, most=3).items == []


def test_stars_and_their_sum_are_equal_always(shelves: Shelves) -> None:
    assert shelves.ratings.of("v-1") == UNRATED
    for profile, stars in (("p-1", 5), ("p-2", 1), ("p-1", 4), ("p-1", 4), ("p-2", 2)):
        shelves.opinions.give(profile, "v-1", stars=stars, at=1)
    shelves.opinions.give("p-1", "v-2", stars=3, at=1)
    assert shelves.ratings.of("v-1") == Rating(6, 2)
    given = [shelves.opinions.given_by(each, "v-1") for each in ("p-1", "p-2", "p-3")]
    assert given == [4, 2, None]
    shelves.opinions.forget_all("p-1")
    shelves.opinions.forget_all("p-1")
    assert shelves.ratings.of("v-1") == Rating(2, 1)
    assert shelves.opinions.given_by("p-1", "v-1") is None
    assert shelves.ratings.of("v-2") == UNRATED


def test_X12_what_a_profile_remembers_can_be_forgotten(shelves: Shelves) -> None:
    for number in range(3):
        shelves.tallies.count(f"v-{number}", DAY, [over(f"s-{number}")])
        shelves.wishes.add("p-1", Wish(video_id=f"v-{number}", at=number))
    shelves.watches.forget("p-1", "v-1")
    shelves.wishes.remove("p-1", "v-1")
    assert len(shelves.watches.page("p-1", after=None, most=9).items) == 2
    shelves.watches.forget_all("p-1")
    shelves.wishes.forget_all("p-1")
    assert shelves.watches.page("p-1", after=None, most=9).items == []
    assert shelves.wishes.page("p-1", after=None, most=9).items == []


def test_only_profiles_that_are_there_are_present(shelves: Shelves) -> None:
    shelves.profiles.found(a_profile("p-1"))
    pairs = [("ada", "p-1"), ("ada", "p-2"), ("bob", "p-1")]
    assert shelves.present.profiles(pairs) == {"p-1"}
    assert shelves.present.profiles([]) == frozenset()


def test_a_position_and_what_was_counted_are_one_memory(dynamodb: "DynamoDBClient") -> None:
    """Playback writes where it stopped, the counter how long: in any order the same."""
    resume = ResumeTable(client=dynamodb, table=VIEWERS.name)
    tallies = TallyTable(
        client=dynamodb, stats=VIDEO_STATS.name, viewers=VIEWERS.name, clock=FakeClock()
    )
    tallies.count("v-1", DAY, [over("s-1", at=500)])
    resume.keep("p-1", "v-1", position=30.5, duration=100, at=500)
    resume.keep("p-1", "v-2", position=40.0, duration=100, at=700)
    tallies.count("v-2", DAY, [over("s-2", at=700)])
    resume.keep("p-1", "v-2", position=45.0, duration=100, at=900)  # plays again
    tallies.count("v-2", DAY, [over("s-3", at=600)])  # told late
    page = WatchTable(client=dynamodb, table=VIEWERS.name).page("p-1", after=None, most=9)
    assert page.items == [
        Watch(video_id="v-2", at=900, total=21.0, count=2, position=45.0, duration=100.0),
        Watch(video_id="v-1", at=500, total=10.5, count=1, position=30.5, duration=100.0),
    ]


def test_X12_nothing_stays_of_a_film_that_is_gone_and_nothing_comes_back(
    dynamodb: "DynamoDBClient",
) -> None:
    stats = VIDEO_STATS.name
    opinions = OpinionTable(client=dynamodb, viewers=VIEWERS.name, stats=stats)
    tallies = TallyTable(client=dynamodb, stats=stats, viewers=VIEWERS.name, clock=FakeClock())
    for video_id in ("v-1", "v-2"):
        opinions.give("p-1", video_id, stars=4, at=1)
        for date in (DAY, "2026-11-24"):
            tallies.count(video_id, date, [begun(f"{video_id}-{date}")])
    eraser = StatsEraser(client=dynamodb, table=stats)
    for _ in range(2):
        eraser.clear("v-1")

    def left() -> list[tuple[str, str]]:
        items = dynamodb.scan(TableName=stats)["Items"]
        found = [(item["pk"]["S"], item["sk"]["S"]) for item in items]
        return sorted(each for each in found if not each[0].startswith("counted#"))

    others = [("v-2", f"day#{DAY}"), ("v-2", "day#2026-11-24"), ("v-2", "rating"), ("v-2", "total")]
    assert left() == others
    opinions.forget_all("p-1")  # who rated it leaves, later
    assert left() == others
    assert StatsReader(client=dynamodb, table=stats).of("v-2") == Rating(0, 0)
    profiles = [item["pk"]["S"] for item in dynamodb.scan(TableName=VIEWERS.name)["Items"]]
    assert "rating#p-1" not in profiles
