"""Pages and the manifest of one index in a DynamoDB table of ``contracts.tables.text_search``."""

import json
import random
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from contracts.tables.text_search import DATA, ID, VERSION, manifest_of, page_of

from ..errors import Unavailable
from .index import Manifest
from .runs import Run

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")
Item = dict[str, Any]  # DynamoDB's JSON

READ_AT_ONCE, WRITE_AT_ONCE, ATTEMPTS = 100, 25, 8
PAUSE = 0.02  # seconds, doubling, before what DynamoDB left out is asked for again
REFUSED = "ConditionalCheckFailedException"


class PostingTable:
    """``index.Store``. ``consistent``: for writers; a reader may be an instant behind."""

    def __init__(
        self, *, client: "DynamoDBClient", table: str, index: str, consistent: bool = True
    ) -> None:
        self._client, self._table = client, table
        self._index, self._consistent = index, consistent

    def get(self, names: Sequence[str]) -> Mapping[str, bytes]:
        wanted = {page_of(self._index, name): name for name in names}
        found: dict[str, bytes] = {}
        for some in _batches(wanted, READ_AT_ONCE):
            for item in self._read([{ID: {"S": key}} for key in some]):
                found[wanted[item[ID]["S"]]] = bytes(item[DATA]["B"])
        return found

    def put(self, pages: Iterable[tuple[str, bytes]]) -> None:
        items = ({ID: {"S": page_of(self._index, name)}, DATA: {"B": data}} for name, data in pages)
        for some in _batches(items, WRITE_AT_ONCE):
            self._write([{"PutRequest": {"Item": item}} for item in some])

    def delete(self, names: Iterable[str]) -> None:
        keys = ({ID: {"S": page_of(self._index, name)}} for name in names)
        for some in _batches(keys, WRITE_AT_ONCE):
            self._write([{"DeleteRequest": {"Key": key}} for key in some])

    def load(self) -> Manifest:
        answer = self._client.get_item(
            TableName=self._table,
            Key={ID: {"S": manifest_of(self._index)}},
            ConsistentRead=self._consistent,
        )
        return decoded(answer["Item"][DATA]["B"]) if "Item" in answer else Manifest()

    def save(self, manifest: Manifest) -> bool:
        before = manifest.version - 1
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    ID: {"S": manifest_of(self._index)},
                    VERSION: {"N": str(manifest.version)},
                    DATA: {"B": encoded(manifest)},
                },
                ConditionExpression=(
                    "#v = :before" if before else "attribute_not_exists(#v) OR #v = :before"
                ),
                ExpressionAttributeNames={"#v": VERSION},
                ExpressionAttributeValues={":before": {"N": str(before)}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == REFUSED:
                return False
            raise
        return True

    def _read(self, keys: list[Item]) -> Iterator[Item]:
        for attempt in range(ATTEMPTS):
            answer = self._client.batch_get_item(
                RequestItems={self._table: {"Keys": keys, "ConsistentRead": self._consistent}}
            )
            yield from answer["Responses"].get(self._table, [])
            left = answer.get("UnprocessedKeys", {}).get(self._table)
            if not left:
                return
            keys = [dict(key) for key in left["Keys"]]
            _pause(attempt)
        raise Unavailable(headers={"Retry-After": "2"})

    def _write(self, requests: list[Item]) -> None:
        # Any: the client's own types of requests and of what it left undone are not the same.
        left: Any = requests
        for attempt in range(ATTEMPTS):
            answer = self._client.batch_write_item(RequestItems={self._table: left})
            left = answer.get("UnprocessedItems", {}).get(self._table)
            if not left:
                return
            _pause(attempt)
        raise Unavailable(headers={"Retry-After": "2"})


def _pause(attempt: int) -> None:
    # Jitter guards nothing.
    time.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311


def encoded(manifest: Manifest) -> bytes:
    content = {
        "v": manifest.version,
        "runs": [_fields(run) for run in manifest.runs],
        "ends": dict(manifest.ends),
        "retired": [[_fields(run), at] for run, at in manifest.retired],
    }
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode())


def decoded(data: bytes) -> Manifest:
    content = json.loads(zlib.decompress(bytes(data)))
    return Manifest(
        version=content["v"],
        runs=tuple(_run(fields) for fields in content["runs"]),
        ends=content["ends"],
        retired=tuple((_run(fields), at) for fields, at in content["retired"]),
    )


def _fields(run: Run) -> list[str | int]:
    times = [run.at, run.clean]
    return [run.id, run.bits, run.docs, run.low, run.high, run.size, run.owner, *times]


def _run(fields: list[Any]) -> Run:
    id_, bits, docs, low, high, size, owner, *times = fields
    at, clean = times or (0, 0)  # written before runs were scrubbed
    return Run(
        id=id_,
        bits=bits,
        docs=docs,
        low=low,
        high=high,
        size=size,
        owner=owner,
        at=at,
        clean=clean,
    )


def _batches(things: Iterable[T], most: int) -> Iterator[list[T]]:
    iterator = iter(things)
    while some := list(islice(iterator, most)):
        yield some
