"""In-memory ports of the owner's side of links; the contract suite holds them to the real ones."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from links.errors import AliasTaken, EditedMeanwhile
from links.library.erasing import tombstone_of
from links.library.owning import position_of, sort_of
from links.model import Link
from links.ports import LinkPage, Position


@dataclass
class FakeLinks:
    """``LinkStore`` and ``BlockLease``."""

    links: dict[str, Link] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    next: int = 0
    refusing: Callable[[Link], Exception | None] = lambda _: None
    lock: threading.Lock = field(default_factory=threading.Lock, compare=False)

    def lease(self, size: int) -> int:
        with self.lock:
            self.next += size
            return self.next - size

    def create(self, link: Link) -> None:
        """``refusing`` gives the error of a table that is unwell, if it is."""
        if (error := self.refusing(link)) is not None:
            raise error
        with self.lock:
            if not link.is_alias and self.links.get(link.code) == link:
                return
            if link.code in self.links or (link.is_alias and link.code.casefold() in self.claims):
                raise AliasTaken
            self.links[link.code] = link
            if link.is_alias:
                self.claims[link.code.casefold()] = link.code

    def find(self, code: str) -> Link | None:
        return self.links.get(code) or self.links.get(self.claims.get(code.casefold(), ""))

    def replace(self, link: Link) -> None:
        with self.lock:
            before = self.links.get(link.code)
            if before == link:
                return
            if before is None or before.version != link.version - 1:
                raise EditedMeanwhile
            self.links[link.code] = link

    def page(self, owner_id: str, *, after: Position | None, most: int) -> LinkPage:
        mine = sorted(
            (link for link in self.links.values() if link.owner_id == owner_id),
            key=sort_of,
            reverse=True,
        )
        if after is not None:
            mine = [link for link in mine if sort_of(link) < after["at"]]
        page = mine[:most]
        return LinkPage(page, position_of(page[-1]) if len(mine) > most else None)

    def bury(self, link: Link) -> None:
        self.links[link.code] = tombstone_of(link)


@dataclass
class FakeLinkCache:
    """``LinkCache``: what was put, newest last."""

    entries: dict[str, Link] = field(default_factory=dict)

    def put(self, link: Link) -> None:
        self.entries[link.code] = link


@dataclass
class FakeStatistics:
    forgotten: set[str] = field(default_factory=set)

    def forget(self, code: str) -> None:
        self.forgotten.add(code)


@dataclass
class FakeDepartures:
    left: set[str] = field(default_factory=set)

    def note(self, user_id: str) -> None:
        self.left.add(user_id)

    def knows(self, user_id: str) -> bool:
        return user_id in self.left


@dataclass
class FakeResolver:
    known: dict[str, list[str]] = field(default_factory=dict)

    def addresses(self, host: str) -> Iterable[str]:
        return self.known.get(host, [])


def newer(link: Link, **changes: object) -> Link:
    """``link`` as its next version."""
    # The fields are those of Link; each test names them.
    return replace(link, version=link.version + 1, **changes)  # type: ignore[arg-type]
