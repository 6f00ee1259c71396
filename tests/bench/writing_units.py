"""What making a link and posting a tweet use: units of the product's own adapters, counted.

The tables are moto's, whose own figures are wrong; ``metered`` works units out from item sizes.
Valkey is a fake here: what it takes of a tweet is one script call per follower (P6). Every cost
of a tweet is worked out from these units and from ``tweet_times``.
"""

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import boto3
from botocore import xform_name
from botocore.config import Config
from moto import mock_aws

from contracts.tables import accounts, links, social
from core.ids import RandomIds
from core.text_search.index import Compactor, Manifest, Writer
from core.text_search.merging import FAN_IN
from core.text_search.table import WRITE_AT_ONCE, encoded
from links.adapters.link_table import DynamoLinks
from links.library.codes import BLOCK
from links.library.owning import sort_of
from links.model import Link
from social.access import Access
from social.adapters.counters import CounterShards
from social.adapters.follow_table import DynamoGraph
from social.adapters.home_tables import HomeTables, TableNames
from social.adapters.people_table import CopiedPeople, DynamoPeople
from social.adapters.tweet_table import DynamoTweets
from social.changes import EntryPosted
from social.ids import RandomTweetIds, id_at
from social.model import Entry, Person
from social.posting.composing import Composer, Wish
from social.posting.tweeting import Tweeting
from social.search.indexing import SMALL, TweetIndexer
from social.timeline.fanning import FanOut, FanOutWork
from social.timeline.tasks import Task, encode
from tests.fakes.core import FakeClock
from tests.fakes.postings import FakePostings
from tests.fakes.social import FakeRemembered, FakeShelf, World
from tests.fakes.social_live import FakeBell
from tests.fakes.social_timeline import START, FakeTimelines
from tests.tables import create_table

