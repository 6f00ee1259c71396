"""New rows of the outbox and changed profiles, from the stream of the table ``accounts``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from accounts.model import Account
from accounts.outbox import Row
from accounts.wiring import announcer, outbox
from contracts.tables.accounts import EVENT
from core.batches import each_change


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_change(event, context, _deliver)


def _deliver(record: DynamoDBRecord) -> None:
    image: Mapping[str, Any] = (record.dynamodb and record.dynamodb.new_image) or {}
    if image.get("sk") == EVENT:
        outbox().deliver(
            Row(type=image["type"], detail=image["detail"], username=image["username"])
        )
    elif "username" in image:  # a tombstone has none, and is told of by its own event
        announcer().announce(
            _account(image),
            revision=int(image.get("revision", 0)),
            banned="bannedAt" in image,
        )


def _account(image: Mapping[str, Any]) -> Account:
    return Account(
        id=image["pk"].partition("#")[2],
        username=image["username"],
        created_at=datetime.fromisoformat(image["createdAt"]),
        display_name=image["displayName"],
        bio=image["bio"],
        avatar_url=image.get("avatarUrl"),
    )
