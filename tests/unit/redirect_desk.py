"""The use case of redirects on fakes, as a visitor comes to it."""

from dataclasses import dataclass, field
from typing import Any

from core.breaker import Breaker
from links.redirect.finding import LinkFinder, SandboxMemory
from links.redirect.redirecting import Moved, Outcome, Redirect
from links.redirect.visits import Visit, VisitorKey
from tests.fakes.redirect import FakeClicks, FakeHotCache, FakeTable, Time, a_link

PERSON, BOT = "Firefox", "Googlebot"


@dataclass
class Desk:
    """The use case on fakes. A password is right if its hash is the same text."""

    time: Time = field(default_factory=Time)
    table: FakeTable = field(default_factory=FakeTable)
    clicks: FakeClicks = field(default_factory=FakeClicks)

    def __post_init__(self) -> None:
        self.cache = FakeHotCache(self.time)
        self.redirect = Redirect(
            finder=LinkFinder(
                table=self.table,
                cache=self.cache,
                memory=SandboxMemory(clock=self.time.monotonic),
                confirm_breaker=Breaker(clock=self.time.monotonic),
                now=self.time.now,
            ),
            limit=self.table,
            clicks=self.clicks,
            attempts=self.cache,
            visitors=VisitorKey(salt=lambda: "salt"),
            is_bot=lambda agent: agent == BOT,
            verify=lambda password, stored: password == stored,
            now=self.time.now,
        )

    def has(self, **changes: Any) -> None:
        self.table.save(a_link(**changes))

    def visit(self, method: str = "GET", code: str = "abc1234", **more: Any) -> Outcome:
        given = {"user_agent": PERSON, "request_id": f"r{self.time.passed}", **more}
        return self.redirect.visit(Visit(method=method, code=code, **given))

    def sends(self, **password: str) -> Outcome:
        return self.visit("POST", form="&".join(f"{k}={v}" for k, v in password.items()).encode())

    def where(self, **more: Any) -> str:
        outcome = self.visit(**more)
        assert isinstance(outcome, Moved)
        return outcome.location
