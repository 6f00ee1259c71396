"""New hints, from the stream of the table ``live``, are said to who is connected."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from contracts.tables.social_live import HINT
from core.batches import each_change
from social.wiring_ring import logger, ringer


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_change(event, context, _told)


def _told(record: DynamoDBRecord) -> None:
    image: Mapping[str, Any] = (record.dynamodb and record.dynamodb.new_image) or {}
    hint_id = str(image["pk"]).removeprefix(HINT)
    done = ringer().ring(hint_id, image["users"], image["hint"], at=int(image["at"]))
    logger("social-ring").info("hint", extra={"hint": image["hint"], **done})