from .graph import name
from .metered import Meter
from .units import read_units, write_units

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FOLLOWERS = 200  # the design document's average
URL = "https://www.example.com/" + "a-very-long-path/" * 9  # 500 bytes a link, as it estimates
TEXT = "second-hand lens, wide open, rather nice: the swallows are back under the roof #photo"
VOCABULARY, WORDS = 50_000, 14
INDEXED = FAN_IN**7  # tweets: enough that merges of seven sizes are in
PER_BATCH = 200  # tweets among the thousand changes a consumer gets at once
PAGE_NAME = 40  # bytes of a page's key
LARGEST = 2_000_000  # documents of a run that is merged no more
TABLES = (links.URLS, social.TWEETS, social.FOLLOWS, social.REACTIONS, social.PEOPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Per link or tweet. Bytes are in whole KB, as streams on demand are paid.

    ``told_bytes`` are of the changes, which every consumer reads, ``work_bytes`` of the tasks.
    ``trips`` are the API's.
    """

    trips: float
    read_units: float
    write_units: float
    told_bytes: float = 0.0
    told_records: float = 0.0
    work_bytes: float = 0.0
    search_reads: float = 0.0
    search_writes: float = 0.0
    search_trips: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """Of a tweet through all merges. ``cpu_ms`` is of a whole processor."""

    reads: float
    writes: float
    trips: float
    cpu_ms: float


def link_made() -> Written:
    """One link under a generated code, and its share of the block its id came from."""
    with mock_aws():
        meter = metered()
        store = DynamoLinks(client=meter.client, table=links.URLS.name)
        made = Link(code="aB3xY9z", owner_id=name(1), target=URL, created_at=FakeClock().now())
        assert sort_of(made)  # noqa: S101,RUF100  # it is listed, so the index counts
        store.create(made)
        trips, reads, writes = meter.trips, meter.reads, meter.writes
        meter.clear()
        store.lease(BLOCK)
        return Written(
            trips=trips + meter.trips / BLOCK,
            read_units=reads + meter.reads / BLOCK,
            write_units=writes + meter.writes / BLOCK,
        )


def tweet_posted() -> Written:
    """By somebody with ``FOLLOWERS`` followers: stored, counted, brought to them, indexed."""
    with mock_aws():
        meter = metered()
        entry = _posted(meter)
        trips = meter.trips
        tables, work = _tables(meter), _Work()
        homes = FakeTimelines()
        FanOut(followers=tables, work=work, homes=homes, recents=homes).posted(_change(entry))
        first = list(work.tasks)
        worker = FanOutWork(followers=tables, work=work, homes=homes, bell=FakeBell())
        for task in first:
            worker.do(task)
        search = indexed()
        return Written(
            trips=trips,
            read_units=meter.reads,
            write_units=meter.writes,
            told_bytes=sum(_whole_kb(len(each)) for each in told(meter.plain, entry)),
            told_records=len(meter.streamed),
            work_bytes=sum(_whole_kb(len(encode(task))) for task in work.tasks),
            search_reads=search.reads,
            search_writes=search.writes,
            search_trips=search.trips,
        )


def told(client: "DynamoDBClient", entry: Entry) -> list[bytes]:
    """The tweet's and its author's counter's change, as DynamoDB puts them into the stream."""
    counter = {"pk": social.counts_of(social.person(entry.author_id)), "sk": social.COUNTS}
    keys = {
        social.TWEETS.name: {"id": {"S": entry.id}},
        social.REACTIONS.name: {name: {"S": value} for name, value in counter.items()},
    }
    return [
        _captured(table, key, client.get_item(TableName=table, Key=key)["Item"])
        for table, key in keys.items()
    ]


def _captured(table: str, keys: Mapping[str, object], new: Mapping[str, object]) -> bytes:
    new_one = table == social.TWEETS.name
    change = {"ApproximateCreationDateTime": 1_795_459_200_000, "Keys": keys, "NewImage": new}
    if not new_one:
        change["OldImage"] = new
    about = {
        "awsRegion": "us-east-1",
        "eventID": "0" * 36,
        "eventName": "INSERT" if new_one else "MODIFY",
    }
    about |= {"recordFormat": "application/json", "tableName": table, "eventSource": "aws:dynamodb"}
    whole = {**about, "userIdentity": None, "dynamodb": change}
    return json.dumps(whole, separators=(",", ":")).encode()


def _dynamodb() -> "DynamoDBClient":
    config = Config(account_id_endpoint_mode="disabled")  # moto answers at no account's own name
    return boto3.client("dynamodb", region_name="us-east-1", config=config)


def metered() -> Meter:
    client = _dynamodb()
    for table in (*TABLES, accounts.ACCOUNTS):
        create_table(client, table)
    streams = frozenset(t.name for t in (social.TWEETS, social.FOLLOWS, social.REACTIONS))
    return Meter(_dynamodb(), client, (*TABLES, accounts.ACCOUNTS), streams)


def _posted(meter: Meter) -> Entry:
    author, plain = name(0), meter.plain
    CopiedPeople(client=plain, table="people").keep(Person(id=author, username="ada"))
    counters = CounterShards(client=plain, table="reactions")
    crowd = DynamoGraph(client=plain, table="follows", counters=counters)
    for follower in range(1, FOLLOWERS + 1):
        crowd.follow(name(follower), Person(id=author, username="ada"), at=START)
    return tweeting(meter.client).post(author, Wish(text=TEXT, region="AT")).entry


def tweeting(client: "DynamoDBClient") -> Tweeting:
    clock = FakeClock()
    counters = CounterShards(client=client, table="reactions")
    tweets = DynamoTweets(client=client, table="tweets", counters=counters)
    graph = DynamoGraph(client=client, table="follows", counters=counters)
    copies = CopiedPeople(client=client, table="people")
    people = DynamoPeople(copies=copies, client=client, accounts=accounts.ACCOUNTS.name)
    access = Access(tweets=tweets, graph=graph, people=people)
    composer = Composer(
        access=access,
        people=people,
        graph=graph,
        media=FakeShelf(World()),
        ids=RandomTweetIds(clock=clock),
        clock=clock,
    )
    return Tweeting(
        access=access,
        tweets=tweets,
        composer=composer,
        remembered=FakeRemembered(),
        clock=clock,
    )


class _Through:
    """The hot paths' small client, on botocore's."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client = client

    # Any: DynamoDB's JSON.
    def call(self, operation: str, request: Mapping[str, Any], **_: bool) -> dict[str, Any]:
        return dict(getattr(self._client, xform_name(operation))(**request))


class _Work:
    def __init__(self) -> None:
        self.tasks: list[Task] = []

    def put(self, tasks: Sequence[Task], *, wide: bool) -> None:  # noqa: ARG002  # the port's
        self.tasks += tasks


def _tables(meter: Meter) -> HomeTables:
    return HomeTables(
        dynamodb=_Through(meter.client),  # type: ignore[arg-type]  # the one method it calls
        names=TableNames(
            tweets="tweets", follows="follows", reactions="reactions", people="people"
        ),
    )


def _change(entry: Entry) -> EntryPosted:
    return EntryPosted(
        id=entry.id,
        author_id=entry.author_id,
        at=entry.at,
        version=entry.version,
        mode=entry.mode,
        retweet_of="",
        item={},
    )


def indexed() -> Indexed:
    """A tweet's postings, with all merges they go through in their life."""
    chance = random.Random(1)
    words = [f"w{n}" for n in range(VOCABULARY)]
    weights = list(accumulate(1 / (n + 1) for n in range(VOCABULARY)))
    store, clock = _Paid(), FakeClock()
    small = Compactor(store=store, ids=RandomIds(), clock=clock, largest=SMALL)
    indexer = TweetIndexer(
        writer=Writer(store=store, ids=RandomIds(), clock=clock), compactor=small
    )
    began = time.process_time()
    for first in range(0, INDEXED, PER_BATCH):
        batch = [
            Entry(
                id=id_at(START + number, noise=number % 1000),
                author_id=name(number % 997),
                at=START + number,
                text=" ".join(chance.choices(words, cum_weights=weights, k=WORDS)),
            )
            for number in range(first, first + PER_BATCH)
        ]
        indexer.index(batch, [], shard="s", end=f"{first:09}")
        clock.advance(300)  # what was merged before is deleted, which is paid too
    seconds = time.process_time() - began
    reads, writes = store.reads_paid / INDEXED, store.writes_paid / INDEXED
    later = _sizes(LARGEST) - _sizes(INDEXED)  # each a rewrite of the whole, at full pages
    full = sum(map(len, store.stored.values())) / INDEXED / 1024
    most = writes + 2 * later * full  # written and, later, deleted
    more = most / writes  # trips and time go with what is written
    return Indexed(
        reads=reads + later * full / 4,
        writes=most,
        trips=store.trips / INDEXED * more,
        cpu_ms=seconds * 1000 / INDEXED * more,
    )


def _sizes(documents: int) -> float:
    size, count = PER_BATCH, 0
    while size < documents:
        size, count = size * FAN_IN, count + 1
    return count


class _Paid(FakePostings):
    """Postings whose every page, manifest and deletion is paid; reads are consistent."""

    reads_paid = 0.0
    writes_paid = 0.0
    trips = 0

    def get(self, names: Any) -> Mapping[str, bytes]:  # Any: a sequence of names
        found = super().get(names)
        self.trips += 1
        self.reads_paid += sum(
            read_units(len(found.get(each, b"")) + PAGE_NAME, consistent=True) for each in names
        )
        return found

    def put(self, pages: Any) -> None:  # Any: an iterable of names and pages
        listed = list(pages)
        self.trips += -(-len(listed) // WRITE_AT_ONCE)
        self.writes_paid += sum(write_units(len(data) + PAGE_NAME) for _, data in listed)
        super().put(listed)

    def delete(self, names: Any) -> None:  # Any: an iterable of names
        listed = list(names)
        self.trips += -(-len(listed) // WRITE_AT_ONCE)
        self.writes_paid += sum(write_units(len(self.stored.get(n, b""))) for n in listed)
        super().delete(listed)

    def load(self) -> Manifest:
        self.trips += 1
        self.reads_paid += read_units(len(encoded(self.manifest)), consistent=True)
        return super().load()

    def save(self, manifest: Manifest) -> bool:
        self.trips += 1
        self.writes_paid += write_units(len(encoded(manifest)))
        return super().save(manifest)


def _whole_kb(size: int) -> int:
    return -(-size // 1024) * 1024
