"""The two handlers, on a table, a stream and a bucket of moto."""

import base64
import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from contracts.tables.links import CLICKS, URLS
from core import aws
from core.valkey import ValkeyCache
from links import wiring_clicks
from links.adapters.click_store import DynamoClicks
from links.counting.live import hour_key
from links.handlers import clicks, rollup

CODE = "aB3xY9z"
AT = 1_795_435_200_000
EVENT = {"id": "1", "code": CODE, "at": AT, "userAgent": "Mozilla/5.0 (X11) Firefox/140.0"}
BUCKET, STREAM = "quarantine", "clicks"

pytestmark = pytest.mark.usefixtures("patient_caches")


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch, empty_valkey: str) -> Iterator[None]:
    environ = {
        "CLICKS_TABLE": CLICKS.name,
        "CLICKS_STREAM": STREAM,
        "URLS_TABLE": URLS.name,
        "CACHE_ENDPOINT": empty_valkey,
        "QUARANTINE_BUCKET": BUCKET,
        "PREWARM_LINKS": "10",
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        forget()
        for table in (CLICKS, URLS):
            keys = [name.name for name in (table.partition, table.sort) if name]
            aws.dynamodb().create_table(
                TableName=table.name,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": k, "AttributeType": "S"} for k in keys],
                KeySchema=[
                    {"AttributeName": k, "KeyType": kind}  # type: ignore[typeddict-item]  # literals
                    for k, kind in zip(keys, ("HASH", "RANGE"), strict=False)
                ],
            )
        aws.s3().create_bucket(Bucket=BUCKET)
        aws.kinesis().create_stream(StreamName=STREAM, ShardCount=1)
        yield
    forget()


def forget() -> None:
    aws.forget_clients()
    for made in (wiring_clicks.consumer, wiring_clicks.rollup, wiring_clicks._rollup_settings):
        made.cache_clear()


def batch(*contents: bytes) -> dict[str, object]:
    return {
        "Records": [
            {
                "eventID": f"shardId-000000000000:{n}",
                "kinesis": {
                    "sequenceNumber": str(n),
                    "partitionKey": "p",
                    "data": base64.b64encode(content).decode(),
                },
            }
            for n, content in enumerate(contents, 1)
        ]
    }


@pytest.mark.usefixtures("deployed")
def test_a_batch_becomes_statistics() -> None:
    event = batch(json.dumps(EVENT).encode(), json.dumps({**EVENT, "id": "2"}).encode())
    for _ in range(2):
        clicks.handler(event, None)
    rollup.handler({}, None)
    store = DynamoClicks(client=aws.dynamodb(), table=CLICKS.name)
    ((hour, found),) = store.hours(CODE, first="", last="~").items()
    assert (hour, found.tally.humans) == ("2026-11-23T12", 2)


@pytest.mark.usefixtures("deployed")
def test_a_batch_is_counted_live_once_and_its_link_is_warm_after_the_roll_up(
    empty_valkey: str,
) -> None:
    aws.dynamodb().put_item(
        TableName=URLS.name, Item={"code": {"S": CODE}, "hot": {"S": '{"u":"https://x.example"}'}}
    )
    for _ in range(2):
        clicks.handler(batch(json.dumps(EVENT).encode()), None)
    rollup.handler({}, None)
    cache = ValkeyCache(endpoint=empty_valkey)
    live = cache.get_hash(hour_key(CODE, "2026-11-23T12"))
    warm = cache.get(f"link:{CODE}") or ""
    cache.close()
    assert (live["h"], live["w:Firefox"]) == ("1", "1")
    assert warm.endswith('|{"u":"https://x.example"}')


@pytest.mark.usefixtures("deployed")
def test_X5_a_corrupt_record_is_in_the_bucket_with_reason_and_content() -> None:
    clicks.handler(batch(b"no click", json.dumps(EVENT).encode()), None)
    (listed,) = aws.s3().list_objects_v2(Bucket=BUCKET)["Contents"]
    kept = json.load(aws.s3().get_object(Bucket=BUCKET, Key=listed["Key"])["Body"])
    assert base64.b64decode(kept["data"]) == b"no click"
    assert "JSON" in kept["reason"]
