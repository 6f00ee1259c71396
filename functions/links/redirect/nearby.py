"""The redirect in a region that is not home: what a replica of the links can tell is told there.

There are no conditions and no counters far from home: a write that must see all others is made in
one place. So a link with a number of visits, an attempt at a password and a click that the region's
own stream does not take are answered at home, through here. So is a code that the replica does not
know: it may have been made a moment ago (L2). A visit keeps its id on the way, so that it is one
click, wherever it was recorded (L8).
"""

# ruff: noqa: ARG002  # what cannot be done here has the ports' signatures all the same

from typing import NoReturn, Protocol

from core.cache import CacheDown
from core.errors import Unavailable
from core.origin import OriginGuard

from .answers import Answer
from .edge import RedirectEdge, Visits, told
from .log import RedirectLog
from .redirecting import NOT_FOUND
from .visits import Click, Event, Visit

READS = ("GET", "HEAD")
HOME = "home"  # the tier of what was answered there


class AtHomeOnly(Exception):
    """This visit can only be answered at home."""


class Home(Protocol):
    def answer(self, event: Event, visit_id: str) -> Answer:
        """What the home region says to the same request. Raises Unavailable."""
        ...


class HomeOnly:
    """``redirecting``'s ports that need the home region, for whoever is not there."""

    def claim(self, code: str, *, limit: int) -> NoReturn:
        raise AtHomeOnly

    def give_back(self, code: str) -> NoReturn:
        raise AtHomeOnly

    def used_up(self, code: str, *, limit: int) -> NoReturn:
        raise AtHomeOnly

    def count(self, code: str, network: str) -> NoReturn:
        raise AtHomeOnly

    def take(self, click: Click, reason: str) -> NoReturn:
        """A click that the region's stream refused, or may have taken: its id tells at home."""
        raise AtHomeOnly


class NoCache:
    """``finding.LinkCache`` where there is none: a replica is as near as Valkey would be."""

    def get(self, code: str) -> NoReturn:
        raise CacheDown

    def fill(self, code: str, value: str, *, ttl: int) -> NoReturn:
        raise CacheDown

    def replace(self, code: str, old: str, new: str, *, ttl: int) -> NoReturn:
        raise CacheDown


class NearbyEdge(RedirectEdge):
    """Answers like the redirect at home, and passes on what it cannot."""

    def __init__(
        self, *, guard: OriginGuard, redirect: Visits, home: Home, log: RedirectLog
    ) -> None:
        super().__init__(guard=guard, redirect=redirect, log=log)
        self._home = home

    def _answer(self, event: Event, visit: Visit) -> tuple[Answer, str]:
        if visit.method in READS:
            try:
                outcome = self._redirect.visit(visit)
            except (AtHomeOnly, Unavailable):  # the replica cannot be read, but home's may
                outcome = NOT_FOUND
            if outcome is not NOT_FOUND:
                return told(visit, outcome)
        return self._home.answer(event, visit.request_id), HOME
