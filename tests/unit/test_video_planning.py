"""Facts about plans: what is made of a source, and why nothing is."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.fakes.video_sources import SOURCES, Answer, probe
from video.transcoding import keeping, planning, probing
from video.transcoding.model import Plan, Refused


def planned(answer: Answer) -> Plan:
    return planning.plan(probing.probed(answer))


def sizes(plan: Plan) -> dict[str, tuple[int, int]]:
    return {each.rung.name: (each.width, each.height) for each in plan.renditions}


def test_the_ladder_of_a_full_hd_film_is_the_seeds() -> None:
    assert sizes(planned(SOURCES["full-hd"])) == {
        "240p": (426, 240),
        "480p": (854, 480),
        "720p": (1280, 720),
        "1080p": (1920, 1080),
    }


@pytest.mark.parametrize(
    ("source", "largest"),
    [
        ("portrait-phone", (1080, 1920)),
        ("rotated-phone", (1080, 1920)),
        ("rotated-mkv", (720, 1280)),
        ("film-scope-24", (1728, 720)),  # 800 lines: the shorter side reaches 720p
        ("odd", (428, 240)),
        ("tiny", (160, 120)),  # below the ladder: as it is
        ("dv-wide", (854, 480)),  # 1024 x 576 once pixels are square
        ("uhd-60", (3840, 2160)),
    ],
)
def test_V1_V3_sides_are_upright_square_even_and_the_rung_is_the_shorter(
    source: str, largest: tuple[int, int]
) -> None:
    plan = planned(SOURCES[source])
    last = plan.renditions[-1]
    assert (last.width, last.height) == largest
    for each in plan.renditions:
        assert each.width % 2 == each.height % 2 == 0
        assert min(each.width, each.height) == each.rung.height or source == "tiny"


@pytest.mark.parametrize("width", range(320, 2000, 73))
@pytest.mark.parametrize("height", range(240, 1200, 61))
def test_V3_nothing_is_made_larger_than_its_source(width: int, height: int) -> None:
    for each in planned(probe(width, height)).renditions:
        assert each.width <= width
        assert each.height <= height
        assert each.width / each.height == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("25", "25"),
        ("30000/1001", "30000/1001"),
        ("24000/1001", "24000/1001"),
        ("29.91", "30000/1001"),  # a telephone's average
        ("30.02", "30"),
        ("120", "60"),
        ("240000/1001", "60"),
        ("15", "15"),
        ("14.9", "15"),
        ("0.5", "1"),
    ],
)
def test_V1_a_variable_rate_becomes_the_nearest_usual_one(found: str, kept: str) -> None:
    assert planning.frame_rate(Fraction(found)) == Fraction(kept)


@pytest.mark.parametrize("source", SOURCES)
def test_V4_segments_are_whole_groups_of_pictures_of_about_ten_seconds(source: str) -> None:
    plan = planned(SOURCES[source])
    assert plan.segment_seconds * plan.frame_rate == 5 * plan.gop_frames
    assert round(plan.segment_seconds) == 10


def test_V1_sound_and_range_are_noted() -> None:
    assert not planned(SOURCES["silent"]).has_audio
    assert planned(SOURCES["surround"]).has_audio
    assert planned(SOURCES["hdr10"]).dynamic_range == "hdr10"
    assert planned(SOURCES["hlg-phone"]).dynamic_range == "hlg"


def test_the_service_turns_what_it_can_read_the_rotation_of() -> None:
    assert planned(SOURCES["rotated-phone"]).rotation is None
    assert planned(SOURCES["rotated-mkv"]).rotation == 270


@pytest.mark.parametrize(
    ("seconds", "interval", "count"), [(1, 2, 1), (60, 2, 30), (7200, 24, 300), (0.2, 2, 1)]
)
def test_previews_are_close_together_in_short_films_and_few_in_long_ones(
    seconds: float, interval: int, count: int
) -> None:
    board = planned(probe(seconds=seconds)).storyboard
    assert (board.interval, board.count) == (interval, count)
    assert (board.width, board.height) == (160, 90)


def test_V1_a_cover_is_no_film() -> None:
    cover = probe(600, 600)
    cover["Container"]["Tracks"][0]["Codec"] = "MJPEG"
    cover["Container"]["Tracks"].reverse()
    with pytest.raises(Refused, match="no moving picture"):
        planned(cover)


@pytest.mark.parametrize(
    ("pictures", "kept"), [(58.5, 58.5), (60.0, 60.0), (0, 60.0), (None, 60.0), (90.0, 60.0)]
)
def test_V1_a_film_lasts_as_long_as_its_pictures_though_the_sound_goes_on(
    pictures: float | None, kept: float
) -> None:
    film = probe(seconds=60)
    film["Container"]["Tracks"][0]["Duration"] = pictures
    assert planned(film).duration == kept


def test_V1_a_cover_before_the_film_is_passed_over() -> None:
    film = probe()
    cover = {
        "Index": 3,
        "TrackType": "video",
        "Codec": "MJPEG",
        "VideoProperties": {"Width": 500, "Height": 500},
    }
    film["Container"]["Tracks"].insert(0, cover)
    assert sizes(planned(film))["1080p"] == (1920, 1080)


@pytest.mark.parametrize("source", SOURCES)
def test_a_plan_is_kept_as_json_and_recalled_as_it_was(source: str) -> None:
    plan = planned(SOURCES[source])
    text = json.dumps(keeping.kept(plan))
    assert keeping.recalled(json.loads(text)) == plan
    assert keeping.recalled(json.loads(text, parse_int=Decimal)) == plan


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (probe(size=0), "is empty"),
        (probe(container="mp3"), "no film that is taken"),
        (probe(container=""), "no film that is taken"),
        ({}, "is empty"),
        ({"Container": {"Format": "mp4", "Tracks": []}, "Metadata": {"FileSize": 9}}, "no moving"),
        (probe(0, 0), "picture is damaged"),
        (probe(seconds=0), "does not say how long"),
        (probe(seconds=float("nan")), "does not say how long"),
        (probe(seconds=float("inf")), "does not say how long"),
        (probe(seconds=-1), "does not say how long"),
        (probe(seconds=13 * 3600, size=10**12), "longer than 12 hours"),
        (probe(seconds=36_000, size=50_000), "too small for that"),
        # Ten hours of a clip that is larger than ten hours have to be.
        (probe(seconds=36_000, size=6_000_000), "too small for that"),
        (probe(seconds=36_000, size=6_000_000, rate=(50, 36_000)), "too few pictures for that"),
        (probe(seconds=36_000, size=500_000_000, rate=(1_500, 36_000)), "too few pictures"),
        (probe(1920, 16), "smaller than 32"),
        (probe(20_000, 240), "too long for its height"),
    ],
)
def test_V2_what_is_refused_is_refused_with_a_reason(answer: Answer, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        planned(answer)


@pytest.mark.parametrize(
    "answer",
    [
        probe(320, 180, seconds=400, size=159_107, channels=None),  # nothing but black, by x264
        probe(seconds=36_000, size=60_000_000, rate=(1, 5)),  # ten hours of slides
        probe(seconds=36_000, size=7_200_000, rate=(10, 1)),  # of a screen where nothing happens
    ],
)
def test_V2_what_is_small_or_slow_and_true_is_taken(answer: Answer) -> None:
    assert planned(answer).renditions
