"""Facts about finishing: what is written, what is not, and that a second time changes nothing."""

import io

from PIL import Image

from tests.fakes.video_outputs import FakePasteboard, film
from tests.fakes.video_sources import probe
from video.transcoding import keys, planning, probing, storyboard
from video.transcoding.finishing import Finisher
from video.transcoding.model import CAPS, Storyboard
from video.transcoding.sprites import Pillow

PLAN = planning.plan(probing.probed(probe(1280, 720, seconds=34)))
FINISHER = Finisher(pasteboard=FakePasteboard())


def test_a_finished_film_has_its_capped_manifests_its_sheets_and_their_track() -> None:
    folder = film(PLAN)
    finished = FINISHER.finish(folder, PLAN)
    assert finished.findings == ()
    for cap in CAPS:
        assert keys.capped_master(cap, keys.HLS) in folder.files
        assert keys.capped_master(cap, keys.DASH) in folder.files
    assert folder.files[keys.sheet(0)] == b"17 previews"
    assert b"#xywh=160,0,160,90" in folder.files[finished.storyboard]
    assert finished.poster in folder.files
    assert round(finished.duration, 1) == 34


def test_what_is_shown_of_each_rendition() -> None:
    shown = FINISHER.finish(film(PLAN), PLAN).profiles
    assert [(each.profile, each.name, each.width, each.height) for each in shown] == [
        ("240p", "master_240p.m3u8", 426, 240),
        ("480p", "master_480p.m3u8", 854, 480),
        ("720p", "master_720p.m3u8", 1280, 720),
    ]
    assert all(0.85 < each.bitrate / rung.rung.bitrate < 0.95
               for each, rung in zip(shown, PLAN.renditions, strict=True))  # fmt: skip


def test_a_film_with_findings_gets_no_manifests() -> None:
    folder = film(PLAN, duration=3)
    before = dict(folder.files)
    assert FINISHER.finish(folder, PLAN).findings
    assert folder.files == before


def test_finishing_twice_is_finishing_once() -> None:
    folder = film(PLAN)
    first = FINISHER.finish(folder, PLAN)
    files = dict(folder.files)
    assert FINISHER.finish(folder, PLAN) == first
    assert folder.files == files


def test_a_cut_between_sheets_and_clearing_leaves_the_sheets_whole() -> None:
    folder = film(PLAN)
    left = keys.capture(keys.STORYBOARD, 9)
    FINISHER.finish(folder, PLAN)
    folder.files[left] = b"jpeg"  # what was not cleared any more
    FINISHER.finish(folder, PLAN)
    assert folder.files[keys.sheet(0)] == b"17 previews"
    assert left not in folder.files


def test_the_single_previews_are_gone_afterwards() -> None:
    folder = film(PLAN)
    FINISHER.finish(folder, PLAN)
    assert not [name for name in folder.files if name.startswith("storyboard.0")]


# ---- the track, and sheets by Pillow


def test_cues_cover_the_film_without_a_gap() -> None:
    board = Storyboard(interval=2, count=3, width=160, height=90)
    assert storyboard.track(board, duration=5.5).splitlines() == [
        "WEBVTT",
        "",
        "00:00:00.000 --> 00:00:02.000",
        "storyboard_sheet0.jpg#xywh=0,0,160,90",
        "",
        "00:00:02.000 --> 00:00:04.000",
        "storyboard_sheet0.jpg#xywh=160,0,160,90",
        "",
        "00:00:04.000 --> 00:00:05.500",
        "storyboard_sheet0.jpg#xywh=320,0,160,90",
    ]


def test_the_hundred_and_first_preview_begins_a_new_sheet() -> None:
    board = Storyboard(interval=24, count=101, width=160, height=90)
    assert storyboard.place(board, 99) == (0, 1440, 810)
    assert storyboard.place(board, 100) == (1, 0, 0)
    assert "00:40:00.000 --> 00:40:20.000" in storyboard.track(board, duration=2420)


def test_previews_lie_where_the_track_says() -> None:
    board = Storyboard(interval=2, count=101, width=32, height=32)
    red, blue = _jpeg((255, 0, 0)), _jpeg((0, 0, 255))
    sheets = Pillow().paste([red] * 11 + [blue] + [red] * 89, board)
    first, second = (Image.open(io.BytesIO(each)) for each in sheets)
    assert (first.size, second.size) == ((320, 320), (32, 32))
    _sheet, x, y = storyboard.place(board, 11)
    pixel = first.getpixel((x + 16, y + 16))
    assert isinstance(pixel, tuple)
    assert pixel[2] > 200


def _jpeg(colour: tuple[int, int, int]) -> bytes:
    to = io.BytesIO()
    Image.new("RGB", (32, 32), colour).save(to, "JPEG")
    return to.getvalue()
