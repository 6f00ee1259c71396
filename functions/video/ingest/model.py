"""A video and what is known about its way to a film. Pure."""

from dataclasses import dataclass
from typing import Literal

from ..model import Video

JobStatus = Literal["submitted", "progressing", "complete", "error", "canceled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """``due_at``: when somebody has to look what became of it, 0 where nothing is awaited.

    ``submitting``: the job of this attempt was begun to be ordered at ``claimed_at``, and whether
    it was is not known yet. ``finishing_until``: until then at most somebody is making the film of
    what the job left. ``plan`` is what its jobs make, JSON (``transcoding.keeping``). Times are ms
    since 1970.
    """

    video: Video
    due_at: int = 0
    submitting: bool = False
    claimed_at: int = 0
    finishing_until: int = 0
    plan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """How a transcoding job is: ``percent`` done, ``error_code`` and ``reason`` where it failed."""

    video_id: str
    attempt: int
    job_id: str
    status: JobStatus
    percent: int = 0
    error_code: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of an upload that has arrived; ``size`` in bytes."""

    number: int
    size: int
    etag: str
