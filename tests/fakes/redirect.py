"""Fakes of the redirect's ports, and links to put into them. They may be shared by threads."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from core.cache import CacheDown
from core.errors import Unavailable
from links.hot import encode
from links.model import Link
from links.redirect.visits import Click

NOON = 1_795_435_200.0  # 2026-11-23T12:00:00Z
CREATED = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


# Any, because each field of a link has a type of its own.
def a_link(code: str = "abc1234", target: str = "https://example.com/", **changes: Any) -> Link:
    return Link(
        **{"code": code, "owner_id": "u-1", "target": target, "created_at": CREATED, **changes}
    )


@dataclass
class Time:
    """Epoch seconds and monotonic seconds that move together."""

    passed: float = 0.0

    def now(self) -> float:
        return NOON + self.passed

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    def advance(self, seconds: float) -> None:
        self.passed += seconds


@dataclass
class FakeTable:
    """Hot forms, aliases and counters in dicts. ``down`` makes every call raise Unavailable.

    ``stale`` holds what eventually consistent reads still see; ``reads`` are (key, consistent).
    ``during_read`` runs inside each read, which is how another writer gets in between.
    """

    forms: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    stale: dict[str, str | None] = field(default_factory=dict)
    reads: list[tuple[str, bool]] = field(default_factory=list)
    down: bool = False
    during_read: Callable[[], None] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def save(self, link: Link) -> None:
        self.forms[link.code] = encode(link)
        if link.is_alias:
            self.aliases[link.code.casefold()] = link.code

    def hot_form(self, code: str, *, consistent: bool) -> str | None:
        self._work(code, consistent)
        seen = self.forms.get(code)
        if not consistent and code in self.stale:
            seen = self.stale[code]
        if self.during_read is not None:
            self.during_read()
        return seen

    def alias(self, folded: str) -> str | None:
        self._work("~" + folded, True)
        return self.aliases.get(folded)

    def claim(self, code: str, *, limit: int) -> bool:
        self._unless_down()
        with self.lock:
            if code not in self.forms or self.used.get(code, 0) >= limit:
                return False
            self.used[code] = self.used.get(code, 0) + 1
            return True

    def give_back(self, code: str) -> None:
        with self.lock:
            if not self.down and self.used.get(code, 0) > 0:
                self.used[code] -= 1

    def used_up(self, code: str, *, limit: int) -> bool:
        self._work(code, True)
        return self.used.get(code, 0) >= limit

    def _work(self, key: str, consistent: bool) -> None:
        self.reads.append((key, consistent))
        self._unless_down()

    def _unless_down(self) -> None:
        if self.down:
            raise Unavailable(headers={"Retry-After": "1"})


@dataclass
class FakeHotCache:
    """Valkey's entries of codes in a dict; ``time`` makes them expire."""

    time: Time = field(default_factory=Time)
    entries: dict[str, tuple[str, float]] = field(default_factory=dict)
    tries: dict[tuple[str, str], int] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    down: bool = False

    def get(self, code: str) -> str | None:
        self._work("get")
        value, ends = self.entries.get(code, ("", 0.0))
        return value if ends > self.time.now() else None

    def fill(self, code: str, value: str, *, ttl: int) -> None:
        self._work("fill")
        if self.entries.get(code, ("", 0.0))[1] <= self.time.now():
            self.put(code, value, ttl=ttl)

    def replace(self, code: str, old: str, new: str, *, ttl: int) -> None:
        self._work("replace")
        if self.entries.get(code, ("", 0.0))[0] == old:
            self.put(code, new, ttl=ttl)

    def count(self, code: str, network: str) -> tuple[int, int]:
        self._work("count")
        self.tries[code, network] = self.tries.get((code, network), 0) + 1
        return self.tries[code, network], 60

    def put(self, code: str, value: str, *, ttl: int = 86400) -> None:
        """What the writer of links does; not part of the redirect's port."""
        self.entries[code] = (value, self.time.now() + ttl)

    def value(self, code: str) -> str | None:
        return self.entries.get(code, (None, 0.0))[0]

    def _work(self, command: str) -> None:
        self.commands.append(command)
        if self.down:
            raise CacheDown("the fake is down")


@dataclass
class FakeClicks:
    """Remembers clicks. ``full`` makes it refuse them."""

    taken: list[Click] = field(default_factory=list)
    full: bool = False

    def record(self, click: Click) -> None:
        if self.full:
            raise Unavailable(headers={"Retry-After": "1"})
        self.taken.append(click)
