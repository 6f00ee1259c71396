"""Facts about what was not heard of in time: nothing stays half done."""

import pytest

from contracts.tables.video import original_key
from tests.fakes.video_studio import Studio, hears, tends
from video.ingest.course import LONGEST_JOB, MINUTE
from video.ingest.tending import NOT_ORDERED, TOO_LONG


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_an_upload_nobody_was_told_of_is_told_again(studio: Studio) -> None:
    video_id = studio.uploads()
    assert tends(studio) == 0
    studio.passes(minutes=11)
    assert tends(studio) == 1
    assert studio.work(video_id).video.job_id == "job-1"


def test_V12_a_completion_that_was_cut_is_found_by_its_file(studio: Studio) -> None:
    video_id = studio.announces()
    studio.bucket.objects[original_key(video_id)] = b"film"
    studio.passes(days=8)
    assert tends(studio) == 1
    assert studio.work(video_id).video.job_id == "job-1"


def test_V12_an_abandoned_upload_is_removed(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id, 1)
    studio.passes(days=6)
    assert tends(studio) == 0
    studio.passes(days=2)
    assert tends(studio) == 1
    assert studio.removing.remove(video_id)
    assert studio.nothing_left_of(video_id)


def test_V5_a_job_whose_answer_was_lost_is_found_and_not_ordered_again(studio: Studio) -> None:
    video_id = studio.uploads()
    studio.transcoder.cut = True
    with pytest.raises(ConnectionError):
        studio.arriving.arrive(video_id)
    assert studio.arriving.arrive(video_id) == "processing"
    studio.transcoder.cut = False
    studio.passes(minutes=4)
    assert tends(studio) == 1
    work = studio.work(video_id)
    assert (work.video.job_id, work.submitting) == ("job-1", False)
    assert len(studio.transcoder.jobs) == 1


def test_a_job_that_was_never_ordered_is_ordered_anew(studio: Studio) -> None:
    video_id = studio.uploads()
    studio.transcoder.cut = True
    with pytest.raises(ConnectionError):
        studio.arriving.arrive(video_id)
    studio.transcoder.jobs.clear()
    studio.transcoder.cut = False
    for minutes in (4, 1):
        studio.passes(minutes=minutes)
        assert tends(studio) == 1
    work = studio.work(video_id)
    assert (work.video.attempt, work.video.job_id) == (2, "job-1")


def test_what_can_never_be_ordered_fails_in_the_end(studio: Studio) -> None:
    video_id = studio.uploads()
    studio.transcoder.cut = True
    with pytest.raises(ConnectionError):
        studio.arriving.arrive(video_id)
    for _ in range(30):
        studio.transcoder.jobs.clear()
        studio.passes(minutes=4)
        studio.tending.run()
        while studio.messages.arrivals:
            with pytest.raises(ConnectionError):
                studio.arriving.arrive(studio.messages.arrivals.pop())
    assert studio.shown(video_id)["error"] == NOT_ORDERED


def test_an_end_nobody_was_told_of_is_asked_for(studio: Studio) -> None:
    video_id = studio.transcodes()
    studio.transcoder.now("job-1", status="complete")
    studio.passes(minutes=29)
    assert tends(studio) == 0
    studio.passes(minutes=2)
    assert tends(studio) == 1
    assert studio.shown(video_id)["status"] == "ready"


def test_a_film_whose_making_was_cut_is_made_again(studio: Studio) -> None:
    video_id = studio.transcodes()

    def cut() -> None:
        studio.maker.meanwhile = lambda: None
        raise ConnectionError

    studio.maker.meanwhile = cut
    with pytest.raises(ConnectionError):
        hears(studio, video_id, status="complete")
    assert hears(studio, video_id, status="complete") == "stale"
    studio.passes(minutes=7)
    assert tends(studio) == 1
    assert studio.shown(video_id)["status"] == "ready"


def test_a_job_that_waits_for_its_turn_is_waited_for(studio: Studio) -> None:
    video_id = studio.transcodes()
    for _ in range(5):
        studio.passes(minutes=31)
        assert tends(studio) == 1
    assert studio.shown(video_id)["status"] == "transcoding"
    assert studio.transcoder.cancelled == []


def test_a_job_that_hangs_is_cancelled_and_fails(studio: Studio) -> None:
    video_id = studio.transcodes()
    studio.passes(minutes=LONGEST_JOB / MINUTE + 1)
    assert tends(studio) == 1
    assert studio.transcoder.cancelled == ["job-1"]
    assert studio.shown(video_id)["error"] == TOO_LONG


def test_a_job_the_service_forgot_fails(studio: Studio) -> None:
    video_id = studio.transcodes()
    studio.transcoder.jobs.clear()
    studio.passes(minutes=31)
    tends(studio)
    assert studio.shown(video_id)["status"] == "failed"


def test_V6_a_removal_that_was_cut_is_set_going_again(studio: Studio) -> None:
    """The very look at it is a change of the record, which its removal hears of."""
    video_id = studio.has()
    studio.records.delete(video_id, "u-1")
    before = studio.work(video_id).video.revision
    studio.passes(minutes=16)
    assert tends(studio) == 1
    assert studio.work(video_id).video.revision == before + 1
    assert studio.work(video_id).video.deleted


def test_two_looks_at_once_are_one(studio: Studio) -> None:
    studio.uploads()
    studio.passes(minutes=11)
    second: list[int] = []
    studio.works.meanwhile = lambda: second.append(studio.tending.run())
    assert studio.tending.run() + sum(second) == 1
    assert len(studio.messages.arrivals) == 1
