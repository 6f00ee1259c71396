"""The archive's reader of videos: what the video system stores, shown as its API shows it."""

from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from accounts.adapters.held_videos import HeldVideos
from contracts.tables.video import VIDEOS
from tests.contract.test_video_works_port import FULL, a_work
from tests.tables import create_table
from video.adapters.work_table import DynamoWorks
from video.ingest.model import Work
from video.ingest.showing import shown

WORKS = {
    "everything": replace(FULL, video=replace(FULL.video, status="ready")),
    "transcoding": FULL,
    "announced": a_work(),
}

SITE = "https://triptych.example"


def archived(*works: Work) -> list[dict[str, object]]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, VIDEOS)
        store = DynamoWorks(client=client, table=VIDEOS.name)
        for work in works:
            store.create(work)
        reader = HeldVideos(client=client, table=VIDEOS.name, public_url=SITE)
        return [video.model_dump(mode="json", by_alias=True) for video in reader.of("ada")]


@pytest.mark.parametrize("kind", WORKS)
def test_a_video_is_archived_as_the_api_shows_it(kind: str) -> None:
    video = WORKS[kind].video
    expected = shown(video, rating=None, public_url=SITE).model_dump(mode="json", by_alias=True)
    assert archived(WORKS[kind]) == [expected]


def test_the_archive_holds_ones_own_oldest_first_and_nothing_deleted() -> None:
    deleted = a_work("v-0", at=1)
    found = archived(
        replace(deleted, video=replace(deleted.video, deleted=True)),
        a_work("v-2", at=3),
        a_work("v-1", at=2),
        a_work("v-9", owner="eve"),
    )
    assert [video["id"] for video in found] == ["v-1", "v-2"]
