"""Facts about the way of a film out of the world, at whatever moment, on fakes."""

import pytest

from contracts.tables.video import original_key, prefix_of
from tests.fakes.video_studio import Studio, hears


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_V6_deleted_while_transcoding_the_job_is_cancelled_and_nothing_is_left(
    studio: Studio,
) -> None:
    video_id = studio.transcodes(captions=[{"language": "en", "label": "English"}])
    studio.bucket.objects[prefix_of(video_id) + "master_240p_000000001.cmfv"] = b"x"
    studio.figures.views = {video_id: 7, "another": 1}
    studio.asks("DELETE", f"/api/videos/{video_id}")
    assert studio.removing.remove(video_id)
    assert studio.transcoder.cancelled == ["job-1"]
    assert studio.nothing_left_of(video_id)
    assert studio.figures.views == {"another": 1}  # X12
    assert not studio.removing.remove(video_id)


@pytest.mark.parametrize("status", ["complete", "error", "canceled"])
@pytest.mark.parametrize("removed", [True, False])
def test_V6_a_late_end_of_its_job_leaves_nothing(
    studio: Studio, status: str, removed: bool
) -> None:
    video_id = studio.transcodes()
    studio.asks("DELETE", f"/api/videos/{video_id}")
    if removed:
        studio.removing.remove(video_id)
    studio.bucket.objects[prefix_of(video_id) + "master.m3u8"] = b"x"
    assert studio.following.hear(studio.transcoder.now("job-1", status=status)) == "gone"
    assert studio.bucket.of(video_id) == []


def test_V6_deleted_while_its_film_is_made_nothing_is_left(studio: Studio) -> None:
    video_id = studio.transcodes()

    def deletes() -> None:
        studio.records.delete(video_id, "u-1")
        studio.removing.remove(video_id)

    studio.maker.meanwhile = deletes
    assert hears(studio, video_id, status="complete") == "gone"
    assert studio.nothing_left_of(video_id)


def test_V6_deleted_while_its_job_is_ordered_the_job_is_cancelled(studio: Studio) -> None:
    video_id = studio.uploads()
    studio.transcoder.meanwhile = lambda: studio.records.delete(video_id, "u-1")
    studio.arriving.arrive(video_id)
    assert studio.transcoder.cancelled == ["job-1"]


def test_V6_a_job_whose_id_was_never_heard_is_cancelled_too(studio: Studio) -> None:
    video_id = studio.uploads()
    studio.transcoder.cut = True
    with pytest.raises(ConnectionError):
        studio.arriving.arrive(video_id)
    studio.records.delete(video_id, "u-1")
    studio.removing.remove(video_id)
    assert studio.transcoder.cancelled == ["job-1"]


def test_V6_an_upload_that_ends_after_its_removal_leaves_nothing(studio: Studio) -> None:
    video_id = studio.announces()
    studio.records.delete(video_id, "u-1")
    studio.removing.remove(video_id)
    studio.bucket.objects[original_key(video_id)] = b"film"
    assert studio.arriving.arrive(video_id) == "gone"
    assert studio.nothing_left_of(video_id)


def test_only_what_is_deleted_is_removed(studio: Studio) -> None:
    video_id = studio.has()
    assert not studio.removing.remove(video_id)
    assert studio.shown(video_id)["status"] == "ready"


def test_the_job_of_a_film_is_not_cancelled(studio: Studio) -> None:
    video_id = studio.has()
    studio.records.delete(video_id, "u-1")
    studio.removing.remove(video_id)
    assert studio.transcoder.cancelled == []
