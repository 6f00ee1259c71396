"""Composition of the erasure of somebody from video, once per sandbox: each room does its own."""

from collections.abc import Callable
from functools import cache
from typing import Protocol

from contracts.events import AccountErased
from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from ..adapters.opinion_table import OpinionTable
from ..adapters.profile_table import ProfileTable
from ..adapters.session_table import SessionTable
from ..adapters.viewer_lists import WatchTable, WishTable
from ..adapters.work_table import DynamoWorks
from ..ingest.erasing import UploadsEraser
from ..playback.erasing import SessionsEraser
from ..settings.erasure import VideoErasureSettings
from ..viewing.erasing import ViewingEraser
from ..viewing.keeping import Memory


class Erases(Protocol):
    """A room's part in it; told again, it removes also what came since."""

    def erase(self, user_id: str) -> int:
        """How many things were there to be removed."""
        ...


def _uploads(settings: VideoErasureSettings) -> Erases:
    works = DynamoWorks(client=aws.dynamodb(), table=settings.videos_table)
    return UploadsEraser(works=works, clock=SystemClock())


def _sessions(settings: VideoErasureSettings) -> Erases:
    sessions = SessionTable(client=aws.dynamodb(), table=settings.sessions_table)
    return SessionsEraser(sessions=sessions)


def _viewing(settings: VideoErasureSettings) -> Erases:
    dynamodb, viewers = aws.dynamodb(), settings.viewers_table
    memory = Memory(
        watches=WatchTable(client=dynamodb, table=viewers),
        wishes=WishTable(client=dynamodb, table=viewers),
        opinions=OpinionTable(client=dynamodb, viewers=viewers, stats=settings.stats_table),
    )
    return ViewingEraser(store=ProfileTable(client=dynamodb, table=viewers), memory=memory)


PARTS: tuple[Callable[[VideoErasureSettings], Erases], ...] = (_uploads, _sessions, _viewing)


@cache
def erasers() -> tuple[Erases, ...]:
    settings = VideoErasureSettings.from_env()
    return tuple(part(settings) for part in PARTS)


def erased(event: AccountErased) -> None:
    things = sum(each.erase(event.user_id) for each in erasers())
    logger_for("video-erasure").info("erased", extra={"things": things})
