"""V1 to V4 on real files: what people upload is probed, transcoded, judged; or refused, and why.

One file: its films are made and transcoded once for all of its tests, which is most of its time.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import m3u8
import pytest
from botocore.exceptions import ClientError
from PIL import Image

from infra.local.mediaconvert import tools
from tests.integration.emulator_rig import OURS, emulator
from tests.integration.media_rig import (
    BUCKET,
    QUICK,
    SOUND,
    Studio,
    ffmpeg,
    pattern,
    tone,
)
from video.transcoding import keys, mp4, playlists
from video.transcoding.finishing import Finished, Finisher
from video.transcoding.gathering import gather
from video.transcoding.model import Caption, Plan, Refused
from video.transcoding.sprites import Pillow

ENGLISH = Caption(language="en", label="English", key="videos/captions/captioned/en.vtt")
SAID = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nHello\n\n00:00:10.500 --> 00:00:12.000\nBye\n"
Make = Callable[[Path], None]


def _plain(*inputs: str, options: tuple[str, ...] = (), quick: tuple[str, ...] = QUICK) -> Make:
    return lambda to: ffmpeg(*inputs, *options, *quick, *SOUND, str(to))


def _rotated(to: Path) -> None:
    """As telephones do: the picture lies on its side, and the header says so."""
    upright = to.with_suffix(".lying.mp4")
    ffmpeg(*pattern(), *QUICK, str(upright))
    ffmpeg("-display_rotation:v:0", "-90", "-i", str(upright), "-c", "copy", str(to))


def _cover(to: Path) -> None:
    cover = to.with_suffix(".jpg")
    ffmpeg(*pattern("64x64", seconds=1), "-frames:v", "1", str(cover))
    ffmpeg(
        *pattern(), *tone(), "-i", str(cover),
        "-map", "2:v", "-map", "0:v", "-map", "1:a",
        "-c:v:0", "copy", "-disposition:v:0", "attached_pic",
        "-c:v:1", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", *SOUND, str(to),
    )  # fmt: skip


VARIABLE = ("-vf", "select='lt(n,60)+not(mod(n,4))'", "-fps_mode", "vfr")
HDR10 = (
    "-vf", "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=smpte2084:"
    "colorspace=bt2020nc",
)  # fmt: skip
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error")
FILMS: Mapping[str, Make] = {
    "captioned": _plain(*pattern("640x480", seconds=12.5), *tone(12.5)),
    "odd": _plain(*pattern("321x181"), *tone(), options=("-pix_fmt", "yuv444p"),
                  quick=("-c:v", "libx264", "-preset", "ultrafast")),
    "portrait": _plain(*pattern("180x320"), *tone()),
    "rotated": _rotated,
    "silent": _plain(*pattern("320x240")),
    "variable": _plain(*pattern("854x480", rate="30000/1001", seconds=4), *tone(4),
                       options=VARIABLE),
    "hdr10": _plain(*pattern("320x180", seconds=1), options=HDR10, quick=HEVC),
    "surround": _plain(*pattern(), *tone(layout="5.1")),
    "long-sound": _plain(*pattern(seconds=2), *tone(4)),
    "cover": _cover,
    "one-second": _plain(*pattern(seconds=1), *tone(1)),
}  # fmt: skip
UPRIGHT = {
    "odd": (320, 180),
    "portrait": (180, 320),
    "rotated": (180, 320),
    "variable": (854, 480),
    "captioned": (640, 480),
}


@dataclass
class Screening:
    """Each film is made, transcoded and finished when it is first asked for."""

    studio: Studio
    reels: Path
    plans: dict[str, Plan] = field(default_factory=dict)
    finished: dict[str, Finished] = field(default_factory=dict)

    def of(self, name: str) -> Finished:
        if name not in self.finished:
            plan, captions = self.plan(name), [ENGLISH] if name == "captioned" else []
            job = self.studio.ended(self.studio.order(name, plan, captions))
            assert job["Status"] == "COMPLETE", job.get("ErrorMessage")
            finisher, folder = Finisher(pasteboard=Pillow()), self.studio.folder(name)
            self.finished[name] = finisher.finish(folder, plan, captions=captions)
        return self.finished[name]

    def plan(self, name: str) -> Plan:
        if name not in self.plans:
            reel = self.reels / f"{name}.mp4"
            FILMS[name](reel)
            self.studio.upload(name, reel)
            self.plans[name] = self.studio.plan(name)
        return self.plans[name]


@pytest.fixture(scope="module")
def screening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screening]:
    with emulator(tmp_path_factory.mktemp("media"), module=OURS) as running:
        studio = Studio(running)
        studio.s3.put_object(Bucket=BUCKET, Key=ENGLISH.key, Body=SAID)
        yield Screening(studio, tmp_path_factory.mktemp("reels"))


@pytest.mark.parametrize("name", FILMS)
def test_V1_V4_what_people_upload_becomes_a_conformant_film(
    screening: Screening, name: str
) -> None:
    finished = screening.of(name)
    assert finished.findings == ()
    assert finished.duration == pytest.approx(screening.plan(name).duration, abs=0.15)
    largest = finished.profiles[-1]
    if name in UPRIGHT:
        assert (largest.width, largest.height) == UPRIGHT[name]
    assert screening.plan(name).has_audio == (name not in ("silent", "rotated", "hdr10"))


def test_sound_ends_with_the_picture(screening: Screening) -> None:
    """Otherwise players would show the last picture for as long as the sound goes on."""
    screening.of("captioned")
    texts = gather(screening.studio.folder("captioned")).texts
    audio, video = (
        sum(segment.duration for segment in m3u8.loads(texts[name]).segments)
        for name in ("master_audio.m3u8", "master_480p.m3u8")
    )
    assert audio == pytest.approx(video, abs=0.1)


@pytest.mark.parametrize("name", ["captioned", "variable"])
def test_V4_the_services_own_bit_rates_are_near_what_lies_there(
    screening: Screening, name: str
) -> None:
    """Not only the ones that we write: what is measured here is measured elsewhere, too."""
    screening.of(name)
    outputs = gather(screening.studio.folder(name))
    sound = playlists.measured(outputs, keys.AUDIO)
    for each in screening.plan(name).renditions:
        modifier = keys.modifier(each.rung.name)
        measured = playlists.measured(outputs, modifier)
        assert measured is not None
        both = measured.with_sound(sound)
        line = outputs.texts["master.m3u8"].partition(f"master{modifier}.m3u8")[0].splitlines()[-1]
        said = dict(pair.split("=") for pair in line.partition(":")[2].split(",") if "=" in pair)
        assert int(said["BANDWIDTH"]) == pytest.approx(both.peak, rel=0.1)
        assert int(said["AVERAGE-BANDWIDTH"]) == pytest.approx(both.average, rel=0.1)


def test_V4_keyframes_come_every_two_seconds_in_all_renditions(
    screening: Screening, tmp_path: Path
) -> None:
    screening.of("captioned")
    folder = screening.studio.folder("captioned")
    found = {}
    for modifier in ("_240p", "_480p"):
        film = tmp_path / f"{modifier}.mp4"
        names = [each.name for each in _media(folder.read(f"master{modifier}.m3u8")).segments]
        parts = [folder.read(f"master{modifier}init.cmfv"), *(folder.read(each) for each in names)]
        film.write_bytes(b"".join(parts))
        found[modifier] = _keyframes(film)
    assert found["_240p"] == found["_480p"] == [0, 2, 4, 6, 8, 10, 12]


def test_V1_high_dynamic_range_becomes_the_standard_one(
    screening: Screening, tmp_path: Path
) -> None:
    screening.of("hdr10")
    assert screening.plan("hdr10").dynamic_range == "hdr10"
    folder, film = screening.studio.folder("hdr10"), tmp_path / "sdr.mp4"
    segment = folder.read("master_240p_000000001.cmfv")
    film.write_bytes(folder.read("master_240pinit.cmfv") + segment)
    stream = _shown(film, "-show_streams")["streams"][0]
    assert (stream["color_transfer"], stream["pix_fmt"]) == ("bt709", "yuv420p")


def test_V1_five_channels_become_two(screening: Screening) -> None:
    screening.of("surround")
    folder = screening.studio.folder("surround")
    assert mp4.track(folder.read("master_audioinit.cmfa")).codec == "mp4a.40.2"
    assert 'CHANNELS="2"' in folder.read("master.m3u8").decode()


def test_captions_are_cut_like_the_film_and_listed(screening: Screening) -> None:
    screening.of("captioned")
    folder = screening.studio.folder("captioned")
    listed = folder.read("master_cap480.m3u8").decode()
    assert 'LANGUAGE="en"' in listed
    first = _media(folder.read("master_captions_en.m3u8")).segments[0]
    assert b"Hello" in folder.read(first.name)


def test_files_are_named_as_the_service_names_them(screening: Screening) -> None:
    finished = screening.of("captioned")
    names = set(screening.studio.folder("captioned").sizes())
    assert {
        "master.m3u8", "master.mpd", "master_480p.m3u8", "master_480pinit.cmfv",
        "master_480p_000000001.cmfv", "master_audio.m3u8", "master_audioinit.cmfa",
        "master_audio_000000001.cmfa", "master_captions_en.m3u8", "poster.0000001.jpg",
        "storyboard.vtt", "storyboard_sheet0.jpg", "master_cap480.m3u8", "master_cap480.mpd",
    } <= names  # fmt: skip
    assert finished.poster == "poster.0000001.jpg"
    assert not [name for name in names if name.startswith("storyboard.0")]


def _media(text: bytes) -> playlists.Media:
    return playlists.media(text.decode())


def _shown(path: Path, *what: str) -> dict[str, list[dict[str, str]]]:
    command = [tools.find("ffprobe"), "-v", "error", "-of", "json", *what, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603  # of this test
    found: dict[str, list[dict[str, str]]] = json.loads(done.stdout)
    return found


def _keyframes(path: Path) -> list[float]:
    packets = _shown(path, "-select_streams", "v", "-show_packets")["packets"]
    return [round(float(each["pts_time"]), 2) for each in packets if each["flags"].startswith("K")]


# ---- V2


def _playlist(to: Path) -> None:
    """Would read another file of the machine, if it were believed."""
    secret = to.with_suffix(".secret.ts")
    ffmpeg(*pattern(seconds=1), *QUICK, "-f", "mpegts", str(secret))
    to.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n")


def _concatenation(to: Path) -> None:
    to.write_text("ffconcat version 1.0\nfile '/etc/hostname'\n")


def _png(to: Path) -> None:
    Image.new("RGB", (64, 48), "teal").save(to, format="PNG")


def _text(to: Path) -> None:
    to.write_text("no film")


def _without_its_end(to: Path) -> None:
    """The index of an MP4 file comes last: half of it is nothing."""
    ffmpeg(*pattern(), *QUICK, str(to))
    to.write_bytes(to.read_bytes()[: to.stat().st_size // 2])


UNREADABLE: Mapping[str, Make] = {
    "empty": Path.touch,
    "picture": _png,
    "playlist": _playlist,
    "concatenation": _concatenation,
    "truncated": _without_its_end,
    "text": _text,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_V2_what_is_no_film_is_neither_probed_nor_transcoded(
    screening: Screening, name: str, tmp_path: Path
) -> None:
    studio = screening.studio
    reel = tmp_path / f"{name}.mp4"
    UNREADABLE[name](reel)
    studio.upload(name, reel)
    with pytest.raises(ClientError, match="BadRequestException"):
        studio.probe(name)
    job = studio.ended(studio.order(name, screening.plan("silent")))
    assert (job["Status"], job["ErrorCode"]) == ("ERROR", 1010)
    assert "Unable to open input file" in job["ErrorMessage"]
    assert studio.folder(name).sizes() == {}


def _stretched(path: Path, seconds: int) -> None:
    """All of the header says that every picture is shown for minutes, and so the film for hours."""
    body = bytearray(path.read_bytes())

    def put(kind: bytes, at: int, value: int) -> None:
        where = body.index(kind) + at
        body[where : where + 4] = value.to_bytes(4, "big")

    def got(kind: bytes, at: int) -> int:
        where = body.index(kind) + at
        return int.from_bytes(body[where : where + 4], "big")

    for kind in (b"mvhd", b"mdhd"):
        put(kind, 20, seconds * got(kind, 16))
    for kind, at in ((b"tkhd", 24), (b"elst", 12)):
        put(kind, at, seconds * got(b"mvhd", 16))
    put(b"stts", 16, seconds * got(b"mdhd", 16) // got(b"stts", 12))
    path.write_bytes(bytes(body))


def _padded(path: Path, size: int) -> None:
    """A box that players pass over."""
    lacking = size - path.stat().st_size
    with path.open("ab") as file:
        file.write(lacking.to_bytes(4, "big") + b"free" + bytes(lacking - 8))


@pytest.mark.parametrize(
    ("size", "reason"), [(0, "is too small for that"), (6_000_000, "has too few pictures for that")]
)
def test_V2_ten_hours_in_the_header_of_a_short_film_are_not_believed(
    screening: Screening, tmp_path: Path, size: int, reason: str
) -> None:
    studio, reel, name = screening.studio, tmp_path / "lie.mp4", f"lie{size}"
    ffmpeg(*pattern(), *QUICK, str(reel))
    _stretched(reel, 36_000)
    if size:
        _padded(reel, size)
    studio.upload(name, reel)
    assert studio.probe(name)["Container"]["Duration"] == 36_000
    with pytest.raises(Refused, match=f"lasts 36000 seconds, and {reason}"):
        studio.plan(name)


def test_V2_a_film_with_nothing_in_its_frames_is_said_not_to_be_decodable(
    screening: Screening, tmp_path: Path
) -> None:
    studio, reel = screening.studio, tmp_path / "hollow.mp4"
    ffmpeg(*pattern(), *QUICK, str(reel))
    body = bytearray(reel.read_bytes())
    at = body.index(b"mdat") + 4
    size = int.from_bytes(body[at - 8 : at - 4], "big") - 8
    body[at : at + size] = bytes(size)
    reel.write_bytes(bytes(body))
    studio.upload("hollow", reel)
    job = studio.ended(studio.order("hollow", studio.plan("hollow")))
    assert (job["Status"], job["ErrorCode"]) == ("ERROR", 1030)


def test_V2_a_film_whose_second_half_is_missing_is_said_to_be_cut_off(
    screening: Screening, tmp_path: Path
) -> None:
    """The index comes first here, so that everything seems to be there."""
    studio, whole, half = screening.studio, tmp_path / "whole.mp4", tmp_path / "half.mp4"
    ffmpeg(*pattern(seconds=4), *QUICK, "-movflags", "+faststart", str(whole))
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    studio.upload("half", half)
    plan = studio.plan("half")
    job = studio.ended(studio.order("half", plan))
    assert job["Status"] == "COMPLETE"
    findings = Finisher(pasteboard=Pillow()).finish(studio.folder("half"), plan).findings
    assert any("damaged or cut off" in each for each in findings)
    assert "master_cap480.m3u8" not in studio.folder("half").sizes()
