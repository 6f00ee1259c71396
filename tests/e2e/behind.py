"""Behind the front door: what the emulator's own APIs show of tables, logs and roles.

The only use of AWS's APIs by these tests. Credentials are those of the emulated account's root,
which the functions under test never have.
"""

import json
import re
import threading
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3
import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from tests.e2e.stack import Stack

# boto3 clients and what they answer have no static types without naming each service.
Client = Any
Json = dict[str, Any]
ROOT = Credentials("test", "test")
BYTES = ("B", "BS")
BINARY = re.compile(rb'"BS?" ?:')
LAST = re.compile(rb'"LastEvaluatedKey" ?:')
PATIENCE = 240  # seconds: an audit takes one minute by design, and more on a busy machine
STACKS = ("platform", "accounts", "links", "export", "edge")


@dataclass
class Behind:
    stack: Stack
    _clients: dict[str, Client] = field(default_factory=dict)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def client(self, service: str) -> Client:
        """The same one each time; threads may share it, but not make it."""
        with self._one_at_a_time:
            if service not in self._clients:
                self._clients[service] = self._made(service)
            return self._clients[service]

    def _made(self, service: str) -> Client:
        return boto3.client(
            service,  # type: ignore[call-overload]  # the stubs want each service by name
            region_name=self.stack.region,
            endpoint_url=self.stack.endpoint_url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 3}, read_timeout=PATIENCE),
        )

    @cached_property
    def outputs(self) -> dict[str, str]:
        """Outputs of all deployed stacks by name."""
        described = self.client("cloudformation").describe_stacks()["Stacks"]
        return {
            output["OutputKey"]: output["OutputValue"]
            for stack in described
            if stack["StackName"].startswith("triptych-")
            for output in stack.get("Outputs", [])
        }

    @cached_property
    def _dynamodb(self) -> Client:
        return self.client("dynamodb")

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Every table of the deployed stacks."""
        found: list[str] = []
        for page in self._dynamodb.get_paginator("list_tables").paginate():
            found += page["TableNames"]
        return tuple(sorted(found))

    def items(self, table: str) -> Iterator[Json]:
        """All items of a table, in DynamoDB's own JSON."""
        for page in self._dynamodb.get_paginator("scan").paginate(
            TableName=table, ConsistentRead=True
        ):
            yield from page["Items"]

    def mentions(self, *words: str) -> set[tuple[str, str]]:
        """(table, item as sorted JSON) of everything stored that names one of ``words``.

        Read past boto3, which takes most of the time to make objects of items that name nothing.
        """
        found = set()
        for table in self.tables:
            for page in self._pages(table):
                if not (BINARY.search(page) or any(word.encode() in page for word in words)):
                    continue
                for item in json.loads(page)["Items"]:
                    text = json.dumps(_readable(item), sort_keys=True)
                    if any(word in text for word in words):
                        found.add((table, text))
        return found

    def _pages(self, table: str) -> Iterator[bytes]:
        """A whole table, as DynamoDB's own answers to a scan."""
        asked: Json = {"TableName": table, "ConsistentRead": True}
        while asked:
            request = AWSRequest(
                method="POST",
                url=self.stack.endpoint_url,
                data=json.dumps(asked),
                headers={
                    "Content-Type": "application/x-amz-json-1.0",
                    "X-Amz-Target": "DynamoDB_20120810.Scan",
                },
            )
            SigV4Auth(ROOT, "dynamodb", self.stack.region).add_auth(request)
            answer = self._http.post(
                self.stack.endpoint_url, content=request.data, headers=dict(request.headers)
            )
            answer.raise_for_status()
            yield answer.content
            more = LAST.search(answer.content)
            last = json.loads(answer.content)["LastEvaluatedKey"] if more else None
            asked = {**asked, "ExclusiveStartKey": last} if last else {}

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(timeout=60)

    def log_lines(self) -> Iterator[tuple[str, str]]:
        """(log group, message) of every line any function wrote."""
        logs = self.client("logs")
        for groups in logs.get_paginator("describe_log_groups").paginate():
            for group in groups["logGroups"]:
                name = group["logGroupName"]
                pages = logs.get_paginator("filter_log_events").paginate(logGroupName=name)
                for page in pages:
                    yield from ((name, event["message"]) for event in page["events"])

    def stream_records(self, stream: str) -> Iterator[bytes]:
        """Every record a Kinesis stream still holds."""
        kinesis = self.client("kinesis")
        for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
            position = kinesis.get_shard_iterator(
                StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            while position:
                got = kinesis.get_records(ShardIterator=position, Limit=1000)
                yield from (record["Data"] for record in got["Records"])
                position = got["NextShardIterator"] if got["Records"] else None


def _readable(value: Any) -> Any:  # Any: DynamoDB's own JSON
    """Bytes as text, so that a word in them is seen."""
    if isinstance(value, dict):
        return {
            kind: _decoded(inner) if kind in BYTES else _readable(inner)
            for kind, inner in value.items()
        }
    return [_readable(each) for each in value] if isinstance(value, list) else value


def _decoded(value: Any) -> Any:  # Any: base64, a set of it or, by such a name, something else
    if isinstance(value, list):
        return [_decoded(each) for each in value]
    return b64decode(value).decode("latin-1") if isinstance(value, str) else _readable(value)
