"""Facts about the gate: a film as ordered passes, and whatever is wrong with one is said."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.fakes.video_outputs import OTHER_FRAME, FakeFolder, film, fragment, picture_init
from tests.fakes.video_sources import SOURCES, probe
from video.transcoding import conformance, keys, masters, planning, probing
from video.transcoding.gathering import gather
from video.transcoding.model import CAPS, Caption, Plan

ENGLISH = Caption(language="en", label="English", key="videos/captions/v1/en.vtt")
PLAN = planning.plan(probing.probed(probe(1280, 720, seconds=34)))


def judged(folder: FakeFolder, plan: Plan = PLAN, *captions: Caption) -> tuple[str, ...]:
    """As they would be finished."""
    made = gather(folder)
    outputs = replace(made, texts={**masters.masters(made), **made.texts})
    return conformance.findings(plan, outputs, captions=captions)


@pytest.mark.parametrize("source", SOURCES)
def test_V1_a_film_as_ordered_passes(source: str) -> None:
    plan = planning.plan(probing.probed(SOURCES[source]))
    assert judged(film(plan), plan) == ()
    assert judged(film(plan, captions=[ENGLISH]), plan, ENGLISH) == ()


Damage = Callable[[FakeFolder], None]


def _drop(name: str) -> Damage:
    return lambda folder: folder.delete([name])


def _edit(name: str, before: str, after: str) -> Damage:
    return lambda folder: folder.edit(name, before, after)


def _put(name: str, body: bytes) -> Damage:
    def put(folder: FakeFolder) -> None:
        folder.files[name] = body

    return put


DAMAGED: dict[str, tuple[Damage, str]] = {
    "no playlist": (_drop("master_480p.m3u8"), "master_480p.m3u8 is missing"),
    "no master": (_drop("master.m3u8"), "master_cap240.m3u8 is missing"),
    "no manifest": (_drop("master.mpd"), "master_cap240.mpd is missing"),
    "no sound": (_drop("master_audio.m3u8"), "master_audio.m3u8 is missing"),
    "no poster": (_drop(keys.poster(PLAN)), "poster is missing"),
    "no segment": (
        _drop("master_480p_000000002.cmfv"),
        "master_480p.m3u8 names segments that are not there",
    ),
    "no end": (_edit("master_480p.m3u8", "#EXT-X-ENDLIST\n", ""), "has no end"),
    "long target": (
        _edit("master_480p.m3u8", "TARGETDURATION:10", "TARGETDURATION:11"),
        "a target of 11",
    ),
    "long segment": (
        _edit("master_480p.m3u8", "#EXTINF:10.000,\nmaster_480p_000000002", "#EXTINF:12.000,\n"),
        "segments of 12.000 seconds",
    ),
    "other cuts": (
        _edit(
            "master_480p.m3u8",
            "#EXTINF:10.000,\nmaster_480p_000000002",
            "#EXTINF:8.000,\nmaster_480p_000000002",
        ),
        "cut at other instants than 240p",
    ),
    "no keyframe": (
        _put("master_720p_000000002.cmfv", fragment(900_000, OTHER_FRAME)),
        "Segment 2 of master_720p.m3u8 does not start with a keyframe",
    ),
    "starts late": (
        _put("master_720p_000000002.cmfv", fragment(990_000)),
        "Segment 2 of master_720p.m3u8 starts at another instant",
    ),
    "no media": (_put("master_720p_000000001.cmfv", b"nothing"), "no fragmented MP4"),
    "other picture": (
        _put("master_720pinit.cmfv", picture_init(640, 360)),
        "has pictures of 640",
    ),
    "other resolution": (
        _edit("master.m3u8", "RESOLUTION=1280x720", "RESOLUTION=1280x718"),
        "720p says RESOLUTION",
    ),
    "other rate": (_edit("master.m3u8", "FRAME-RATE=25.000", "FRAME-RATE=30.000"), "FRAME-RATE 30"),
    "other codecs": (_edit("master.m3u8", "avc1.64001e", "avc1.640028"), "says CODECS"),
    "sound unsaid": (_edit("master.m3u8", ",mp4a.40.2", ""), "says CODECS"),
    "rung unlisted": (
        _edit("master.m3u8", "master_720p.m3u8\n", "another.m3u8\n"),
        "master_cap720.m3u8 lists 240p, 480p",
    ),
    "dash: no xml": (_put("master_cap480.mpd", b"<MPD"), "master_cap480.mpd is no XML"),
    "dash: other size": (_edit("master.mpd", 'width="854"', 'width="852"'), "480p says 852"),
    "dash: other rate": (
        _edit("master.mpd", 'frameRate="25/1"', 'frameRate="30/1"'),
        "says frameRate 30/1",
    ),
    "dash: other codecs": (_edit("master.mpd", "avc1.64001e", "avc1.4d001e"), "says codecs"),
    "dash: not square": (_edit("master.mpd", 'sar="1:1"', 'sar="4:3"'), "says sar 4:3"),
    "dash: fewer segments": (
        _edit("master.mpd", '<S d="360000"/>', ""),
        "has 3 segments, and HLS 4",
    ),
    "dash: other lengths": (
        _edit("master.mpd", '<S d="360000"/>', '<S d="180000"/>'),
        "segments of other lengths",
    ),
    "dash: other names": (_edit("master.mpd", "Number%09d", "Number%08d"), "other segments"),
    "dash: a gap": (
        _edit("master.mpd", '<S d="360000"/>', '<S t="2790000" d="360000"/>'),
        "segments that do not follow one another",
    ),
    "dash: long segments": (
        _edit("master.mpd", '<S d="900000"/>', '<S d="990000"/>'),
        "has segments of 11.000 seconds",
    ),
    "dash: other duration": (
        _edit("master.mpd", "PT0H0M34.000S", "PT1H34.000S"),
        "says it lasts 3634.0 seconds, and HLS 34.000",
    ),
    "dash: no end": (
        _edit("master.mpd", 'type="static"', 'type="dynamic"'),
        "says it lasts None seconds",
    ),
    "dash: no sound": (
        _edit("master.mpd", "master_audioinit", "master_noiseinit"),
        "lists sound where there is none, or none where there is",
    ),
    "dash: other sound": (
        _edit("master.mpd", "mp4a.40.2", "mp4a.40.5"),
        "of the sound says codecs mp4a.40.5",
    ),
    "dash: captions nobody gave": (
        _edit(
            "master.mpd",
            "</Period>",
            '<AdaptationSet mimeType="text/vtt" lang="fr"><Representation>'
            "<BaseURL>fr.vtt</BaseURL></Representation></AdaptationSet></Period>",
        ),
        "names captions in 'fr' that are not there",
    ),
    "dash: rung unlisted": (
        _edit("master.mpd", "master_480pinit", "master_481pinit"),
        "lists _240p, _720p",
    ),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_V4_what_is_wrong_is_found_and_said(what: str) -> None:
    damage, said = DAMAGED[what]
    folder = film(PLAN)
    damage(folder)
    findings = judged(folder)
    assert any(said in each for each in findings), findings


@pytest.mark.parametrize("share", [0.85, 1.15])
@pytest.mark.parametrize("attribute", ["AVERAGE-BANDWIDTH", "BANDWIDTH"])
def test_V4_a_declared_bit_rate_is_held_against_what_lies_there(
    attribute: str, share: float
) -> None:
    folder = film(PLAN)
    made = gather(folder)
    capped = dict(masters.masters(made))
    name = keys.capped_master(720, keys.HLS)
    capped[name] = re.sub(
        rf"([:,]{attribute}=)(\d+)",
        lambda found: f"{found[1]}{round(int(found[2]) * share)}",
        capped[name],
    )
    outputs = replace(made, texts={**made.texts, **capped})
    assert any(f"says {attribute}" in each for each in conformance.findings(PLAN, outputs))


@pytest.mark.parametrize("share", [0.85, 1.15])
@pytest.mark.parametrize(("nth", "whose"), [(1, "240p"), (2, "of the sound")])
def test_V4_a_bit_rate_of_dash_is_held_against_what_lies_there(
    nth: int, whose: str, share: float
) -> None:
    made = gather(film(PLAN))
    capped = dict(masters.masters(made))
    name = keys.capped_master(240, keys.DASH)
    before, rate, after = re.split(r'(?<=bandwidth=")(\d+)', capped[name], maxsplit=nth)[-3:]
    head = capped[name].removesuffix(f"{before}{rate}{after}")
    capped[name] = f"{head}{before}{round(int(rate) * share)}{after}"
    outputs = replace(made, texts={**made.texts, **capped})
    findings = conformance.findings(PLAN, outputs)
    assert len(findings) == 1
    assert f"{whose} says bandwidth" in findings[0]


def test_V4_what_players_are_told_is_bytes_by_seconds_of_the_segments_themselves() -> None:
    """Counted here in another way than by who writes the manifests and by who judges them."""
    folder = film(PLAN)
    for number, share in enumerate((1.6, 0.7, 0.5, 1.0), 1):  # a film is not the same all along
        for name in (f"master_720p_{number:09d}.cmfv", f"master_audio_{number:09d}.cmfa"):
            folder.weights[name] = round(folder.weights[name] * share)
    said = masters.masters(gather(folder))[keys.capped_master(720, keys.HLS)]
    line = said.partition("master_720p.m3u8")[0].splitlines()[-1]
    bits = [
        8
        * (
            folder.weights[f"master_720p_{n:09d}.cmfv"]
            + folder.weights[f"master_audio_{n:09d}.cmfa"]
        )
        for n in (1, 2, 3, 4)
    ]
    assert f"AVERAGE-BANDWIDTH={sum(bits) / 34:.0f}," in line
    assert f":BANDWIDTH={bits[0] / 10:.0f}," in line
    assert judged(folder) == ()


def test_V4_a_bit_rate_cannot_be_made_true_by_a_playlist_that_lies_about_seconds() -> None:
    """All renditions' playlists and DASH say half of it: only the media themselves know better."""
    plan = replace(PLAN, duration=17.0, gop_frames=PLAN.gop_frames // 2)
    folder = film(PLAN)
    for name in [each for each in folder.files if each.endswith(".m3u8") and "_" in each]:
        folder.edit(name, "#EXTINF:10.000", "#EXTINF:5.000")
        folder.edit(name, "#EXTINF:4.000", "#EXTINF:2.000")
    for modifier in ("240p", "480p", "720p"):
        assert any(
            f"Segment 2 of master_{modifier}.m3u8 starts elsewhere than its playlist says" in each
            for each in judged(folder, plan)
        )


def test_V2_a_film_that_ends_long_before_its_header_says_is_not_shown() -> None:
    findings = judged(film(PLAN, duration=20))
    assert findings == (
        "The file says it lasts 34.0 seconds, and only 20.0 could be read: "
        "it is damaged or cut off.",
    )


def test_captions_that_were_given_must_be_there_and_no_others() -> None:
    with_captions = film(PLAN, captions=[ENGLISH])
    findings = judged(with_captions)
    for name in ("master_cap720.m3u8", "master_cap720.mpd"):
        assert f"{name} lists other captions than were given." in findings
    assert judged(film(PLAN), PLAN, ENGLISH) == ("master_captions_en.m3u8 is missing.",)


def test_captions_are_listed_by_dash_as_well_and_lie_there() -> None:
    unlisted = film(PLAN, captions=[ENGLISH])
    unlisted.edit("master.mpd", 'lang="en"', 'lang="de"')
    assert judged(unlisted, PLAN, ENGLISH) == tuple(
        f"master_cap{cap}.mpd lists other captions than were given." for cap in CAPS
    )
    lost = film(PLAN, captions=[ENGLISH])
    lost.edit("master.mpd", "master_captions_en_$", "master_captions_fr_$")
    assert any(
        "captions in 'en' that are not there" in each for each in judged(lost, PLAN, ENGLISH)
    )
