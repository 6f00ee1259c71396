"""Load: the mix, percentiles, what had to be counted, and what counts as growth."""

from collections import Counter
from pathlib import Path

import pytest

from infra.local.failures import LocalFailure
from infra.local.instance import instance_at
from tests.load.figures import (
    Bounds,
    done,
    figures,
    homes,
    likes,
    misplaced,
    percentiles,
    unwatched,
)
from tests.load.growth import DESCRIPTORS, RSS, growth, warmed
from tests.load.mix import WEIGHTS, Note
from tests.load.playlists import media, pieces
from tests.load.preparing import ring
from tests.load.sampling import Sample
from tests.load.target import found


def note(
    kind: str, about: str = "x", *, person: str = "ada", ms: float = 1, error: str = ""
) -> Note:
    return Note(kind=kind, ms=ms, person=person, about=about, error=error)


def samples(*rss: int, descriptors: int = 10) -> list[Sample]:
    return [
        Sample(at=float(place), rss=each, descriptors=descriptors, sockets=3)
        for place, each in enumerate(rss)
    ]


def test_without_an_instance_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LocalFailure, match="make up"):
        found(instance_at(tmp_path / "local"))


def test_the_mix_is_the_design_documents() -> None:
    assert WEIGHTS["redirect"] == 100 * WEIGHTS["shorten"]
    assert WEIGHTS["home"] == 12.5 * WEIGHTS["post"]


def test_percentiles_of_one_to_a_hundred_and_one() -> None:
    assert percentiles(range(1, 102)) == (51, 96, 100)


@pytest.mark.parametrize(("values", "wanted"), [([], (0, 0, 0)), ([7.0], (7, 7, 7))])
def test_percentiles_of_next_to_nothing(
    values: list[float], wanted: tuple[float, float, float]
) -> None:
    assert percentiles(values) == wanted


def test_times_are_of_what_was_answered_and_errors_are_counted_beside() -> None:
    notes = [note("home", ms=10), note("home", ms=30_000, error="503"), note("post", ms=2)]
    (home, post) = figures(notes)
    assert (home.kind, home.count, home.errors, home.p99) == ("home", 2, 1, 10)
    assert (post.kind, post.count, post.errors) == ("post", 1, 0)


def test_L9_what_failed_may_have_been_done_and_what_succeeded_was() -> None:
    notes = [note("redirect"), note("redirect"), note("redirect", error="timeout"), note("home")]
    bounds = done(notes, "redirect")["x"]
    assert bounds == Bounds(least=2, most=3)
    assert [bounds.verdict(seen) for seen in (1, 2, 3, 4)] == ["lost", "", "", "counted twice"]


def test_S9_a_second_like_of_one_person_is_none() -> None:
    notes = [note("like"), note("like"), note("like", person="bo"), note("like", error="500")]
    assert likes(notes) == {"x": Bounds(least=2, most=2)}


def test_S1_a_tweet_belongs_to_its_author_and_whoever_follows() -> None:
    notes = [note("post", "1"), note("post", "2", person="bo"), note("post", "", error="503")]
    wanted = homes(notes, {"ada": [], "bo": ["ada"], "cy": []})
    assert wanted == {"ada": {"1"}, "bo": {"1", "2"}, "cy": frozenset()}


def test_S8_a_home_that_lacks_one_or_has_one_twice_is_wrong() -> None:
    wanted = frozenset({"1", "2"})
    assert misplaced(["2", "1"], wanted) == {}
    assert misplaced(["2", "2", "3"], wanted) == {"missing": 1, "twice": 1, "strange": 1}


def test_everybody_follows_and_is_followed_alike() -> None:
    follows = ring([f"p{number}" for number in range(8)])
    followed = Counter(followee for followees in follows.values() for followee in followees)
    assert set(followed.values()) == {5}
    assert all(person not in followees for person, followees in follows.items())
    assert ring(["one"]) == {"one": []}


def test_flat_memory_with_noise_is_no_growth() -> None:
    rows = growth(("front-door", 1), samples(100, 104, 99, 103, 98, 102, 100), requests=1000)
    assert not any(row.too_much for row in rows)


def test_memory_that_grows_beyond_its_bound_is_told() -> None:
    steady = samples(*(RSS // 4 * step for step in range(8)))
    row = growth(("front-door", 1), steady, requests=1000)[0]
    assert row.what == "RSS"
    assert row.first == 0
    assert row.grown == pytest.approx(RSS / 4 * 7)
    assert row.too_much


def test_what_keeps_data_in_memory_may_grow_with_the_requests() -> None:
    steady = samples(*(RSS // 4 * step for step in range(8)))
    assert growth(("emulator", 1), steady, requests=0)[0].too_much
    assert not growth(("emulator", 1), steady, requests=10_000)[0].too_much


def test_descriptors_that_leak_are_told() -> None:
    leaking = [
        Sample(at=float(step), rss=1, descriptors=step * DESCRIPTORS, sockets=step)
        for step in range(8)
    ]
    told = {row.what: row.too_much for row in growth(("valkey", 1), leaking, requests=0)}
    assert told == {"RSS": False, "descriptors": True, "sockets": False}


def test_a_process_that_hardly_lived_says_nothing() -> None:
    assert growth(("front-door", 1), samples(1, 2, 3), requests=0) == []


def test_warm_up_is_left_out() -> None:
    assert [each.at for each in warmed(samples(*range(10)), began=0, ended=9)] == [
        3,
        4,
        5,
        6,
        7,
        8,
        9,
    ]


FOLDER = "http://localhost/t/token/videos/film"


def test_a_player_fetches_the_first_variant_and_its_sound() -> None:
    master = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="und",URI="master_audio.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",URI="master_en.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="sound"
master_360p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=90000,AUDIO="sound"
master_240p.m3u8
"""
    found_ = media(master, f"{FOLDER}/master.m3u8")
    assert found_ == [f"{FOLDER}/master_360p.m3u8", f"{FOLDER}/master_audio.m3u8"]
    assert media("#EXTM3U\na.m3u8", f"{FOLDER}/master.m3u8") == [f"{FOLDER}/a.m3u8"]
    assert media("", FOLDER) == []


def test_a_player_fetches_what_is_before_the_segments_and_the_first_of_them() -> None:
    playlist = """#EXTM3U
#EXT-X-MAP:URI="init.cmfv"
#EXTINF:4.0,
1.cmfv
#EXTINF:4.0,
2.cmfv

#EXTINF:4.0,
3.cmfv
#EXT-X-ENDLIST
"""
    at = f"{FOLDER}/master_360p.m3u8"
    first = [f"{FOLDER}/{name}.cmfv" for name in ("init", "1", "2")]
    assert pieces(playlist, at, segments=2) == first
    assert pieces("#EXTM3U\n1.cmfv\n", at, segments=2) == [f"{FOLDER}/1.cmfv"]
    assert pieces("", at, segments=2) == []


def test_a_film_that_was_started_and_of_which_nothing_came_is_told() -> None:
    notes = [
        note("play: start", "one"),
        note("play: segment", "one"),
        note("play: start", "two"),
        note("play: segment", "two", error="403"),
        note("play: start", "three"),
        note("play: start", "", error="503"),
    ]
    assert unwatched(notes) == {"two", "three"}
