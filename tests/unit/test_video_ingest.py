"""Facts about the way from an upload to a film, on fakes."""

from dataclasses import replace

import pytest

from contracts.tables.video import caption_key, original_key
from tests.fakes.video_ingest import FACTS
from tests.fakes.video_studio import Studio, hears, tends
from video.ingest.course import ATTEMPTS
from video.transcoding.finishing import Finished


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_an_upload_becomes_a_film(studio: Studio) -> None:
    video_id = studio.uploads()
    assert studio.shown(video_id)["status"] == "processing"
    assert studio.arriving.arrive(video_id) == "ordered"
    assert studio.shown(video_id)["status"] == "processing"
    hears(studio, video_id, status="progressing", percent=40)
    assert (studio.shown(video_id)["status"], studio.shown(video_id)["progress"]) == (
        "transcoding",
        40,
    )
    assert hears(studio, video_id, status="complete") == "ready"
    assert studio.shown(video_id)["status"] == "ready"
    work = studio.work(video_id)
    assert (work.due_at, work.plan, work.finishing_until) == (0, "", 0)


def test_V5_told_of_an_upload_twice_there_is_one_job(studio: Studio) -> None:
    video_id = studio.transcodes()
    assert studio.arriving.arrive(video_id) == "processing"
    hears(studio, video_id, status="complete")
    assert studio.arriving.arrive(video_id) == "ready"
    assert len(studio.transcoder.jobs) == studio.transcoder.probes == 1


def test_V5_told_twice_at_the_same_time_there_is_one_job(studio: Studio) -> None:
    video_id = studio.uploads()
    first: list[str] = []
    studio.works.meanwhile = lambda: first.append(studio.arriving.arrive(video_id))
    assert studio.arriving.arrive(video_id) == "elsewhere"
    assert first == ["ordered"]
    assert len(studio.transcoder.jobs) == 1


def test_the_bucket_may_tell_of_an_upload_before_its_completion_is_answered(
    studio: Studio,
) -> None:
    video_id = studio.announces()
    studio.sends(video_id)
    studio.bucket.objects[original_key(video_id)] = b"film"
    assert studio.arriving.arrive(video_id) == "ordered"
    assert studio.completes(video_id)["statusCode"] == 200
    assert len(studio.transcoder.jobs) == 1


def test_V2_what_cannot_be_read_fails_with_a_reason(studio: Studio) -> None:
    video_id = studio.uploads()
    studio.transcoder.facts = None
    assert studio.arriving.arrive(video_id) == "failed"
    shown = studio.shown(video_id)
    assert shown["status"] == "failed"
    assert shown["error"] == "The file holds no film that can be read."
    assert studio.transcoder.jobs == {}


@pytest.mark.parametrize(
    "container",
    [
        {"Format": "png"},
        {"Format": "hls"},
        {"Format": "mp4", "Duration": 12.0, "Tracks": []},
        {**FACTS["Container"], "Duration": 36_000_000.0},
        {},
    ],
)
def test_V2_what_is_no_film_fails_with_a_reason(
    studio: Studio, container: dict[str, object]
) -> None:
    video_id = studio.uploads()
    studio.transcoder.facts = {**FACTS, "Container": container}
    assert studio.arriving.arrive(video_id) == "failed"
    assert studio.shown(video_id)["error"]
    assert studio.transcoder.jobs == {}
    assert studio.work(video_id).due_at == 0


CUE = b"00:01.000 --> 00:04.000\nHi\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "begins with WEBVTT"),
        (b"1\n00:00:01,000 --> 00:00:04,000\nHi\n", "begins with WEBVTT"),  # SubRip
        (b"WEBVTTS\n\n" + CUE, "begins with WEBVTT"),
        (b"WEBVTT\n\n" + CUE + b"x" * 1_000_000, "more than 1000000 bytes"),
        (b"WEBVTT\n\n" + CUE.replace(b"Hi", b"\xe4h"), "not in UTF-8"),
        # Three attempts of the packager ended at these, and the reason was its own.
        (b"WEBVTT\n", "say nothing"),
        (b"WEBVTT\n\nHi\n", "say nothing"),
        (b"WEBVTT\n\n00:04.000 --> 00:01.000\nHi\n", "say nothing"),
        (b"WEBVTT\n\n99999999999:00:01.000 --> 99999999999:00:04.000\nHi\n", "say nothing"),
    ],
)
def test_V2_captions_that_are_none_fail_with_a_reason(
    studio: Studio, text: bytes, reason: str
) -> None:
    video_id = studio.uploads(captions=[{"language": "en", "label": "English"}])
    studio.bucket.objects[caption_key(video_id, "en")] = text
    assert studio.arriving.arrive(video_id) == "failed"
    assert "'en'" in studio.shown(video_id)["error"]
    assert reason in studio.shown(video_id)["error"]
    assert studio.transcoder.jobs == {}


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfWEBVTT\r\n\r\n" + CUE.replace(b"\n", b"\r\n"),
        b"WEBVTT - a title\n\nNOTE so\n\n1\n01:00:01.000 --> 01:00:04.000 line:0\nHi\n",
        b"WEBVTT\r\r" + CUE.replace(b"\n", b"\r"),
    ],
)
def test_captions_are_taken_as_editors_write_them(studio: Studio, text: bytes) -> None:
    video_id = studio.uploads(captions=[{"language": "en", "label": "English"}])
    studio.bucket.objects[caption_key(video_id, "en")] = text
    assert studio.arriving.arrive(video_id) == "ordered"


