"""P17: bytes that stay stored per link, tweet and follower, as there are more of them.

Items as the product's own adapters leave them, counted with what each index copies of them and the
100 bytes that DynamoDB adds to every entry. Clicks have a row of their own (``links_clicks``).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from moto import mock_aws

from contracts.tables import Index, Table, links, social
from links.adapters.link_table import DynamoLinks
from links.library.codes import BLOCK
from links.model import Link
from social.adapters.counters import CounterShards
from social.adapters.follow_table import DynamoGraph
from social.adapters.people_table import CopiedPeople
from social.model import Person
from social.posting.composing import Wish
from tests.fakes.core import FakeClock
from tests.fakes.social_timeline import START

from .graph import name
from .search_units import corpus
from .table import Row, at_most
from .units import item_bytes
from .writing_units import TABLES, TEXT, URL, metered, tweeting

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SIZES = (10, 50, 250)  # the tables are moto's, which copies them for every transaction
POSTED = (1_000, 10_000, 100_000)
AUTHORS = 10
ENTRY_BYTES = 100  # AWS, "Storage" of DynamoDB's pricing: what is added to an item and its copies
SLOPE = 0.05

Json = dict[str, Any]  # Any: DynamoDB's JSON
Make = Callable[["DynamoDBClient", int], None]


def stored_rows() -> Sequence[Row]:
    return [
        _row("link", SIZES, [_tables_after(_links, size) for size in SIZES]),
        _row("tweet, search apart", SIZES, [_tables_after(_tweets, size) for size in SIZES]),
        _row("follower", SIZES, [_tables_after(_followers, size) for size in SIZES]),
        _row("tweet, for search", POSTED, [_postings(size) for size in POSTED]),
    ]


def _row(what: str, sizes: Sequence[int], stored: Sequence[int]) -> Row:
    each = [total / size for size, total in zip(sizes, stored, strict=True)]
    slope = math.log(each[-1] / each[0]) / math.log(sizes[-1] / sizes[0])
    return at_most(
        "P17",
        f"stored bytes per {what}: slope",
        slope,
        SLOPE,
        how=f"{each[0]:,.0f} → {each[-1]:,.0f} bytes, {sizes[0]:,} → {sizes[-1]:,} of them",
        points=tuple(zip(sizes, each, strict=True)),
    )


def _tables_after(make: Make, size: int) -> int:
    with mock_aws():
        client = metered().plain
        make(client, size)
        return sum(stored_bytes(table, item) for table in TABLES for item in _items(client, table))


def stored_bytes(table: Table, item: Json) -> int:
    """Of an item and its copies in the indexes of ``table``."""
    copies = (_copied(table, index, item) for index in table.indexes)
    return sum(item_bytes(each) + ENTRY_BYTES for each in (item, *copies) if each)


def _copied(table: Table, index: Index, item: Json) -> Json:
    keys = {key.name for key in (index.partition, index.sort) if key}
    if not keys <= item.keys():
        return {}
    if index.attributes is None:
        return item
    kept = keys | set(index.attributes)
    kept |= {key.name for key in (table.partition, table.sort) if key}
    return {name: value for name, value in item.items() if name in kept}


def _items(client: "DynamoDBClient", table: Table) -> Iterator[Json]:
    for page in client.get_paginator("scan").paginate(TableName=table.name):
        yield from page["Items"]


def _links(client: "DynamoDBClient", size: int) -> None:
    store = DynamoLinks(client=client, table=links.URLS.name)
    for number in range(size):
        if number % BLOCK == 0:
            store.lease(BLOCK)
        owner = name(number % AUTHORS)
        now = FakeClock().now()
        store.create(Link(code=f"{number:07}", owner_id=owner, target=URL, created_at=now))


def _tweets(client: "DynamoDBClient", size: int) -> None:
    people = CopiedPeople(client=client, table=social.PEOPLE.name)
    for number in range(AUTHORS):
        people.keep(Person(id=name(number), username=name(number)))
    posts = tweeting(client)
    for number in range(size):
        posts.post(name(number % AUTHORS), Wish(text=TEXT, region="AT"))


def _followers(client: "DynamoDBClient", size: int) -> None:
    counters = CounterShards(client=client, table=social.REACTIONS.name)
    graph = DynamoGraph(client=client, table=social.FOLLOWS.name, counters=counters)
    for number in range(size):
        graph.follow(name(number), Person(id=name(size), username="ada"), at=START)


def _postings(size: int) -> int:
    store, _ = corpus(size)
    return sum(len(key) + len(page) + ENTRY_BYTES for key, page in store.stored.items())
