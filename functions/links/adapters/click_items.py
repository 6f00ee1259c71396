"""What the adapters of table ``clicks`` share: keys, life times, conditional writes, all pages."""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Item: DynamoDB's JSON.
Item = dict[str, Any]

REFUSED = "ConditionalCheckFailedException"
KEPT_FOR = 40 * 86_400
"""Seconds that segments and hours stay: a late click finds its whole hour for as long."""


def key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def life() -> Item:
    return {"ttl": {"N": str(int(time.time()) + KEPT_FOR)}}


def taken(write: Callable[[], object]) -> bool:
    """False if the write's condition did not hold."""
    try:
        write()
    except ClientError as error:
        if error.response["Error"]["Code"] == REFUSED:
            return False
        raise
    return True


def items(
    client: "DynamoDBClient", table: str, pk: str, *, first: str, last: str, consistent: bool
) -> Iterator[Item]:
    """Every item of a partition whose sort key lies between the two, in order."""
    request: Item = {
        "TableName": table,
        "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
        "ExpressionAttributeValues": {
            ":pk": {"S": pk},
            ":first": {"S": first},
            ":last": {"S": last},
        },
        "ConsistentRead": consistent,
    }
    while True:
        answer = client.query(**request)
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
