"""Films at the edge before they are asked for: counted, foretold, fetched."""

import json
from base64 import b64encode
from datetime import timedelta

import pytest

from contracts.events import ViewCompleted, ViewStarted
from contracts.tables.video_demand import REGIONS, Region
from tests.fakes.core import FakeClock
from tests.fakes.video_catalogue import a_film
from tests.fakes.video_edge import (
    SEGMENTS,
    FakeAlike,
    FakeAnnouncing,
    FakeDemand,
    FakeEdge,
    FakeLinks,
)
from tests.fakes.video_viewing import AT, FakeVideos, a_video
from video.prepositioning.counting import DemandCounter
from video.prepositioning.foretelling import expected, most_wanted, of_its_kind
from video.prepositioning.planning import A_NIGHT, Forecast, NightPlanner, ReleasePlanner
from video.prepositioning.regions import regions_of
from video.prepositioning.warming import FIRST_SEGMENTS, Warmed, Warmer


def a_view(video: str, country: str, at: int = AT) -> ViewStarted:
    return ViewStarted(
        session_id="s", video_id=video, profile_id="p", user_id="u", at=at, region=country
    )


class World:
    def __init__(self) -> None:
        self.demand, self.announcing, self.clock = FakeDemand(), FakeAnnouncing(), FakeClock()
        self.videos, self.alike = FakeVideos(), FakeAlike()
        forecast = Forecast(demand=self.demand, clock=self.clock)
        self.release = ReleasePlanner(
            forecast=forecast, alike=self.alike, announcing=self.announcing
        )
        self.night = NightPlanner(forecast=forecast, videos=self.videos, announcing=self.announcing)

    def watched(self, region: Region, video: str, views: int, *, ago: int = 0) -> None:
        date = (self.clock.now().date() - timedelta(days=ago)).isoformat()
        self.demand.add(date, {(region, video): views})

    def told(self) -> list[tuple[str, str]]:
        return [(each.video_id, each.region) for each in self.announcing.told]


@pytest.fixture
def world() -> World:
    return World()


def test_countries_are_served_by_the_nearest_edges() -> None:
    assert regions_of("US") == ("us-east", "us-west")
    assert [regions_of(each) for each in ("DE", "ZA", "SG", "BR", "MX")] == [
        ("eu-west",), ("eu-west",), ("asia-southeast",), ("us-east",), ("us-west",)
    ]  # fmt: skip
    assert regions_of("") == REGIONS


def test_views_are_counted_where_and_when_they_began() -> None:
    demand = FakeDemand()
    views = [
        a_view("a", "DE"),
        a_view("a", "FR"),
        a_view("a", "US"),
        a_view("b", "DE", AT + 86_400_000),
    ]
    DemandCounter(demand=demand).count(views)
    dates = sorted({date for _, date in demand.views})
    assert demand.of("eu-west", dates[0]) == {"a": 2}
    assert demand.of("us-west", dates[0]) == {"a": 1}
    assert demand.of("eu-west", dates[1]) == {"b": 1}


def test_X5_what_is_no_view_is_passed_over() -> None:
    over = ViewCompleted(
        session_id="s", video_id="a", profile_id="p", user_id="u", started_at=AT, at=AT,
        position=1, watched=1, duration=9,
    )  # fmt: skip
    records = [
        a_view("a", "DE").model_dump_json(), over.model_dump_json(), "not json", json.dumps([1]),
        a_view("b", "DE").model_dump_json(),
    ]  # fmt: skip
    event = {
        "Records": [
            {"eventID": f"shard:{n}", "kinesis": {"data": b64encode(each.encode()).decode()}}
            for n, each in enumerate(records)
        ]
    }
    demand = FakeDemand()
    assert DemandCounter(demand=demand).consume(event) == 2


def test_yesterday_counts_more_than_last_week() -> None:
    days = [{"a": 1}, {}, {"b": 3}, {}, {}, {}, {"c": 4}, {"too old": 99}]
    assert most_wanted(expected(days), 9) == ["b", "a", "c"]
    assert expected([{"a": 5}] * 7) == {"a": pytest.approx(5)}
    assert most_wanted({"b": 1, "a": 1}, 1) == ["a"]


def test_what_is_new_is_expected_to_do_as_its_like() -> None:
    assert of_its_kind({"a": 1, "b": 9, "c": 4}, ["a", "b", "c", "unknown"]) == 4
    assert of_its_kind({"a": 1}, ["unknown"]) == 0


def test_a_new_film_goes_where_its_like_is_watched(world: World) -> None:
    world.alike.genres = {"War": ["old"]}
    world.watched("eu-west", "old", 3, ago=2)
    assert world.release.at_ready(a_film(1, genres=["War"])) == ["eu-west"]
    assert world.told() == [("v-0001", "eu-west")]


def test_a_new_film_goes_everywhere_while_nobody_knows(world: World) -> None:
    assert list(world.release.at_ready(a_film(1, genres=["War"]))) == list(REGIONS)


def test_what_is_not_for_all_is_not_brought_anywhere(world: World) -> None:
    assert list(world.release.at_ready(a_film(1, visibility="private"))) == []
    assert world.told() == []


def test_at_night_the_most_wanted_of_the_region_that_still_play(world: World) -> None:
    world.videos.add(a_video("a"), a_video("b"), a_video("banned", banned=True))
    world.watched("eu-west", "a", 2)
    world.watched("eu-west", "b", 9)
    world.watched("eu-west", "banned", 99)
    world.watched("eu-west", "gone", 99)
    world.watched("us-east", "a", 99)
    assert world.night.tonight("eu-west") == 2
    assert world.told() == [("b", "eu-west"), ("a", "eu-west")]


def test_a_night_has_an_end(world: World) -> None:
    for number in range(A_NIGHT + 50):
        world.videos.add(a_video(f"v{number}"))
        world.watched("us-west", f"v{number}", 1 + number)
    assert world.night.tonight("us-west") == A_NIGHT
    assert ("v0", "us-west") not in world.told()


# ---- warming ----


def warmer(edge: FakeEdge, *, banned: bool = False) -> Warmer:
    videos = FakeVideos()
    videos.add(a_video("v-1", banned=banned))
    return Warmer(videos=videos, links=FakeLinks(), edge=edge)


def test_the_beginning_of_every_rendition_is_fetched_and_no_more() -> None:
    edge = FakeEdge()
    warmed = warmer(edge).warm("v-1")
    each = 1 + 1 + FIRST_SEGMENTS  # its playlist, its initialisation, its first segments
    assert warmed.files == len(edge.asked) == 1 + 3 * each
    assert len(set(edge.asked)) == len(edge.asked)
    for name in ("240p", "480p", "sound"):
        assert {f"{name}.m3u8", f"{name}_init.mp4", f"{name}_0.m4s"} <= set(edge.asked)
        assert f"{name}_{FIRST_SEGMENTS}.m4s" not in edge.asked
    assert FIRST_SEGMENTS < SEGMENTS


def test_what_the_edge_refuses_is_counted_and_the_rest_fetched() -> None:
    edge = FakeEdge(refuses={"480p.m3u8", "240p_1.m4s"})
    warmed = warmer(edge).warm("v-1")
    assert warmed.refused == 2
    assert "sound_2.m4s" in edge.asked
    assert warmer(FakeEdge(refuses={"master.m3u8"})).warm("v-1") == Warmed(refused=1)


def test_what_does_not_play_is_left_alone() -> None:
    edge = FakeEdge()
    assert warmer(edge, banned=True).warm("v-1") == Warmed()
    assert warmer(edge).warm("unknown") == Warmed()
    assert edge.asked == []
