"""A real engine behind the redirect: MiniStack on a free port, with the tables and the stream."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3

from infra.local.ports import free
from links.hot import encode
from links.model import Link

REGION = "us-east-1"
WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Engine:
    """An AWS engine and the names of what stands in it."""

    endpoint: str
    urls_table: str = "urls"
    clicks_table: str = "clicks"
    clicks_stream: str = "clicks-stream"

    def client(self, service: str):  # type: ignore[no-untyped-def]  # boto3's clients have no common type
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION)  # type: ignore[call-overload]  # the stubs know literals only

    def secret(self, name: str, value: str) -> str:
        answer = self.client("secretsmanager").create_secret(Name=name, SecretString=value)
        return str(answer["ARN"])


@contextmanager
def running_engine(folder: Path) -> Iterator[Engine]:
    """MiniStack with tables ``urls`` and ``clicks`` and a stream of two shards."""
    port = free()
    environ = {
        **os.environ,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "TMPDIR": str(folder),
        "S3_DATA_DIR": str(folder / "s3"),
        "LOG_LEVEL": "ERROR",
    }
    environ.pop("AWS_ENDPOINT_URL", None)
    process = subprocess.Popen(  # noqa: S603  # the interpreter's own neighbour
        [str(Path(sys.executable).with_name("ministack"))],
        env=environ,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        engine = Engine(f"http://127.0.0.1:{port}")
        _await(engine.endpoint)
        _create(engine)
        yield engine
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(endpoint: str) -> None:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=1):  # noqa: S310  # our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the engine did not start")


def _create(engine: Engine) -> None:
    dynamodb = engine.client("dynamodb")
    for name, keys in ((engine.urls_table, ("code",)), (engine.clicks_table, ("pk", "sk"))):
        dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": k, "AttributeType": "S"} for k in keys],
            KeySchema=[
                {"AttributeName": k, "KeyType": t}
                for k, t in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
        )
    engine.client("kinesis").create_stream(StreamName=engine.clicks_stream, ShardCount=2)


def save(engine: Engine, link: Link) -> None:
    """The item of a link as the redirect reads it, and an alias's claim."""
    dynamodb = engine.client("dynamodb")
    item = {"code": {"S": link.code}, "hot": {"S": encode(link)}}
    dynamodb.put_item(TableName=engine.urls_table, Item=item)
    if link.is_alias:
        claim = {"code": {"S": "~" + link.code.casefold()}, "target_code": {"S": link.code}}
        dynamodb.put_item(TableName=engine.urls_table, Item=claim)
