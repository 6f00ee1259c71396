"""Composition of what turns signing keys, once per sandbox."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from core import aws
from core.clock import SystemClock
from core.ids import RandomIds
from core.observability import logger_for

from ..adapters.signing_keys import KeyValueStore, SecretVault, answered
from ..playback.signing import KeyTurner
from ..settings.playback import VideoKeysSettings

logger = cache(logger_for)


@cache
def turner() -> KeyTurner:
    settings = VideoKeysSettings.from_env()
    return KeyTurner(
        vault=SecretVault(client=aws.secretsmanager(), arn=settings.signing_secret_arn),
        edge=KeyValueStore(client=aws.edge_keys(), arn=settings.edge_keys_arn),
        clock=SystemClock(),
        ids=RandomIds(),
        period_ms=settings.period_seconds * 1000,
        token_ms=settings.token_seconds * 1000,
    )


def turned(event: Mapping[str, Any]) -> None:  # Any: Lambda's event
    answered(event, _turn)


def _turn() -> None:
    ring = turner().turn()
    logger("video-keys").info("turned", extra={"keys": len(ring.keys), "signing": ring.signing})
