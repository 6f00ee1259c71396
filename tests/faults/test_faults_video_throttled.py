"""X4 and X14 for video: tables and the stream that throttle, on moto; and what is logged meanwhile.

Every call is tried three times and no more, the API answers 503 and when to come again, and nothing
is left half done: an account has its places, and the sum of a film is what was said of it.
"""

import base64
import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from contracts.tables.accounts import ACCOUNTS, SUBSCRIPTION, person
from contracts.tables.video import VIDEOS
from contracts.tables.video_sessions import VIDEO_SESSIONS
from contracts.tables.video_viewing import TOTAL, VIDEO_STATS, VIEWERS
from core import aws
from core.errors import Unavailable
from tests.builders import ORIGIN_SECRET, claims, edge_headers, http_event, json_body
from tests.fakes.video_viewing import a_video
from tests.faults.throttling import ATTEMPTS, READS, throttled
from tests.tables import create_table
from video import wiring
from video.adapters.video_items import item_of
from video.handlers import streams, viewing, views
from video.playback.signing import Key, KeyRing

Json = dict[str, Any]  # Any: events and answers
STREAM, BUCKET = "views", "quarantine"
ADDRESS = "198.51.100.77"
PLACES = {"standard": 2}
FIRSTS = range(8)  # the first call that is refused; a request makes no more
START, RATE = "POST /api/videos/v-1/streams", "PUT /api/videos/v-1/rating"
ASKED = {
    START: {},
    RATE: {"stars": 4},
    "PUT /api/watchlist/v-1": None,
    "GET /api/watchlist": None,
    "GET /api/watch-history": None,
    "GET /api/profiles": None,
}
pytestmark = pytest.mark.usefixtures("deployed", "impatient", "patient_caches")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch, empty_valkey: str) -> Iterator[None]:
    with mock_aws():
        aws.forget_clients()
        dynamodb, secrets = aws.dynamodb(), aws.secretsmanager()
        for table in (VIDEOS, VIEWERS, VIDEO_SESSIONS, VIDEO_STATS, ACCOUNTS):
            create_table(dynamodb, table)
        aws.kinesis().create_stream(StreamName=STREAM, ShardCount=1)
        aws.s3().create_bucket(Bucket=BUCKET)
        ring = KeyRing(signing="k", keys={"k": Key(key="k" * 64, made=1, stored=1)})
        origin = secrets.create_secret(Name="origin", SecretString=ORIGIN_SECRET)["ARN"]
        signing = secrets.create_secret(Name="signing", SecretString=ring.text())["ARN"]
        environ = {
            "STAGE": "local",
            "VIDEOS_TABLE": VIDEOS.name,
            "VIEWERS_TABLE": VIEWERS.name,
            "SESSIONS_TABLE": VIDEO_SESSIONS.name,
            "STATS_TABLE": VIDEO_STATS.name,
            "ACCOUNTS_TABLE": ACCOUNTS.name,
            "VIEWS_STREAM": STREAM,
            "QUARANTINE_BUCKET": BUCKET,
            "SIGNING_SECRET_ARN": signing,
            "ORIGIN_SECRET_ARN": origin,
            "PUBLIC_URL": "https://triptych.example",
            "TOKEN_SECONDS": "60",
            "LEASE_SECONDS": "60",
            "CACHE_ENDPOINT": empty_valkey,
            "RATE_LIMIT_PER_MINUTE": "1000",
            "ALLOWED_ORIGINS": "",
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        forget()
        dynamodb.put_item(TableName=VIDEOS.name, Item=item_of(a_video("v-1")))
        plan = {"pk": {"S": person("ada")}, "sk": {"S": SUBSCRIPTION}, "plan": {"S": "standard"}}
        dynamodb.put_item(TableName=ACCOUNTS.name, Item=plan)
        assert answer("GET /api/profiles")["statusCode"] == 200  # makes the first
        yield
    forget()
    aws.forget_clients()


def forget() -> None:
    for made in (wiring.streams.api, wiring.viewing.api, wiring.views.counter):
        made.cache_clear()


def answer(what: str, body: object = None) -> Json:
    method, _, path = what.partition(" ")
    event = http_event(
        method,
        path,
        body=ASKED.get(what) if body is None else body,
        authorizer=claims("ada", username="ada"),
        edge=edge_headers(address=f"{ADDRESS}:4711"),
    )
    handler = streams.handler if "/streams" in path else viewing.handler
    given: Json = handler(event, None)
    return given


def stored(*tables: str) -> list[Json]:
    dynamodb = aws.dynamodb()
    found = [item for table in tables for item in dynamodb.scan(TableName=table)["Items"]]
    return [dict(item) for item in found]


def everything() -> list[Json]:
    return stored(VIEWERS.name, VIDEO_SESSIONS.name, VIDEO_STATS.name)


def told() -> list[bytes]:
    """All records of the stream of views."""
    kinesis = aws.kinesis()
    shard = kinesis.list_shards(StreamName=STREAM)["Shards"][0]["ShardId"]
    iterator = kinesis.get_shard_iterator(
        StreamName=STREAM, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    return [each["Data"] for each in kinesis.get_records(ShardIterator=iterator)["Records"]]


def batch(records: list[bytes]) -> Json:
    return {
        "Records": [
            {
                "eventID": f"shardId-000000000000:{n}",
                "kinesis": {
                    "data": base64.b64encode(data).decode(),
                    "sequenceNumber": str(n),
                    "partitionKey": "k",
                    "approximateArrivalTimestamp": 1_795_435_200.0,
                },
            }
            for n, data in enumerate(records)
        ]
    }


def is_a_503(given: Json) -> bool:
    if given["statusCode"] != 503:
        return False
    assert int(given["headers"]["Retry-After"]) > 0
    assert json_body(given)["error"]["code"] == "unavailable"
    return True


@pytest.mark.parametrize("what", ASKED)
def test_X4_an_api_whose_tables_throttle_answers_503_after_three_attempts(what: str) -> None:
    before = everything()
    with throttled(lambda *_: True) as throttle:
        assert is_a_503(answer(what))
    assert max(throttle.refused.values()) <= ATTEMPTS
    assert everything() == before
    assert told() == []


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("seed", range(5))
def test_X4_where_half_of_the_reads_are_refused_answers_are_right_or_503(
    what: str, seed: int
) -> None:
    chance = random.Random(seed)
    with throttled(lambda operation, _: operation in READS and chance.random() < 0.5) as throttle:
        given = answer(what)
    assert is_a_503(given) or given["statusCode"] in (200, 201, 204), given["body"]
    assert sum(throttle.seen.values()) < 60


@pytest.mark.parametrize("first", FIRSTS)
def test_X4_a_start_that_is_refused_from_any_call_on_costs_no_place(first: int) -> None:
    with throttled(lambda _, number: number >= first) as throttle:
        given = answer(START)
    refused = is_a_503(given)
    assert refused == bool(throttle.refused)
    assert len(told()) == (0 if refused else 1)
    if throttle.refused["DeleteItem"]:
        silence()  # what could not even be taken back has its place for the lease, and no longer
    for _ in range(PLACES["standard"] - (0 if refused else 1)):
        assert answer(START)["statusCode"] == 201
    assert answer(START)["statusCode"] == 409


def silence() -> None:
    """All sessions so far were not heard of for longer than their lease."""
    for item in stored(VIDEO_SESSIONS.name):
        if "leaseEnds" in item:
            old = {**item, "leaseEnds": {"N": "1"}}
            aws.dynamodb().put_item(TableName=VIDEO_SESSIONS.name, Item=old)


def test_X4_a_start_nobody_can_be_told_of_for_the_stream_refuses_leaves_nothing() -> None:
    before = stored(VIEWERS.name, VIDEO_STATS.name)
    with throttled(lambda operation, _: operation == "PutRecord") as throttle:
        assert is_a_503(answer(START))
    assert throttle.refused["PutRecord"] <= ATTEMPTS
    assert stored(VIEWERS.name, VIDEO_STATS.name) == before
    assert not [item for item in stored(VIDEO_SESSIONS.name) if "ownerId" in item]


@pytest.mark.parametrize("first", FIRSTS)
def test_X4_stars_and_their_sum_agree_wherever_a_rating_was_refused(first: int) -> None:
    with throttled(lambda _, number: number >= first):
        given = answer(RATE)
    assert is_a_503(given) or given["statusCode"] == 200
    for stars in (4, 2):
        shown = json_body(answer(RATE, {"stars": stars}))
        assert shown == {"stars": stars, "rating": float(stars), "raters": 1}


@pytest.mark.parametrize("first", range(6))
def test_X4_views_that_tables_refuse_from_any_call_on_come_again_and_count_once(
    first: int,
) -> None:
    session = json_body(answer(START))["sessionId"]
    assert answer(f"POST /api/streams/{session}/end", {"position": 0})["statusCode"] == 204
    event = batch(told())
    with throttled(lambda _, number: number >= first) as throttle:
        try:
            views.handler(event, None)
        except (ClientError, Unavailable):
            assert max(throttle.refused.values()) <= ATTEMPTS
        else:
            assert not throttle.refused
    for _ in range(2):
        views.handler(event, None)
    key = {"pk": {"S": "v-1"}, "sk": {"S": TOTAL}}
    total = aws.dynamodb().get_item(TableName=VIDEO_STATS.name, Key=key)["Item"]
    assert (total["views"], total["sessions"]) == ({"N": "1"}, {"N": "1"})


def test_X14_no_token_pin_or_address_is_in_a_log_line_or_anything_stored(
    capsys: pytest.CaptureFixture[str],
) -> None:
    started = json_body(answer(START))
    session = f"/api/streams/{started['sessionId']}"
    renewed = json_body(answer(f"PATCH {session}", {"position": 0, "quality": "480p"}))
    (me,) = json_body(answer("GET /api/profiles"))["items"]
    assert answer(f"PATCH /api/profiles/{me['id']}", {"pin": "8462"})["statusCode"] == 200
    opened = json_body(answer(f"POST /api/profiles/{me['id']}/unlock", {"pin": "8462"}))
    answer(START, {"profileId": opened["profileId"], "tweetPass": "a-pass-of-a-tweet"})
    answer(f"POST {session}/end", {"position": 0})
    with throttled(lambda *_: True):
        answer(START)
    views.handler(batch([*told(), b"no view, " + ADDRESS.encode()]), None)
    lines = capsys.readouterr()
    logged = lines.out + lines.err
    assert "startStream" in logged
    secret = [started["token"], renewed["token"], opened["profileId"], "a-pass-of-a-tweet"]
    kept = json.dumps(everything(), default=str) + "".join(map(str, told()))
    for each in (*secret, ADDRESS, ORIGIN_SECRET):
        assert each not in logged, each
        assert each not in kept, each
    # A pin by itself: its four digits are by chance in some time or id as well, or a part of one.
    assert not re.search(r"(?<![\w.-])8462(?![\w.-])", logged + kept)
