"""Consumers and API of search, trends and notices on moto's tables and a real Valkey."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from moto import mock_aws

from contracts.tables.accounts import ACCOUNTS
from contracts.tables.social import FOLLOWS, PEOPLE, REACTIONS, TWEETS
from contracts.tables.social_notices import NOTICES
from contracts.tables.text_search import postings_table
from core import aws
from core.clock import SystemClock
from social import wiring_notices, wiring_search, wiring_search_api, wiring_trends
from social.adapters.people_table import CopiedPeople
from social.adapters.tweet_items import item_of
from social.handlers import notices, search, search_api, search_people, search_upkeep, trends
from social.ids import id_at, ms
from social.model import Entry, Person
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body
from tests.fakes.social_live import FakeBell
from tests.fakes.social_search import a_tweet
from tests.tables import create_table

BUCKET = "quarantine"
Json = dict[str, Any]  # Any: events and answers

pytestmark = pytest.mark.usefixtures("patient_caches")


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch, empty_valkey: str) -> Iterator[FakeBell]:
    bell = FakeBell()
    monkeypatch.setattr(notices, "live", lambda: bell)
    with mock_aws():
        aws.forget_clients()
        for table in (TWEETS, FOLLOWS, REACTIONS, PEOPLE, ACCOUNTS, NOTICES):
            create_table(aws.dynamodb(), table)
        create_table(aws.dynamodb(), postings_table("postings"))
        aws.s3().create_bucket(Bucket=BUCKET)
        secret = aws.secretsmanager().create_secret(Name="origin", SecretString=ORIGIN_SECRET)
        environ = {
            "STAGE": "local",
            "POSTINGS_TABLE": "postings",
            "NOTICES_TABLE": NOTICES.name,
            "TWEETS_TABLE": TWEETS.name,
            "FOLLOWS_TABLE": FOLLOWS.name,
            "REACTIONS_TABLE": REACTIONS.name,
            "PEOPLE_TABLE": PEOPLE.name,
            "ACCOUNTS_TABLE": ACCOUNTS.name,
            "CACHE_ENDPOINT": empty_valkey,
            "ORIGIN_SECRET_ARN": secret["ARN"],
            "LIVE_TABLE": "live",
            "QUARANTINE_BUCKET": BUCKET,
            "TREND_FLOOR": "1",
            "RATE_LIMIT_PER_MINUTE": "1000",
            "ALLOWED_ORIGINS": "",
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        forget()
        for user_id in ("ada", "bob"):
            person = Person(id=user_id, username=user_id, revision=1, created_at="2026-11-23")
            CopiedPeople(client=aws.dynamodb(), table=PEOPLE.name).keep(person)
        yield bell
    forget()
    aws.forget_clients()


def forget() -> None:
    for made in (
        wiring_search.reader,
        wiring_search.tweet_indexer,
        wiring_search.people_indexer,
        wiring_search.told,
        wiring_search.compactors,
        wiring_trends.reader,
        wiring_trends.counter,
        wiring_notices.reader,
        wiring_notices.taker,
        wiring_search_api.api,
    ):
        made.cache_clear()


def record(keys: Json, *, new: Json | None = None, old: Json | None = None) -> bytes:
    change: Json = {"Keys": keys, "ApproximateCreationDateTime": ms(SystemClock())}
    change |= {"NewImage": new} if new else {}
    change |= {"OldImage": old} if old else {}
    return json.dumps({"eventName": "MODIFY", "tableName": "t", "dynamodb": change}).encode()


def posted(entry: Entry) -> bytes:
    return record({"id": {"S": entry.id}}, new=item_of(entry))


def deleted(entry: Entry) -> bytes:
    gone = item_of(entry.buried(entry.at + 1))
    return record({"id": {"S": entry.id}}, new=gone, old=item_of(entry))


def liked(user: str, entry: Entry) -> bytes:
    keys = {"pk": {"S": f"u#{user}"}, "sk": {"S": f"like#{entry.id}"}}
    return record(keys, new={**keys, "at": {"N": str(entry.at + 5)}})


def batch(*contents: bytes, first: int = 1) -> Json:
    return {
        "Records": [
            {
                "eventID": f"shardId-000000000000:{n}",
                "kinesis": {"data": base64.b64encode(content).decode()},
            }
            for n, content in enumerate(contents, first)
        ]
    }


def deliver(event: Json) -> None:
    for consumer in (search, trends, notices):
        consumer.handler(event, None)


def a_new_tweet(number: int, text: str, author: str, *, mentions: tuple[str, ...] = ()) -> Entry:
    now = ms(SystemClock()) - 60_000 + number
    entry = a_tweet(number, text, author=author, at=now, mentions=mentions)
    entry = replace(entry, id=id_at(now, noise=number), conversation_id="")
    aws.dynamodb().put_item(TableName=TWEETS.name, Item=item_of(entry))
    return entry


def asked(path: str, query: dict[str, str] | None = None, *, user: str = "ada") -> Json:
    event = http_event("GET", path, query=query or {}, authorizer=claims(user, username=user))
    answer = search_api.handler(event, None)
    assert answer["statusCode"] == 200, answer["body"]
    body: Json = json_body(answer)
    return body


@pytest.mark.usefixtures("deployed")
def test_S15_S16_S17_a_tweet_becomes_a_find_a_trend_and_a_notice_and_none_again() -> None:
    entry = a_new_tweet(1, "big #Cats for @ada", "bob", mentions=("ada",))
    for _ in range(2):
        deliver(batch(posted(entry)))
    (found,) = asked("/api/search", {"q": "big #cats"})["tweets"]
    assert (found["id"], found["user"]["username"]) == (entry.id, "bob")
    assert asked("/api/trends")["items"] == [{"tag": "cats", "uniqueAuthors": 1, "rank": 1}]
    (notice,) = asked("/api/notifications")["items"]
    assert (notice["type"], notice["tweet"]["id"], notice["unread"]) == ("mention", entry.id, True)
    assert asked("/api/notifications/unread") == {"count": 1}

    aws.dynamodb().put_item(TableName=TWEETS.name, Item=item_of(entry.buried(entry.at + 1)))
    assert asked("/api/search", {"q": "big"})["tweets"] == []
    assert asked("/api/notifications/unread") == {"count": 0}
    deliver(batch(deleted(entry), first=2))
    search_upkeep.handler({}, None)
    assert asked("/api/notifications")["items"] == []


def test_whom_a_notice_is_for_is_told_to_look_again(deployed: FakeBell) -> None:
    entry = a_new_tweet(1, "mine", "ada")
    notices.handler(batch(liked("bob", entry), liked("ada", entry)), None)
    assert deployed.rung == [(["ada"], "notifications")]


@pytest.mark.usefixtures("deployed")
def test_likes_are_grouped_until_they_have_been_seen() -> None:
    entry = a_new_tweet(1, "mine", "ada")
    deliver(batch(posted(entry), liked("bob", entry), liked("ada", entry)))
    (notice,) = asked("/api/notifications")["items"]
    assert (notice["type"], notice["count"], notice["users"][0]["id"]) == ("like", 1, "bob")
    event = http_event("POST", "/api/notifications/seen", authorizer=claims("ada"))
    assert search_api.handler(event, None)["statusCode"] == 204
    assert asked("/api/notifications/unread") == {"count": 0}
    assert asked("/api/notifications")["items"][0]["unread"] is False


@pytest.mark.usefixtures("deployed")
def test_X5_only_the_corrupt_record_is_set_aside_by_each_consumer() -> None:
    entry = a_new_tweet(1, "cats", "bob")
    broken = record({"id": {"S": "no number"}}, new={**item_of(entry), "id": {"S": "no number"}})
    deliver(batch(b"no json", posted(entry), broken))
    assert len(asked("/api/search", {"q": "cats"})["tweets"]) == 1
    kept = [each["Key"] for each in aws.s3().list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert {key.partition("/")[0] for key in kept} == {"search", "trends", "notices"}
    content = json.load(aws.s3().get_object(Bucket=BUCKET, Key=kept[0])["Body"])
    assert base64.b64decode(content["data"]) == b"no json"
    assert content["reason"]


@pytest.mark.usefixtures("deployed")
def test_pages_go_on_by_cursors_of_their_own_list_only() -> None:
    entries = [a_new_tweet(number, "cats", "bob") for number in range(5)]
    deliver(batch(*map(posted, entries)))
    first = asked("/api/search", {"q": "cats", "limit": "3"})
    rest = asked("/api/search", {"q": "cats", "limit": "3", "cursor": first["nextCursor"]})
    ids = [tweet["id"] for tweet in (*first["tweets"], *rest["tweets"])]
    assert ids == [entry.id for entry in reversed(entries)]
    query = {"q": "dogs", "cursor": first["nextCursor"]}
    event = http_event("GET", "/api/search", query=query, authorizer=claims("ada"))
    assert search_api.handler(event, None)["statusCode"] == 422


@pytest.mark.usefixtures("deployed")
def test_X9_a_query_that_cannot_be_read_names_its_place() -> None:
    event = http_event("GET", "/api/search", query={"q": 'a "b'}, authorizer=claims("ada"))
    answer = search_api.handler(event, None)
    assert answer["statusCode"] == 422
    (problem,) = json_body(answer)["error"]["details"]["fields"]
    assert (problem["path"], problem["position"]) == ("q", 2)


def told(type_: str, **detail: object) -> Json:
    body = json.dumps({"detail-type": type_, "detail": {"type": type_, **detail}})
    return {
        "Records": [
            {"messageId": "1", "receiptHandle": "r", "body": body, "eventSource": "aws:sqs"}
        ]
    }


@pytest.mark.usefixtures("deployed")
def test_X12_people_are_found_once_they_came_and_not_after_they_left() -> None:
    came = told(
        "account.changed", userId="bob", username="bob", displayName="Bob Ross",
        createdAt="2026-11-23T00:00:00Z", revision=2,
    )  # fmt: skip
    assert search_people.handler(came, None) == {"batchItemFailures": []}
    copies = CopiedPeople(client=aws.dynamodb(), table=PEOPLE.name)
    copies.keep(
        Person(id="bob", username="bob", display_name="Bob Ross", revision=2, created_at="2026")
    )
    assert [each["id"] for each in asked("/api/users", {"q": "ros"})["items"]] == ["bob"]
    left = told("account.erased", id="e1", userId="bob", at="2026-11-23T00:00:00Z")
    assert search_people.handler(left, None) == {"batchItemFailures": []}
    copies.bury("bob", at=1)
    assert asked("/api/users", {"q": "ros"})["items"] == []
