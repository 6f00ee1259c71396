"""What judging and finishing a film need, in their own words. Names are within its folder."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from .model import Storyboard


class Folder(Protocol):
    """What lies under one prefix of the video bucket."""

    def sizes(self) -> Mapping[str, int]:
        """Bytes of each object there is, by name."""
        ...

    def read(self, name: str) -> bytes: ...

    def head(self, name: str, *, most: int) -> bytes:
        """The first ``most`` bytes, or all if there are fewer."""
        ...

    def put(self, name: str, body: bytes, *, content_type: str) -> None: ...

    def delete(self, names: Sequence[str]) -> None: ...


class Pasteboard(Protocol):
    """From single previews to sheets of many."""

    def paste(self, frames: Sequence[bytes], storyboard: Storyboard) -> Sequence[bytes]:
        """JPEGs, of ``per_sheet`` previews each, laid out as the track of previews says."""
        ...
