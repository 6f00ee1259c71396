"""Composition of the erasure of somebody from video, once per sandbox: each room does its own."""

from collections.abc import Callable
from functools import cache
from typing import Protocol

from contracts.events import AccountErased
from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from ..adapters.work_table import DynamoWorks
from ..ingest.erasing import UploadsEraser
from ..settings.ingest import VideoErasureSettings


class Erases(Protocol):
    """A room's part in it; told again, it removes also what came since."""

    def erase(self, user_id: str) -> int:
        """How many things were there to be removed."""
        ...


def _uploads(settings: VideoErasureSettings) -> Erases:
    works = DynamoWorks(client=aws.dynamodb(), table=settings.videos_table)
    return UploadsEraser(works=works, clock=SystemClock())


PARTS: tuple[Callable[[VideoErasureSettings], Erases], ...] = (_uploads,)


@cache
def erasers() -> tuple[Erases, ...]:
    settings = VideoErasureSettings.from_env()
    return tuple(part(settings) for part in PARTS)


def erased(event: AccountErased) -> None:
    things = sum(each.erase(event.user_id) for each in erasers())
    logger_for("video-erasure").info("erased", extra={"things": things})
