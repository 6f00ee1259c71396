"""The records and files of uploads as their users see them: fakes and AWS behave alike."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import boto3
import pytest
from moto import mock_aws

from contracts.tables.social_media import MEDIA, picture_key, upload_key
from core import aws
from social.adapters.media_buckets import S3Drop, S3Gallery
from social.adapters.media_table import DynamoUploads
from social.media.model import NAMES, Picture, Upload
from social.media.ports import Drop, Gallery, Rendered, TooLarge, Uploads
from tests.fakes.social_media import FakeDrop, FakeGallery, FakeUploads
from tests.tables import create_table

REGION = "us-east-1"
UPLOADS, PICTURES = "uploads-bucket", "pictures-bucket"
PICTURE = Picture(name="large", width=1600, height=900)


def announced(media_id: str = "m-1", owner: str = "ada") -> Upload:
    return Upload(
        id=media_id,
        owner_id=owner,
        content_type="image/png",
        size=7,
        alt_text="A kite, red",
        at=1_790_000_000_123,
    )


@pytest.fixture(params=["fake", "dynamodb"])
def uploads(request: pytest.FixtureRequest) -> Iterator[Uploads]:
    if request.param == "fake":
        yield FakeUploads()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        create_table(client, MEDIA)
        yield DynamoUploads(client=client, table=MEDIA.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """``lay`` puts a file where a browser would; ``seen`` are the pictures shown."""

    drop: Drop
    gallery: Gallery
    lay: Callable[[str, bytes], None]
    seen: Callable[[], set[tuple[str, str]]]


@pytest.fixture(params=["fake", "s3"])
def places(request: pytest.FixtureRequest) -> Iterator[Places]:
    if request.param == "fake":
        drop, gallery = FakeDrop(), FakeGallery()
        yield Places(
            drop=drop,
            gallery=gallery,
            lay=drop.files.__setitem__,
            seen=lambda: set(gallery.pictures),
        )
        return
    with mock_aws():
        client = boto3.client("s3", region_name=REGION)
        for bucket in (UPLOADS, PICTURES):
            client.create_bucket(Bucket=bucket)

        def lay(media_id: str, body: bytes) -> None:
            client.put_object(Bucket=UPLOADS, Key=upload_key(media_id), Body=body)

        def seen() -> set[tuple[str, str]]:
            found = client.list_objects_v2(Bucket=PICTURES).get("Contents", [])
            named = {picture_key(m, name): (m, name) for m in ("m-1", "m-2") for name in NAMES}
            return {named[each["Key"]] for each in found}

        yield Places(
            drop=S3Drop(client=client, bucket=UPLOADS),
            gallery=S3Gallery(client=client, bucket=PICTURES),
            lay=lay,
            seen=seen,
        )


def test_what_was_announced_comes_back_whole(uploads: Uploads) -> None:
    uploads.announce(announced(), until=1_790_086_400)
    assert uploads.find("m-1") == announced()
    assert uploads.find("m-2") is None


def test_many_are_found_by_id_and_strangers_are_not_there(uploads: Uploads) -> None:
    uploads.announce(announced("m-1"), until=1)
    uploads.announce(announced("m-2"), until=1)
    assert dict(uploads.find_many(["m-2", "m-3", "m-2"])) == {"m-2": announced("m-2")}


def test_an_upload_is_settled_once(uploads: Uploads) -> None:
    uploads.announce(announced(), until=1)
    ready = announced().ready((PICTURE, replace(PICTURE, name="small", width=480, height=270)))
    assert uploads.settle(ready)
    assert uploads.find("m-1") == ready
    assert not uploads.settle(announced().failed("It is none."))
    assert uploads.find("m-1") == ready


def test_why_it_failed_is_kept(uploads: Uploads) -> None:
    uploads.announce(announced(), until=1)
    assert uploads.settle(announced().failed("It is none."))
    found = uploads.find("m-1")
    assert found is not None
    assert (found.status, found.reason) == ("failed", "It is none.")


def test_what_was_withdrawn_is_never_settled(uploads: Uploads) -> None:
    uploads.announce(announced(), until=1)
    uploads.withdraw("m-1")
    uploads.withdraw("m-1")
    assert not uploads.settle(announced().ready((PICTURE,)))
    found = uploads.find("m-1")
    assert found is not None
    assert found.status == "deleted"


def test_withdrawing_or_settling_makes_no_record(uploads: Uploads) -> None:
    uploads.withdraw("m-1")
    assert not uploads.settle(announced().ready((PICTURE,)))
    assert uploads.find("m-1") is None


def test_what_is_forgotten_is_gone(uploads: Uploads) -> None:
    uploads.announce(announced(), until=1)
    uploads.forget("m-1")
    uploads.forget("m-1")
    assert uploads.find("m-1") is None
    assert list(uploads.of_owner("ada")) == []


def test_X12_somebodys_uploads_are_listed_in_any_state(uploads: Uploads) -> None:
    for number in range(3):
        uploads.announce(announced(f"m-{number}"), until=1)
    uploads.announce(announced("m-9", owner="eve"), until=1)
    uploads.withdraw("m-0")
    uploads.settle(announced("m-1").ready((PICTURE,)))
    assert set(uploads.of_owner("ada")) == {"m-0", "m-1", "m-2"}


@mock_aws
def test_only_what_is_waited_for_ends_by_itself() -> None:
    client = boto3.client("dynamodb", region_name=REGION)
    create_table(client, MEDIA)
    store = DynamoUploads(client=client, table=MEDIA.name)
    store.announce(announced(), until=1_790_086_400)
    key = {"id": {"S": "m-1"}}
    waiting = client.get_item(TableName=MEDIA.name, Key=key)["Item"]
    assert waiting["expiresAt"] == {"N": "1790086400"}
    store.settle(announced().ready((PICTURE,)))
    assert "expiresAt" not in client.get_item(TableName=MEDIA.name, Key=key)["Item"]


def test_a_file_is_read_until_it_is_cleared(places: Places) -> None:
    assert places.drop.read("m-1", most=9) is None
    places.lay("m-1", b"a file")
    assert places.drop.read("m-1", most=6) == b"a file"
    places.drop.clear("m-1")
    places.drop.clear("m-1")
    assert places.drop.read("m-1", most=9) is None


def test_a_file_larger_than_told_is_not_read(places: Places) -> None:
    places.lay("m-1", b"a file")
    with pytest.raises(TooLarge):
        places.drop.read("m-1", most=5)


def test_all_sizes_are_hung_and_taken_down(places: Places) -> None:
    for media_id in ("m-1", "m-2"):
        for name in NAMES:
            picture = Rendered(name=name, body=b"webp", width=1, height=1)
            places.gallery.hang(media_id, picture)
    places.gallery.clear("m-1")
    places.gallery.clear("m-1")
    assert places.seen() == {("m-2", name) for name in NAMES}


@mock_aws
def test_a_form_takes_exactly_what_was_announced() -> None:
    """Signed by version 4: regions younger than 2014 know no other."""
    aws.forget_clients()
    form = S3Drop(client=aws.s3(), bucket=UPLOADS).form(announced(), seconds=900)
    policy = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    assert ["content-length-range", 7, 7] in policy
    assert {"Content-Type": "image/png"} in policy
    assert {"key": "uploads/m-1"} in policy
    assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    aws.forget_clients()


@mock_aws
def test_pictures_are_served_as_what_they_are_for_a_day() -> None:
    client = boto3.client("s3", region_name=REGION)
    client.create_bucket(Bucket=PICTURES)
    gallery = S3Gallery(client=client, bucket=PICTURES)
    gallery.hang("m-1", Rendered(name="small", body=b"webp", width=1, height=1))
    found = client.get_object(Bucket=PICTURES, Key="media/m-1/small.webp")
    assert found["ContentType"] == "image/webp"
    assert found["CacheControl"] == "public, max-age=86400, immutable"
