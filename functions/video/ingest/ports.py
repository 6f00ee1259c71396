"""What the room needs, in its own words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..model import Video
from ..transcoding.model import Caption, Plan
from ..transcoding.ports import Folder
from ..transcoding.probing import Answer
from .course import Step
from .model import News, Part, Work

if TYPE_CHECKING:  # what judges films is not loaded where records are served
    from ..transcoding.finishing import Finished


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a list of somebody's videos goes on: behind this one."""

    video_id: str
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPage:
    """Newest first; ``position`` None at the end."""

    videos: Sequence[Video]
    position: Position | None


class Works(Protocol):
    """The records. Strongly consistent, but for lists."""

    def create(self, work: Work) -> None: ...

    def find(self, video_id: str) -> Work | None: ...

    def change(self, video_id: str, step: Step) -> Work | None:
        """The work after the step; None where there is none or it cannot be taken.

        Read and written as one: where somebody else was faster the step is tried on what they left.
        Raises EditedMeanwhile where that happened again and again.
        """
        ...

    def page(self, owner_id: str, *, after: Position | None, most: int) -> VideoPage: ...

    def all_of(self, owner_id: str) -> Iterable[str]:
        """The ids of all of somebody's, in any state."""
        ...

    def due(self, now: int, *, most: int) -> Sequence[Work]:
        """What is overdue, longest first; a moment old."""
        ...

    def remove(self, video_id: str) -> None: ...


class Uploads(Protocol):
    """Files on their way into the bucket, in parts."""

    def begin(self, video_id: str, *, content_type: str) -> str:
        """The upload's id."""
        ...

    def part_url(self, video_id: str, upload_id: str, *, number: int, size: int) -> str:
        """Takes exactly ``size`` bytes."""
        ...

    def caption_url(self, video_id: str, language: str) -> str: ...

    def parts(self, video_id: str, upload_id: str, *, after: int, most: int) -> Sequence[Part]:
        """Those that arrived, by number, behind the number ``after``. Raises UploadGone."""
        ...

    def join(self, video_id: str, upload_id: str, parts: Sequence[Part]) -> None:
        """Raises UploadGone, PartsRefused."""
        ...

    def is_whole(self, video_id: str) -> bool:
        """Whether the original is there."""
        ...

    def caption(self, video_id: str, language: str, *, most: int) -> bytes | None:
        """The first ``most`` bytes of a caption file."""
        ...


class UploadGone(Exception):
    """There is no such upload: completed, abandoned or never begun."""


class PartsRefused(Exception):
    """The parts are not those that arrived."""


class Files(Protocol):
    """All objects of a video."""

    def abandon(self, video_id: str, upload_id: str) -> None:
        """Drops the parts that arrived; twice is as good as once."""
        ...

    def clear(self, video_id: str) -> None:
        """Original, captions and everything made of them."""
        ...

    def folder(self, video_id: str) -> Folder:
        """What was made of it."""
        ...


class Transcoder(Protocol):
    def probe(self, video_id: str) -> Answer:
        """What is in the original. Raises Unreadable."""
        ...

    def order(self, work: Work, plan: Plan, captions: Sequence[Caption]) -> str:
        """The id of the one job of this attempt. Raises NotTaken."""
        ...

    def cancel(self, job_id: str) -> None:
        """Twice, or too late, is fine."""
        ...

    def news(self, job_id: str) -> News | None: ...

    def ordered(self, video_id: str, attempt: int, *, since: int) -> News | None:
        """The job of an attempt whose id was never heard, ordered after ``since`` (ms)."""
        ...


class FilmMaker(Protocol):
    """From what a job left to a film that can be shown (``transcoding.finishing``)."""

    def finish(
        self, folder: Folder, plan: Plan, *, captions: Sequence[Caption] = ()
    ) -> "Finished": ...


class Unreadable(Exception):
    """The service cannot read the file at all; the message is for its owner."""


class NotTaken(Exception):
    """The service takes no such job, however often it is asked."""


class Messages(Protocol):
    """What was not heard of is told again, to whom it concerns."""

    def arrived(self, video_id: str) -> None: ...

    def heard(self, news: News) -> None: ...


class Figures(Protocol):
    """What views and viewers said of a video."""

    def clear(self, video_id: str) -> None:
        """All of it; twice is the same as once."""
        ...
