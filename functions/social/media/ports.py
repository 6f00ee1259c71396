"""What uploads need, in their own words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from .model import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a browser posts a file with."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A picture's bytes, in ``model.PICTURE_TYPE``; ``width`` and ``height`` in pixels."""

    name: str
    body: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film as the video system has it, sizes in pixels.

    ``why_not`` says why it may not be taken into a tweet, empty where it may.
    """

    id: str
    owner_id: str
    title: str
    poster_url: str
    width: int = 0
    height: int = 0
    why_not: str = ""


class Films(Protocol):
    """Films of the video system, read."""

    def find_many(self, video_ids: Iterable[str]) -> Mapping[str, Film]:
        """Those that are there, strongly consistent."""
        ...


class Uploads(Protocol):
    """The records of uploads. Strongly consistent, but for lists."""

    def announce(self, upload: Upload, *, until: int) -> None:
        """``until``: epoch seconds at which it ends if nothing is uploaded."""
        ...

    def find(self, media_id: str) -> Upload | None: ...

    def find_many(self, media_ids: Iterable[str]) -> Mapping[str, Upload]: ...

    def settle(self, upload: Upload) -> bool:
        """Ready or failed, once; False if it is settled or withdrawn already, or gone."""
        ...

    def withdraw(self, media_id: str) -> None:
        """Deleted from now on, where it is still there."""
        ...

    def forget(self, media_id: str) -> None: ...

    def of_owner(self, owner_id: str) -> Iterable[str]: ...


class Drop(Protocol):
    """Where browsers put files, until they were looked at."""

    def form(self, upload: Upload, *, seconds: int) -> Form:
        """Takes one file of exactly the announced type and size under the upload's own key."""
        ...

    def read(self, media_id: str, *, most: int) -> bytes | None:
        """None if there is none. Raises TooLarge above ``most`` bytes, without reading them."""
        ...

    def clear(self, media_id: str) -> None: ...


class Gallery(Protocol):
    """Where pictures lie for everybody to see."""

    def hang(self, media_id: str, picture: Rendered) -> None: ...

    def clear(self, media_id: str) -> None:
        """All sizes."""
        ...


class Darkroom(Protocol):
    """From a file to pictures."""

    def develop(self, body: bytes, content_type: str) -> list[Rendered]:
        """Largest first. Raises Undevelopable."""
        ...


class TooLarge(Exception):
    """The file has more bytes than allowed."""


class Undevelopable(Exception):
    """The file is no picture that can be shown; the message is for its owner."""
