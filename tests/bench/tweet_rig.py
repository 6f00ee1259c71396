"""What tweets are measured on: an engine with social's tables, a real Valkey, and counting hooks.

Request units are ``metered``'s, as those of every other cost.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import valkey

from contracts.tables import Table
from contracts.tables.accounts import ACCOUNTS
from contracts.tables.social import (
    FOLLOWS,
    IDEMPOTENCY,
    PEOPLE,
    REACTIONS,
    TWEETS,
    counts_of,
    followers_of,
    follows_of,
    person,
)
from core import aws
from social import wiring_api
from social.adapters.people_table import CopiedPeople
from social.model import Person
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body
from tests.conftest import start_valkey
from tests.contract.redirect_engine import REGION, Engine, running_engine
from tests.tables import create_table

from .metered import Meter, commands

Json = Mapping[str, Any]  # Any: DynamoDB's JSON
TABLES: Mapping[str, Table] = {
    table.name: table for table in (TWEETS, FOLLOWS, REACTIONS, PEOPLE, ACCOUNTS, IDEMPOTENCY)
}
CREDENTIALS = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
}
AT_ONCE = 25  # items of one BatchWriteItem


@dataclass
class TweetSite:
    """``api`` is the function as its wiring makes it."""

    engine: Engine
    endpoint: str

    def __post_init__(self) -> None:
        plain = self.engine.client("dynamodb")
        self.meter = Meter(aws.dynamodb(), plain, list(TABLES.values()))
        self.raw = valkey.Valkey.from_url(f"redis://{self.endpoint}")
        self.api = wiring_api.api()

    def author(self, name: str, *, followers: int, threshold: int, wide_from: int) -> str:
        """Somebody with that many followers, marked as following them would have marked them."""
        copy = Person(id=name, username=name, created_at="2026-11-23T12:00:00+00:00", revision=1)
        people = CopiedPeople(client=aws.dynamodb(), table=PEOPLE.name)
        people.keep(copy)
        wide = followers >= wide_from
        people.mark(name, at=1, celebrity=followers >= threshold, wide=wide)
        fans = (f"fan-{number:032}" for number in range(followers))
        self._write_all(FOLLOWS, (_edge(fan, name, n, wide=wide) for n, fan in enumerate(fans)))
        counts = {"pk": {"S": counts_of(person(name))}, "sk": {"S": "n"}}
        counts["followers"] = {"N": str(followers)}
        self.meter.plain.put_item(TableName=REACTIONS.name, Item=counts)
        return name

    def post(self, author: str, text: str) -> str:
        """The new tweet's id."""
        event = http_event(
            "POST",
            "/api/tweets",
            body={"text": text},
            authorizer=claims(author, username=author),
        )
        answer = self.api(event, None)
        if answer["statusCode"] != 201:
            raise RuntimeError(answer["body"])
        return str(json_body(answer)["id"])

    def cache_commands(self) -> int:
        """How many Valkey was asked so far: at least as many as there were round trips."""
        return commands(self.raw)

    def _write_all(self, table: Table, items: Iterator[Json]) -> None:
        batch: list[Any] = []  # Any: the client's own types
        for item in items:
            batch.append({"PutRequest": {"Item": item}})
            if len(batch) == AT_ONCE:
                self.meter.plain.batch_write_item(RequestItems={table.name: batch})
                batch = []
        if batch:
            self.meter.plain.batch_write_item(RequestItems={table.name: batch})


@contextmanager
def tweet_site() -> Iterator[TweetSite]:
    server = start_valkey()
    before = dict(os.environ)
    os.environ.update(CREDENTIALS)
    try:
        with tempfile.TemporaryDirectory() as folder, running_engine(Path(folder)) as engine:
            endpoint = f"{server.host}:{server.port}"
            os.environ.update(_environment(engine, endpoint))
            aws.forget_clients()
            wiring_api.api.cache_clear()
            for table in TABLES.values():
                create_table(aws.dynamodb(), table)
            yield TweetSite(engine, endpoint)
    finally:
        os.environ.clear()
        os.environ.update(before)
        aws.forget_clients()
        wiring_api.api.cache_clear()
        server.stop()


def _environment(engine: Engine, endpoint: str) -> dict[str, str]:
    names = {
        f"{name}_TABLE": name.lower() for name in ("CLICKS", "MEDIA", "LIVE", "REPORTS", "VIDEOS")
    }
    return {
        **names,
        "AWS_ENDPOINT_URL": engine.endpoint,
        "STAGE": "bench",
        "TWEETS_TABLE": TWEETS.name,
        "FOLLOWS_TABLE": FOLLOWS.name,
        "REACTIONS_TABLE": REACTIONS.name,
        "PEOPLE_TABLE": PEOPLE.name,
        "ACCOUNTS_TABLE": ACCOUNTS.name,
        "IDEMPOTENCY_TABLE": IDEMPOTENCY.name,
        "CACHE_ENDPOINT": endpoint,
        "ORIGIN_SECRET_ARN": engine.secret("origin", ORIGIN_SECRET),
        "PUBLIC_URL": "http://localhost",
        "UPLOADS_BUCKET": "uploads",
        "PICTURES_BUCKET": "pictures",
        "LARGEST_UPLOAD": "1",
        "CELEBRITY_THRESHOLD": "1000000",
        "RATE_LIMIT_PER_MINUTE": "1000000000",
        "ALLOWED_ORIGINS": "",
        "LOG_LEVEL": "CRITICAL",
    }


def _edge(fan: str, name: str, number: int, *, wide: bool) -> Json:
    """As ``follow`` writes it: those from before an account was wide are in shard 0."""
    shard = 1 + number % 64 if wide and number >= 5_000 else 0
    return {
        "pk": {"S": follows_of(fan)},
        "sk": {"S": name},
        "at": {"N": "1795459200000"},
        "reverse": {"S": followers_of(name, shard)},
    }
