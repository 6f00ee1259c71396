"""Records of videos as the ingest sees them: the fake and DynamoDB behave alike."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video import VIDEOS
from tests.fakes.video_ingest import MADE, FakeWorks
from tests.tables import create_table
from video.adapters.video_reading import VideoReader
from video.adapters.work_table import DynamoWorks
from video.errors import EditedMeanwhile
from video.ingest.course import claimed, deleted, ready, uploaded
from video.ingest.model import Work
from video.ingest.ports import Works
from video.model import Captions, Rendition, Video

REGION = "us-east-1"
FULL = Work(
    video=Video(
        id="v-1",
        owner_id="ada",
        title="Kites",
        created_at=1_790_000_000_123,
        description="Two of them",
        genres=("Documentary", "Kids"),
        cast=("Ada",),
        release_date="2026-05-01",
        maturity="7+",
        visibility="public",
        captions=(Captions(language="en", label="English"),),
        content_type="video/mp4",
        size=12,
        status="transcoding",
        progress=40,
        attempt=2,
        job_id="job-1",
        upload_id="upload-1",
        error="why",
        duration=12.04,
        transcoded_at=1_790_000_000_124,
        renditions=(Rendition(profile="240p", width=426, height=240, bitrate=1),),
        poster="poster.jpg",
        storyboard="storyboard.vtt",
        banned=True,
    ),
    due_at=1_790_000_060_123,
    submitting=True,
    claimed_at=1_790_000_000_125,
    finishing_until=1_790_000_000_126,
    plan='{"duration":"12"}',
)


def a_work(video_id: str = "v-1", *, owner: str = "ada", at: int = 1, due_at: int = 0) -> Work:
    video = Video(id=video_id, owner_id=owner, title="Kites", created_at=at)
    return Work(video=video, due_at=due_at)


@pytest.fixture(params=["fake", "dynamodb"])
def works(request: pytest.FixtureRequest) -> Iterator[Works]:
    if request.param == "fake":
        yield FakeWorks()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        create_table(client, VIDEOS)
        yield DynamoWorks(client=client, table=VIDEOS.name)


@pytest.mark.parametrize("work", [FULL, a_work()])
def test_what_was_created_comes_back_whole(works: Works, work: Work) -> None:
    works.create(work)
    assert works.find("v-1") == work
    assert works.find("v-2") is None


@pytest.mark.parametrize("work", [FULL, a_work()])
def test_X4_a_creation_whose_answer_was_lost_is_repeated(works: Works, work: Work) -> None:
    works.create(work)
    works.create(work)
    assert works.find("v-1") == work


def test_an_id_that_another_video_has_is_not_taken_over(works: Works) -> None:
    works.create(a_work(owner="ada"))
    with pytest.raises(Exception):  # noqa: B017, PT011  # no user meets it: an id is 128 random bits
        works.create(a_work(owner="grace"))
    found = works.find("v-1")
    assert found is not None
    assert found.video.owner_id == "ada"


def test_a_step_is_written_and_raises_the_revision(works: Works) -> None:
    works.create(a_work())
    after = works.change("v-1", partial(uploaded, now=10))
    assert after == works.find("v-1")
    assert after is not None
    assert (after.video.status, after.video.revision) == ("processing", 2)


def test_a_step_that_cannot_be_taken_writes_nothing(works: Works) -> None:
    works.create(a_work())
    assert works.change("v-1", partial(claimed, plan="", now=1)) is None
    assert works.change("v-2", partial(uploaded, now=1)) is None
    assert works.find("v-1") == a_work()
    assert works.find("v-2") is None


def test_V5_of_two_steps_at_once_the_slower_sees_what_the_faster_left(works: Works) -> None:
    works.create(a_work())
    seen: list[str] = []

    def slow(work: Work) -> Work | None:
        seen.append(work.video.status)
        if len(seen) == 1:
            works.change("v-1", partial(uploaded, now=10))
        return uploaded(work, now=20)

    assert works.change("v-1", slow) is None
    assert seen == ["uploading", "processing"]


def test_who_is_always_slower_is_told(works: Works) -> None:
    works.create(a_work())

    def slow(work: Work) -> Work | None:
        works.change("v-1", lambda now: replace(now, claimed_at=now.claimed_at + 1))
        return replace(work, plan="mine")

    with pytest.raises(EditedMeanwhile):
        works.change("v-1", slow)
    found = works.find("v-1")
    assert found is not None
    assert found.plan == ""


def test_a_film_keeps_nothing_of_its_making(works: Works) -> None:
    works.create(replace(FULL, video=replace(FULL.video, error="")))
    after = works.change("v-1", partial(ready, attempt=2, made=MADE, now=5))
    assert after == works.find("v-1")
    assert after is not None
    assert (after.due_at, after.plan, after.submitting) == (0, "", False)


def test_somebodys_videos_are_listed_newest_first(works: Works) -> None:
    for number in range(5):
        works.create(a_work(f"v-{number}", at=number + 1))
    works.create(a_work("v-9", owner="eve"))
    first = works.page("ada", after=None, most=3)
    assert [video.id for video in first.videos] == ["v-4", "v-3", "v-2"]
    rest = works.page("ada", after=first.position, most=3)
    assert [video.id for video in rest.videos] == ["v-1", "v-0"]
    assert rest.position is None
    assert set(works.all_of("ada")) == {f"v-{number}" for number in range(5)}


def test_only_what_is_overdue_is_due_and_longest_first(works: Works) -> None:
    for name, due_at in (("later", 200), ("late", 90), ("latest", 30), ("settled", 0)):
        works.create(a_work(name, due_at=due_at))
    assert [work.video.id for work in works.due(100, most=10)] == ["latest", "late"]
    assert [work.video.id for work in works.due(100, most=1)] == ["latest"]
    works.change("latest", partial(deleted, now=10**6))
    assert [work.video.id for work in works.due(100, most=10)] == ["late"]


def test_what_is_removed_is_gone(works: Works) -> None:
    works.create(a_work(due_at=1))
    works.remove("v-1")
    works.remove("v-1")
    assert works.find("v-1") is None
    assert list(works.all_of("ada")) == []
    assert works.due(9, most=9) == []


@mock_aws
def test_other_rooms_read_the_same_record() -> None:
    client = boto3.client("dynamodb", region_name=REGION)
    create_table(client, VIDEOS)
    DynamoWorks(client=client, table=VIDEOS.name).create(FULL)
    assert VideoReader(client=client, table=VIDEOS.name).find("v-1") == FULL.video
