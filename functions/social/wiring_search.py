"""Composition of what fills the index of tweets and that of people, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.ids import RandomIds
from core.observability import logger_for
from core.stream_records import QuarantineBucket
from core.text_search.index import Compactor, Writer
from core.text_search.scrubbing import Scrubber
from core.text_search.table import PostingTable

from .adapters.notice_table import NoticeTable
from .adapters.tweet_items import entry_of
from .consuming import BatchReader
from .search.indexing import SMALL, TweetIndexer
from .search.people import PeopleIndexer
from .settings import (
    SocialSearchPeopleSettings,
    SocialSearchSettings,
    SocialSearchUpkeepSettings,
)

TWEETS, PEOPLE = "tweets", "people"

logger = cache(logger_for)


@cache
def reader() -> BatchReader:
    bucket = SocialSearchSettings.from_env().quarantine_bucket
    quarantine = QuarantineBucket(client=aws.s3(), bucket=bucket, consumer="search")
    return BatchReader(quarantine=quarantine, entry_of=lambda item: entry_of(dict(item)))


@cache
def tweet_indexer() -> TweetIndexer:
    store = _store(SocialSearchSettings.from_env().postings_table, TWEETS)
    return TweetIndexer(writer=_writer(store), compactor=_compactor(store, largest=SMALL))


@cache
def people_indexer() -> PeopleIndexer:
    store = _store(SocialSearchPeopleSettings.from_env().postings_table, PEOPLE)
    return PeopleIndexer(
        writer=_writer(store),
        compactor=_compactor(store, largest=SMALL),
        numbers=store,
    )


@cache
def told() -> NoticeTable:
    """What people were told, for whoever leaves."""
    table = SocialSearchPeopleSettings.from_env().notices_table
    return NoticeTable(client=aws.dynamodb(), table=table)


@cache
def compactors() -> tuple[Compactor, ...]:
    return tuple(_compactor(store) for store in _indexes())


@cache
def scrubbers() -> tuple[Scrubber, ...]:
    return tuple(Scrubber(store=store, clock=SystemClock()) for store in _indexes())


def _indexes() -> tuple[PostingTable, ...]:
    table = SocialSearchUpkeepSettings.from_env().postings_table
    return tuple(_store(table, index) for index in (TWEETS, PEOPLE))


def _writer(store: PostingTable) -> Writer:
    return Writer(store=store, ids=RandomIds(), clock=SystemClock())


def _store(table: str, index: str) -> PostingTable:
    return PostingTable(client=aws.dynamodb(), table=table, index=index)


def _compactor(store: PostingTable, *, largest: int | None = None) -> Compactor:
    clock, ids = SystemClock(), RandomIds()
    if largest is None:
        return Compactor(store=store, ids=ids, clock=clock)
    return Compactor(store=store, ids=ids, clock=clock, largest=largest)
