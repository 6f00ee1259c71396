"""Composition of the publisher: settings to buckets, once per sandbox."""

from functools import cache

from core import aws

from .adapters.buckets import SiteBucket, ZippedBundle
from .adapters.stack_events import answered
from .settings import WebFilesSettings

__all__ = ["answered", "bundle", "site"]


@cache
def settings() -> WebFilesSettings:
    return WebFilesSettings.from_env()


def bundle(key: str) -> ZippedBundle:
    return ZippedBundle(client=aws.s3(), bucket=settings().bundle_bucket, key=key)


@cache
def site() -> SiteBucket:
    return SiteBucket(client=aws.s3(), bucket=settings().site_bucket)
