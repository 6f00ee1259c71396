"""The avatar's reader of uploads: what the social system stores, at the address it says."""

from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from moto import mock_aws

from accounts.adapters.held_pictures import HeldPictures
from accounts.errors import PictureUnusable
from contracts.tables.social_media import MEDIA
from social.adapters.media_table import DynamoUploads
from social.media.model import NAMES, SQUARE, Picture, Upload
from tests.tables import create_table

HOST = "https://triptych.example"
UPLOAD = Upload(
    id="m-1", owner_id="u-1", content_type="image/png", size=9, alt_text="", at=1_790_000_000_000
)
PICTURES = tuple(Picture(name=name, width=4, height=3) for name in NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    written: DynamoUploads
    read: HeldPictures


@pytest.fixture
def both() -> Iterator[Both]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, MEDIA)
        written = DynamoUploads(client=client, table=MEDIA.name)
        written.announce(UPLOAD, until=1_790_086_400)
        yield Both(
            written=written,
            read=HeldPictures(client=client, table=MEDIA.name, public_url=HOST),
        )


def test_an_image_that_is_ready_is_found_at_its_square(both: Both) -> None:
    both.written.settle(UPLOAD.ready(PICTURES))
    assert both.read.square("u-1", "m-1") == f"{HOST}/media/m-1/{SQUARE}.webp"


def test_X1_somebody_elses_image_is_none(both: Both) -> None:
    both.written.settle(UPLOAD.ready(PICTURES))
    with pytest.raises(PictureUnusable):
        both.read.square("u-2", "m-1")


def test_what_is_not_ready_or_not_there_is_none(both: Both) -> None:
    with pytest.raises(PictureUnusable):
        both.read.square("u-1", "m-1")
    both.written.settle(UPLOAD.failed("It is none."))
    with pytest.raises(PictureUnusable):
        both.read.square("u-1", "m-1")
    both.written.forget("m-1")
    with pytest.raises(PictureUnusable):
        both.read.square("u-1", "m-1")


def test_what_is_being_deleted_is_none(both: Both) -> None:
    both.written.settle(UPLOAD.ready(PICTURES))
    both.written.withdraw("m-1")
    with pytest.raises(PictureUnusable):
        both.read.square("u-1", "m-1")
