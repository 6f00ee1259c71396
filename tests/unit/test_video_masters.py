"""Facts about capped manifests: one per height, each with what it allows and no more."""

from xml.etree import ElementTree

import m3u8
import pytest

from tests.fakes.video_outputs import FakeFolder, film
from tests.fakes.video_sources import SOURCES, probe
from video.transcoding import keys, masters, planning, playlists, probing
from video.transcoding.gathering import gather
from video.transcoding.model import CAPS

PLAN = planning.plan(probing.probed(SOURCES["uhd-60"]))
NAMES = ["240p", "480p", "720p", "1080p", "4K"]


def folder_of(seconds: float = 25) -> FakeFolder:
    return film(planning.plan(probing.probed(probe(3840, 2160, seconds=seconds))))


@pytest.mark.parametrize(("number", "cap"), list(enumerate(CAPS)))
def test_V7_a_capped_master_lists_what_is_not_above_the_cap(number: int, cap: int) -> None:
    made = masters.masters(gather(folder_of()))
    read = m3u8.loads(made[keys.capped_master(cap, keys.HLS)])
    assert [each.uri for each in read.playlists] == [
        f"master_{name}.m3u8" for name in NAMES[: number + 1]
    ]
    assert [each.uri for each in read.media] == ["master_audio.m3u8"]
    root = ElementTree.fromstring(made[keys.capped_master(cap, keys.DASH)])  # noqa: S314  # made here
    inits = [each.get("initialization") for each in root.iter(masters.named("SegmentTemplate"))]
    assert inits == [f"master_{name}init.cmfv" for name in NAMES[: number + 1]] + [
        "master_audioinit.cmfa"
    ]


def test_every_cap_has_its_manifests_whatever_rungs_there_are() -> None:
    small = film(planning.plan(probing.probed(SOURCES["tiny"])))
    made = masters.masters(gather(small))
    assert sorted(made) == sorted(
        keys.capped_master(cap, kind) for cap in CAPS for kind in (keys.HLS, keys.DASH)
    )
    assert len({made[keys.capped_master(cap, keys.HLS)] for cap in CAPS}) == 1


def test_addresses_stay_relative_to_the_masters_folder() -> None:
    made = masters.masters(gather(folder_of()))
    for text in made.values():
        assert "://" not in text.replace("http://www.w3.org", "")
        assert "../" not in text


def test_the_largest_sides_of_a_set_are_those_of_what_is_left() -> None:
    text = masters.masters(gather(folder_of()))[keys.capped_master(480, keys.DASH)]
    assert 'maxWidth="854" maxHeight="480"' in text


def test_V4_bit_rates_are_those_that_were_measured() -> None:
    folder = folder_of()
    read = m3u8.loads(masters.masters(gather(folder))[keys.capped_master(240, keys.HLS)])
    picture = sum(v for k, v in folder.weights.items() if "240p_" in k) * 8 / 25
    sound = sum(v for k, v in folder.weights.items() if "audio_" in k) * 8 / 25
    assert read.playlists[0].stream_info.average_bandwidth == pytest.approx(picture + sound, abs=2)


def test_V4_the_peak_is_that_of_any_stretch_of_about_a_segment() -> None:
    """RFC 8216bis 4.4.6.2: a short last segment alone is no peak."""
    lengths = (10.0, 10.0, 1.0)
    played = playlists.Media(
        segments=tuple(
            playlists.Segment(name=str(n), seconds=each) for n, each in enumerate(lengths)
        ),
        target=10,
        init="i",
        ended=True,
    )
    rates = playlists.rates(played, {"0": 1_000_000, "1": 1_250_000, "2": 900_000})
    assert rates.peak == pytest.approx(8 * 2_150_000 / 11)
    assert rates.average == pytest.approx(8 * 3_150_000 / 21)


def test_a_film_shorter_than_half_a_segment_peaks_at_its_average() -> None:
    played = playlists.Media(
        segments=(playlists.Segment(name="0", seconds=1.0),), target=1, init="i", ended=True
    )
    rates = playlists.rates(played, {"0": 50_000})
    assert rates.peak == rates.average == 400_000


@pytest.mark.parametrize(
    ("name", "rung"),
    [
        ("master_480p.m3u8", "480p"),
        ("master_480pinit.cmfv", "480p"),
        ("master_480p_000000001.cmfv", "480p"),
        ("master_4K_$Number%09d$.cmfv", "4K"),
        ("master_audio.m3u8", None),
        ("master_captions_en.m3u8", None),
        ("master_4800p.m3u8", None),
        ("master.m3u8", None),
    ],
)
def test_a_files_rung_is_told_by_its_name(name: str, rung: str | None) -> None:
    found = playlists.rung_of(name, [each.rung for each in PLAN.renditions])
    assert (found.name if found else None) == rung
