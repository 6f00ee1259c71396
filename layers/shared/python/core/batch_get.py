"""Reading many items at once: DynamoDB's JSON as it is."""

import random
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
MOST_KEYS = 100
ATTEMPTS = 6
PAUSE = 0.02


def batch_get(
    client: "DynamoDBClient", table: str, keys: Iterable[Mapping[str, str]], *, consistent: bool
) -> list[Item]:
    """Those items that exist, in any order. What DynamoDB leaves out is asked for again."""
    wanted = list({tuple(key.items()): key for key in keys}.values())
    found: list[Item] = []
    for start in range(0, len(wanted), MOST_KEYS):
        some = [_key(key) for key in wanted[start : start + MOST_KEYS]]
        found += _all_of(client, table, some, consistent=consistent)
    return found


def _all_of(
    client: "DynamoDBClient", table: str, keys: list[Item], *, consistent: bool
) -> list[Item]:
    found: list[Item] = []
    for attempt in range(ATTEMPTS):
        answer = client.batch_get_item(
            RequestItems={table: {"Keys": keys, "ConsistentRead": consistent}}
        )
        found += answer["Responses"].get(table, [])
        left = answer.get("UnprocessedKeys", {}).get(table)
        if not left:
            return found
        keys = [dict(key) for key in left["Keys"]]
        pause(attempt)
    raise Unavailable(headers={"Retry-After": "2"})


def pause(attempt: int) -> None:
    """Full jitter, doubling up to a third of a second."""
    # Jitter guards nothing.
    time.sleep(random.uniform(0, PAUSE * 2 ** min(attempt, 4)))  # noqa: S311


def _key(key: Mapping[str, str]) -> Item:
    return {name: {"S": value} for name, value in key.items()}
