"""What making a link and posting a tweet use: units of the product's own adapters, counted.

The tables are moto's, whose own figures are wrong; ``metered`` works units out from item sizes.
Valkey is a fake here: what it takes of a tweet is one script call per follower (P6). Every cost
of a tweet is worked out from these units and from ``tweet_times``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore import xform_name
from botocore.config import Config
from moto import mock_aws

from contracts.tables import accounts, links, social
from links.adapters.link_table import DynamoLinks
from links.library.codes import BLOCK
from links.library.owning import sort_of
from links.model import Link
from social.access import Access
from social.adapters.counters import CounterShards
from social.adapters.follow_table import DynamoGraph
from social.adapters.home_tables import HomeTables, TableNames
from social.adapters.people_table import CopiedPeople, DynamoPeople
from social.adapters.timelines import ValkeyTimelines
from social.adapters.tweet_table import DynamoTweets
from social.changes import EntryPosted
from social.ids import RandomTweetIds
from social.model import Entry, Person
from social.posting.composing import Composer, Wish
from social.posting.tweeting import Tweeting
from social.timeline.fanning import FanOut, FanOutWork
from social.timeline.tasks import Task, encode
from tests.fakes.core import FakeClock
from tests.fakes.social import FakeRemembered, FakeShelf, World
from tests.fakes.social_live import FakeBell
from tests.fakes.social_timeline import START, FakeTimelines
from tests.tables import create_table

from .graph import name
from .metered import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
from .posting_units import indexed

FOLLOWERS = 200  # the design document's average
URL = "https://www.example.com/" + "a-very-long-path/" * 9  # 500 bytes a link, as it estimates
TEXT = "second-hand lens, wide open, rather nice: the swallows are back under the roof #photo"
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
        entry = posted(meter)
        trips = meter.trips
        tasks = brought(meter, entry, FakeTimelines())
        search = indexed()
        return Written(
            trips=trips,
            read_units=meter.reads,
            write_units=meter.writes,
            told_bytes=sum(_whole_kb(len(each)) for each in told(meter.plain, entry)),
            told_records=len(meter.streamed),
            work_bytes=sum(_whole_kb(len(encode(task))) for task in tasks),
            search_reads=search.reads,
            search_writes=search.writes,
            search_trips=search.trips,
        )


def brought(meter: Meter, entry: Entry, homes: "FakeTimelines | ValkeyTimelines") -> Sequence[Task]:
    """The fan-out of a tweet to its end, both hops; its tasks."""
    tables, work = _tables(meter), _Work()
    FanOut(followers=tables, work=work, homes=homes, recents=homes).posted(_change(entry))
    worker = FanOutWork(followers=tables, work=work, homes=homes, bell=FakeBell())
    for task in list(work.tasks):
        worker.do(task)
    return work.tasks


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


def local_dynamodb() -> "DynamoDBClient":
    config = Config(account_id_endpoint_mode="disabled")  # moto answers at no account's own name
    return boto3.client("dynamodb", region_name="us-east-1", config=config)


def metered() -> Meter:
    client = local_dynamodb()
    for table in (*TABLES, accounts.ACCOUNTS):
        create_table(client, table)
    streams = frozenset(t.name for t in (social.TWEETS, social.FOLLOWS, social.REACTIONS))
    return Meter(local_dynamodb(), client, (*TABLES, accounts.ACCOUNTS), streams)


def posted(meter: Meter) -> Entry:
    """By somebody with ``FOLLOWERS`` followers; their own writing is not counted."""
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


def _whole_kb(size: int) -> int:
    return -(-size // 1024) * 1024