def test_a_job_the_service_never_takes_fails(studio: Studio) -> None:
    video_id = studio.uploads()
    studio.transcoder.takes = False
    assert studio.arriving.arrive(video_id) == "failed"
    assert studio.shown(video_id)["error"] == "This film cannot be transcoded."


def test_V3_what_came_out_otherwise_than_ordered_fails_with_the_findings(studio: Studio) -> None:
    video_id = studio.transcodes()
    studio.maker.made = Finished(findings=("480p is missing.", "The sound is missing."))
    assert hears(studio, video_id, status="complete") == "failed"
    assert studio.shown(video_id)["error"] == "480p is missing. The sound is missing."


def test_V5_news_in_any_order_never_lower_status_or_progress(studio: Studio) -> None:
    video_id = studio.transcodes()
    hears(studio, video_id, status="progressing", percent=60)
    hears(studio, video_id, status="progressing", percent=20)
    assert studio.shown(video_id)["progress"] == 60
    hears(studio, video_id, status="complete")
    for late in ("progressing", "error", "canceled", "complete"):
        assert hears(studio, video_id, status=late, percent=10) == "stale"
    assert studio.shown(video_id)["status"] == "ready"
    assert studio.maker.runs == 1


def test_V5_complete_twice_at_once_makes_the_film_once(studio: Studio) -> None:
    video_id = studio.transcodes()
    second: list[str] = []
    studio.maker.meanwhile = lambda: second.append(hears(studio, video_id, status="complete"))
    assert hears(studio, video_id, status="complete") == "ready"
    assert second == ["stale"]
    assert studio.maker.runs == 1


def test_news_may_come_before_the_id_of_the_job_is_known(studio: Studio) -> None:
    video_id = studio.uploads()
    studio.transcoder.meanwhile = lambda: hears(studio, video_id, status="progressing", percent=5)
    assert studio.arriving.arrive(video_id) == "ordered"
    assert studio.work(video_id).video.job_id == "job-1"
    assert studio.transcoder.cancelled == []
    assert studio.shown(video_id)["progress"] == 5


def test_news_of_another_job_or_attempt_change_nothing(studio: Studio) -> None:
    video_id = studio.transcodes()
    before = studio.work(video_id)
    news = studio.transcoder.now("job-1", status="complete")
    assert studio.following.hear(replace(news, job_id="job-x")) == "stale"
    assert studio.following.hear(replace(news, attempt=2)) == "stale"
    assert studio.work(video_id) == before


def test_an_error_that_may_pass_is_tried_again_and_then_it_fails(studio: Studio) -> None:
    video_id = studio.transcodes()
    for attempt in range(1, ATTEMPTS):
        assert hears(studio, video_id, status="error", error_code=1999) == "processing"
        assert studio.work(video_id).video.attempt == attempt
        assert tends(studio) == 0
        studio.passes(minutes=attempt)
        assert tends(studio) == 1
        assert studio.work(video_id).video.attempt == attempt + 1
    assert len(studio.transcoder.jobs) == ATTEMPTS
    assert hears(studio, video_id, status="error", error_code=1999) == "failed"
    assert studio.shown(video_id)["error"] == "Transcoding failed. (1999)"


def test_an_error_told_twice_is_one_attempt(studio: Studio) -> None:
    video_id = studio.transcodes()
    hears(studio, video_id, status="error", error_code=1999)
    waiting = studio.work(video_id)
    assert hears(studio, video_id, status="error", error_code=1999) == "stale"
    assert studio.work(video_id) == waiting


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (1040, "The film is damaged or in a form that cannot be read. (1040)"),
        (1433, "Transcoding failed. (1433)"),
    ],
)
def test_V2_an_error_that_will_not_pass_fails_at_once_in_our_words(
    studio: Studio, code: int, reason: str
) -> None:
    video_id = studio.transcodes()
    said = "Unable to open input file [s3://a-bucket/secret]"
    assert hears(studio, video_id, status="error", error_code=code, reason=said) == "failed"
    assert studio.shown(video_id)["error"] == reason


def test_a_job_that_was_cancelled_fails(studio: Studio) -> None:
    video_id = studio.transcodes()
    assert hears(studio, video_id, status="canceled") == "failed"
