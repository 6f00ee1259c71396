"""Files of videos on their way in, and out again: the fake and S3 behave alike."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video import caption_key, original_key, prefix_of
from core import aws
from tests.fakes.video_bucket import FakeBucket
from video.adapters.film_bucket import S3Files, S3Uploads
from video.ingest.ports import Files, PartsRefused, UploadGone, Uploads

REGION, BUCKET = "us-east-1", "films"
PART = b"x" * 5 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``sends`` a part as a browser would, ``lays`` an object, ``keys`` are those there are."""

    uploads: Uploads
    files: Files
    sends: Callable[[str, str, int, bytes], None]
    lays: Callable[[str, bytes], None]
    keys: Callable[[], set[str]]


@pytest.fixture(params=["fake", "s3"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if request.param == "fake":
        fake = FakeBucket()
        yield Place(
            uploads=fake,
            files=fake,
            sends=lambda _, upload, number, body: fake.uploads[upload].update({number: body}),
            lays=fake.objects.__setitem__,
            keys=lambda: set(fake.objects),
        )
        return
    with mock_aws():
        client = boto3.client("s3", region_name=REGION)
        client.create_bucket(Bucket=BUCKET)

        def sends(video_id: str, upload: str, number: int, body: bytes) -> None:
            client.upload_part(
                Bucket=BUCKET,
                Key=original_key(video_id),
                UploadId=upload,
                PartNumber=number,
                Body=body,
            )

        def lays(key: str, body: bytes) -> None:
            client.put_object(Bucket=BUCKET, Key=key, Body=body)

        def keys() -> set[str]:
            found = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
            return {each["Key"] for each in found}

        yield Place(
            uploads=S3Uploads(client=client, bucket=BUCKET),
            files=S3Files(client=client, bucket=BUCKET),
            sends=sends,
            lays=lays,
            keys=keys,
        )


def begun(place: Place, *parts: bytes) -> str:
    upload = place.uploads.begin("v-1", content_type="video/mp4")
    for number, body in enumerate(parts, start=1):
        place.sends("v-1", upload, number, body)
    return upload


def test_V12_parts_that_arrived_are_listed_by_number(place: Place) -> None:
    upload = begun(place)
    assert place.uploads.parts("v-1", upload, after=0, most=9) == []
    for number in (3, 1):
        place.sends("v-1", upload, number, b"x" * number)
    found = place.uploads.parts("v-1", upload, after=0, most=9)
    assert [(part.number, part.size) for part in found] == [(1, 1), (3, 3)]
    assert place.uploads.parts("v-1", upload, after=1, most=9) == found[1:]
    assert place.uploads.parts("v-1", upload, after=0, most=1) == found[:1]


def test_parts_are_joined_into_the_original(place: Place) -> None:
    upload = begun(place, PART, b"the end")
    assert not place.uploads.is_whole("v-1")
    place.uploads.join("v-1", upload, place.uploads.parts("v-1", upload, after=0, most=9))
    assert place.uploads.is_whole("v-1")
    assert place.keys() == {original_key("v-1")}


def test_V5_an_upload_that_was_joined_is_none_any_more(place: Place) -> None:
    """A second join may be answered like the first, as S3 does for a while, or find none."""
    upload = begun(place, b"all of it")
    parts = place.uploads.parts("v-1", upload, after=0, most=9)
    place.uploads.join("v-1", upload, parts)
    with contextlib.suppress(UploadGone):
        place.uploads.join("v-1", upload, parts)
    assert place.keys() == {original_key("v-1")}
    with pytest.raises(UploadGone):
        place.uploads.parts("v-1", upload, after=0, most=9)


def test_a_part_that_was_replaced_meanwhile_is_not_joined(place: Place) -> None:
    upload = begun(place, b"before")
    parts = place.uploads.parts("v-1", upload, after=0, most=9)
    place.sends("v-1", upload, 1, b"after!")
    with pytest.raises(PartsRefused):
        place.uploads.join("v-1", upload, parts)
    assert not place.uploads.is_whole("v-1")


def test_V12_an_abandoned_upload_is_gone(place: Place) -> None:
    upload = begun(place, b"some")
    place.files.abandon("v-1", upload)
    place.files.abandon("v-1", upload)
    with pytest.raises(UploadGone):
        place.uploads.parts("v-1", upload, after=0, most=9)


def test_the_beginning_of_a_caption_file_is_read(place: Place) -> None:
    assert place.uploads.caption("v-1", "en", most=9) is None
    place.lays(caption_key("v-1", "en"), b"WEBVTT\n\n00:00")
    assert place.uploads.caption("v-1", "en", most=6) == b"WEBVTT"
    place.lays(caption_key("v-1", "de"), b"")
    assert place.uploads.caption("v-1", "de", most=6) == b""


def test_V6_all_objects_of_a_video_go_and_no_others(place: Place) -> None:
    for video_id in ("v-1", "v-10"):
        place.lays(original_key(video_id), b"x")
        place.lays(caption_key(video_id, "en"), b"x")
        for number in range(3):
            place.lays(f"{prefix_of(video_id)}master_240p_{number:09d}.cmfv", b"x")
    place.files.clear("v-1")
    place.files.clear("v-1")
    left = place.keys()
    assert len(left) == 5
    assert not any("v-1/" in key or "v-1." in key for key in left)


def test_a_folder_holds_what_was_put_there(place: Place) -> None:
    folder = place.files.folder("v-1")
    assert dict(folder.sizes()) == {}
    folder.put("master.m3u8", b"#EXTM3U", content_type="application/vnd.apple.mpegurl")
    folder.put("poster.jpg", b"jpeg", content_type="image/jpeg")
    assert dict(folder.sizes()) == {"master.m3u8": 7, "poster.jpg": 4}
    assert folder.read("poster.jpg") == b"jpeg"
    assert folder.head("master.m3u8", most=4) == b"#EXT"
    assert folder.head("poster.jpg", most=99) == b"jpeg"
    folder.delete(["poster.jpg", "never-there.jpg"])
    folder.delete([])
    assert dict(folder.sizes()) == {"master.m3u8": 7}


@mock_aws
def test_more_than_a_thousand_objects_are_deleted() -> None:
    client = boto3.client("s3", region_name=REGION)
    client.create_bucket(Bucket=BUCKET)
    for number in range(1_001):
        client.put_object(Bucket=BUCKET, Key=f"{prefix_of('v-1')}{number}", Body=b"")
    S3Files(client=client, bucket=BUCKET).clear("v-1")
    assert "Contents" not in client.list_objects_v2(Bucket=BUCKET)


@mock_aws
def test_addresses_are_signed_by_version_4_with_the_parts_length() -> None:
    aws.forget_clients()
    uploads = S3Uploads(client=aws.s3(), bucket=BUCKET)
    query = parse_qs(urlsplit(uploads.part_url("v-1", "u", number=2, size=77)).query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-SignedHeaders"] == ["content-length;host"]
    assert (query["partNumber"], query["uploadId"]) == (["2"], ["u"])
    assert query["X-Amz-Expires"] == ["3600"]
    aws.forget_clients()


@mock_aws
def test_originals_are_stored_for_infrequent_access() -> None:
    client = boto3.client("s3", region_name=REGION)
    client.create_bucket(Bucket=BUCKET)
    uploads = S3Uploads(client=client, bucket=BUCKET)
    upload = uploads.begin("v-1", content_type="video/quicktime")
    client.upload_part(
        Bucket=BUCKET, Key=original_key("v-1"), UploadId=upload, PartNumber=1, Body=b"x"
    )
    uploads.join("v-1", upload, uploads.parts("v-1", upload, after=0, most=9))
    found = client.head_object(Bucket=BUCKET, Key=original_key("v-1"))
    assert (found["StorageClass"], found["ContentType"]) == ("STANDARD_IA", "video/quicktime")
