"""What the owner's side needs, in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .model import Link

Position = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Links newest first; ``position`` is where the next page begins, None at the end."""

    links: Sequence[Link]
    position: Position | None


class LinkStore(Protocol):
    """The links themselves. Existence and versions are conditions, never read and then written."""

    def create(self, link: Link) -> None:
        """Raises AliasTaken, for a generated code too; not where it is this very link's already."""
        ...

    def find(self, code: str) -> Link | None:
        """By exact code, else by alias in any case; strongly consistent."""
        ...

    def replace(self, link: Link) -> None:
        """Puts ``link`` over the version before its own; twice is the same as once.

        Raises EditedMeanwhile.
        """
        ...

    def page(self, owner_id: str, *, after: Position | None, most: int) -> LinkPage: ...

    def bury(self, link: Link) -> None:
        """Leaves nothing but the code, so that it is never given out again."""
        ...


class LinkCache(Protocol):
    """Valkey's entries, best effort: where it cannot be reached the redirect confirms later."""

    def put(self, link: Link) -> None: ...


class Statistics(Protocol):
    def forget(self, code: str) -> None:
        """Removes all that was counted for a link."""
        ...


class Departures(Protocol):
    """Who was erased, for as long as an event from before may still come: forty days."""

    def note(self, user_id: str) -> None: ...

    def knows(self, user_id: str) -> bool:
        """Strongly consistent."""
        ...


class Codes(Protocol):
    def next(self) -> str:
        """A code nobody else gets from here; an alias may already be spelt like it."""
        ...


class FoundAgain(Protocol):
    """Codes that are the same whenever they are derived of the same."""

    def of(self, source: str, url: str, *, attempt: int) -> str:
        """``attempt`` counts on where the code before was somebody else's."""
        ...


def all_of(
    store: LinkStore, owner_id: str, *, after: Position | None = None, most: int
) -> Iterable[Link]:
    """Every link of an owner from ``after`` on, deleted ones too, ``most`` at a time."""
    page = store.page(owner_id, after=after, most=most)
    yield from page.links
    while page.position is not None:
        page = store.page(owner_id, after=page.position, most=most)
        yield from page.links
