"""Batches of another region's stream of clicks. One that fails is delivered again, whole."""

from time import sleep
from typing import Any

from aws_lambda_powertools.utilities.data_classes import KinesisStreamEvent

from links.redirect.homeward import Passing, pass_on
from links.wiring_homeward import home_stream, logger


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    records = (each.kinesis for each in KinesisStreamEvent(event).records)
    passing = (Passing(each.partition_key, each.data_as_bytes()) for each in records)
    gone = pass_on(passing, stream=home_stream(), sleep=sleep)
    logger("links-homeward").info("passed on", extra={"clicks": gone})
