"""Composition of what tells links of addresses in tweets, once per sandbox."""

from functools import cache

from core import aws
from core.bus import EventBridgeBus
from core.observability import logger_for
from core.stream_records import QuarantineBucket

from .adapters.tweet_items import entry_of
from .changes import Json
from .consuming import BatchReader
from .linking.telling import LinkTeller
from .model import Entry
from .settings import SocialLinksSettings

logger = cache(logger_for)


def _entry_of(item: Json) -> Entry:
    return entry_of(dict(item))


@cache
def reader() -> BatchReader:
    bucket = SocialLinksSettings.from_env().quarantine_bucket
    quarantine = QuarantineBucket(client=aws.s3(), bucket=bucket, consumer="links")
    return BatchReader(quarantine=quarantine, entry_of=_entry_of)


@cache
def teller() -> LinkTeller:
    bus_name = SocialLinksSettings.from_env().bus_name
    return LinkTeller(bus=EventBridgeBus(client=aws.events(), name=bus_name))
