"""A first smoke on LocalStack: tables, stream and the click consumer, from click to statistics."""

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from contracts.events import UrlClicked
from contracts.tables.links import CLICKS
from links.counting.segments import unpacked
from links.settings import ClicksSettings
from tests.localstack.conftest import PYTHON, LocalStack
from tests.tables import create_table

STREAM, BUCKET, FUNCTION = "clicks", "quarantine", "links-clicks"
ROLE = "arn:aws:iam::000000000000:role/any"
PATIENCE = 90
CLICKS_SENT = 40


def zipped(directory: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for path in Path(directory).rglob("*"):
            if path.is_file():
                file.write(path, path.relative_to(directory))
    return packed.getvalue()


def eventually(look: Any, until: Any) -> Any:
    end = time.monotonic() + PATIENCE
    while True:
        seen = look()
        if until(seen) or time.monotonic() > end:
            return seen
        time.sleep(0.5)


@pytest.fixture(scope="module")
def deployed(localstack: LocalStack, packages: dict[str, str]) -> LocalStack:
    create_table(localstack.client("dynamodb"), CLICKS)
    localstack.client("s3").create_bucket(Bucket=BUCKET)
    kinesis = localstack.client("kinesis")
    kinesis.create_stream(StreamName=STREAM, ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName=STREAM)
    functions = localstack.client("lambda")
    layers = [
        functions.publish_layer_version(
            LayerName=name, Content={"ZipFile": zipped(packages[name])}
        )["LayerVersionArn"]
        for name in ("shared", "vendor")
    ]
    settings = ClicksSettings(
        clicks_table=CLICKS.name, cache_endpoint="127.0.0.1:1", quarantine_bucket=BUCKET
    )
    functions.create_function(
        FunctionName=FUNCTION,
        Runtime=f"python{PYTHON}",
        Role=ROLE,
        Handler="links.handlers.clicks.handler",
        Code={"ZipFile": zipped(packages["links"])},
        Layers=layers,
        Timeout=60,
        Environment={"Variables": settings.to_env()},
    )
    functions.get_waiter("function_active_v2").wait(FunctionName=FUNCTION)
    arn = kinesis.describe_stream_summary(StreamName=STREAM)["StreamDescriptionSummary"]
    functions.create_event_source_mapping(
        FunctionName=FUNCTION,
        EventSourceArn=arn["StreamARN"],
        StartingPosition="TRIM_HORIZON",
        BatchSize=100,
    )
    return localstack


def segments(localstack: LocalStack) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = localstack.client("dynamodb").scan(TableName=CLICKS.name)["Items"]
    return [item for item in items if item["pk"]["S"].startswith("seg#")]


@pytest.mark.localstack
def test_L9_clicks_become_segments_and_each_is_counted_once(deployed: LocalStack) -> None:
    now = int(time.time() * 1000)
    clicks = [UrlClicked(id=f"{n:016x}", code="abc1234", at=now) for n in range(CLICKS_SENT)]
    records = [{"Data": c.model_dump_json(by_alias=True), "PartitionKey": c.id} for c in clicks]
    corrupt = {"Data": json.dumps({"no": "click"}), "PartitionKey": "x"}
    deployed.client("kinesis").put_records(StreamName=STREAM, Records=[*records, corrupt])

    def counted() -> int:
        return sum(len(unpacked(item["data"]["B"])) for item in segments(deployed))

    assert eventually(counted, until=lambda n: n >= CLICKS_SENT) == CLICKS_SENT


@pytest.mark.localstack
def test_X5_what_is_no_click_is_set_aside_with_its_content(deployed: LocalStack) -> None:
    s3 = deployed.client("s3")

    def kept() -> list[bytes]:
        found = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [s3.get_object(Bucket=BUCKET, Key=o["Key"])["Body"].read() for o in found]

    assert eventually(kept, until=bool)
