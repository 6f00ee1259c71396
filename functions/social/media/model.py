"""An upload, from its announcement to pictures of several sizes. Pure."""

from dataclasses import dataclass, replace
from typing import Literal

Status = Literal["uploading", "ready", "failed", "deleted"]
PICTURE_TYPE = "image/webp"
MOST_FILMS = 1  # of a tweet
IMAGES = ("image/jpeg", "image/png", "image/webp", "image/gif")
LARGEST, SQUARE = "large", "square"
NAMES = (LARGEST, "medium", "small", SQUARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One size of an image; ``width`` and ``height`` in pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """``content_type`` and ``size`` (bytes) are as announced; ``at`` is ms since 1970.

    ``pictures``, of all ``NAMES`` and the largest first, once it is ready.
    """

    id: str
    owner_id: str
    content_type: str
    size: int
    alt_text: str
    at: int
    status: Status = "uploading"
    reason: str = ""
    pictures: tuple[Picture, ...] = ()

    def ready(self, pictures: tuple[Picture, ...]) -> "Upload":
        return replace(self, status="ready", pictures=pictures)

    def failed(self, reason: str) -> "Upload":
        return replace(self, status="failed", reason=reason)
