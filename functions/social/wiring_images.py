"""Composition of what makes pictures of uploads, once per sandbox."""

from functools import cache

from contracts.s3_events import ObjectCreated
from contracts.tables.social_media import upload_key
from core import aws
from core.observability import logger_for

from .adapters.media_buckets import S3Drop, S3Gallery
from .adapters.media_table import DynamoUploads
from .media.picturing import Pillow
from .media.receiving import Receiving
from .settings import SocialImagesSettings


@cache
def receiving() -> Receiving:
    settings = SocialImagesSettings.from_env()
    return Receiving(
        uploads=DynamoUploads(client=aws.dynamodb(), table=settings.media_table),
        drop=S3Drop(client=aws.s3(), bucket=settings.uploads_bucket),
        gallery=S3Gallery(client=aws.s3(), bucket=settings.pictures_bucket),
        darkroom=Pillow(),
    )


def received(event: ObjectCreated) -> None:
    media_id = event.object.key.removeprefix(upload_key(""))
    outcome = receiving().receive(media_id)
    logger_for("social-images").info("upload", extra={"media": media_id, "outcome": outcome})
