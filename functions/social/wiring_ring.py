"""Composition of what says hints, once per sandbox."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from .adapters.live_lines import GatewayLines
from .adapters.live_table import DynamoConnections
from .live.ringing import Ringer
from .settings import SocialRingSettings


@cache
def ringer() -> Ringer:
    settings = SocialRingSettings.from_env()
    return Ringer(
        connections=DynamoConnections(client=aws.dynamodb(), table=settings.live_table),
        lines=GatewayLines(client=aws.connections(settings.connections_url)),
        clock=SystemClock(),
    )


def told(record: DynamoDBRecord) -> None:
    """A new hint in the table."""
    image: Mapping[str, Any] = (record.dynamodb and record.dynamodb.new_image) or {}
    done = ringer().ring(image["users"], image["hint"], at=int(image["at"]))
    logger_for("social-ring").info("hint", extra={"hint": image["hint"], **done})
