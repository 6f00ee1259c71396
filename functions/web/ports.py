"""What publishing asks of the world."""

from collections.abc import Iterator
from typing import Protocol

from .model import File


class Bundle(Protocol):
    """The built client."""

    def files(self) -> Iterator[File]: ...


class Site(Protocol):
    """Where viewers' browsers get it from."""

    def put(self, file: File) -> None: ...
