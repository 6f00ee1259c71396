"""A table, a cache and sandboxes, for the tests of what answers for a code."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from core.breaker import Breaker
from links.hot import cache_value, encode
from links.model import Link
from links.redirect.finding import Found, LinkFinder, SandboxMemory
from tests.fakes.redirect import FakeHotCache, FakeTable, Time


@dataclass
class World:
    """A table, a cache and as many sandboxes as one likes."""

    time: Time = field(default_factory=Time)
    table: FakeTable = field(default_factory=FakeTable)
    breaker_clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        self.cache = FakeHotCache(self.time)
        self.finder = self.sandbox()

    def sandbox(self) -> LinkFinder:
        return LinkFinder(
            table=self.table,
            cache=self.cache,
            memory=SandboxMemory(clock=self.time.monotonic),
            confirm_breaker=Breaker(clock=self.breaker_clock),
            now=self.time.now,
        )

    def write_through(self, link: Link) -> None:
        """What the owner's API does."""
        self.table.save(link)
        self.cache.put(link.code, cache_value(encode(link), self.time.now()))

    def target(self, code: str = "abc1234") -> str | None:
        found = self.finder.find(code)
        return found.link.target if found else None


def tier(found: Found | None) -> str:
    assert found is not None
    return found.tier
