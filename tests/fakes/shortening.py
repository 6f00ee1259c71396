"""The owner's side of links put together on fakes, as ``links.wiring_api`` does it on AWS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.http.catalogue import all_routes
from contracts.http.links import ROUTES
from core.cursor import Cursors
from core.http.api import build
from core.http.guard import Guard
from core.idempotency import Idempotency
from links.adapters.written_through import WrittenThrough
from links.hot import CacheEntry, HotLink, cache_key, decode, parse_cache_value
from links.library.aliases import reserved_words
from links.library.codes import DerivedCodes, LeasedCodes
from links.library.moderating import ModerationOperations
from links.library.operations import LinkOperations
from links.library.owning import Library, Moderation
from links.library.shortening import LinkJudge, Shortener
from links.library.targets import TargetJudge
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body
from tests.fakes.core import FakeCache, FakeClock
from tests.fakes.idempotency import FakeRecords, Invocation
from tests.fakes.links import FakeLinks, FakeResolver
from tests.fakes.reports import FakeReports

OWN_HOST = "s.example"
SHORT = f"https://{OWN_HOST}/"
RESERVED = reserved_words(all_routes())


@dataclass
class FakeCodes:
    """``wanted`` first, then ``code000``, ``code001`` …"""

    wanted: list[str] = field(default_factory=list)
    made: int = 0

    def next(self) -> str:
        if self.wanted:
            return self.wanted.pop(0)
        self.made += 1
        return f"code{self.made - 1:03}"


@dataclass
class Shop:
    """``unwritten`` are the codes whose cache entries could not be written."""

    store: FakeLinks = field(default_factory=FakeLinks)
    queue: FakeReports = field(default_factory=FakeReports)
    clock: FakeClock = field(default_factory=FakeClock)
    codes: FakeCodes | LeasedCodes = field(default_factory=FakeCodes)
    unwritten: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.valkey = FakeCache(clock=self.clock)
        self.cache = WrittenThrough(
            cache=self.valkey, clock=self.clock, on_failure=self.unwritten.append
        )
        self.library = Library(store=self.store, cache=self.cache, clock=self.clock)
        resolver = FakeResolver()
        self.shortener = Shortener(
            store=self.store,
            cache=self.cache,
            codes=self.codes,
            found_again=DerivedCodes(key=lambda: "key"),
            judge=LinkJudge(
                targets=TargetJudge.of(own_hosts=[OWN_HOST], resolver=resolver), clock=self.clock
            ),
            reserved=RESERVED,
            hash_password=lambda password: f"hash of {len(password)} characters",
            clock=self.clock,
        )
        self.moderation = Moderation(library=self.library, queue=self.queue, clock=self.clock)

    def entry(self, code: str) -> CacheEntry | None:
        """What Valkey has for a code."""
        text = self.valkey.get(cache_key(code))
        return None if text is None else parse_cache_value(text)

    def cached(self, code: str) -> HotLink:
        """The link in Valkey; there is one."""
        entry = self.entry(code)
        assert entry is not None
        return decode(code, entry.hot)


@dataclass
class Site:
    """Whole requests to the links API, without its statistics."""

    shop: Shop = field(default_factory=Shop)
    records: FakeRecords = field(default_factory=FakeRecords)

    def __post_init__(self) -> None:
        cursors = Cursors(secret=lambda: "secret")
        owners = LinkOperations(
            shortener=self.shop.shortener,
            library=self.shop.library,
            cursors=cursors,
            clock=self.shop.clock,
            short_url=SHORT,
        )
        moderators = ModerationOperations(moderation=self.shop.moderation, cursors=cursors)
        operations = {**owners.by_name(), **moderators.by_name()}
        self.handler = build(
            routes=[route for route in ROUTES if route.operation in operations],
            operations=operations,
            guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
            idempotency=Idempotency(store=self.records),
        )

    def asks(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        who: Mapping[str, str] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """The gateway's answer; ``who`` is Ada unless told otherwise."""
        event = http_event(method, path, body=body, authorizer=who or claims(), **more)
        return self.handler(event, Invocation())

    def shortens(self, **wish: object) -> str:
        """The new link's code."""
        answer = self.asks("POST", "/api/shorten", {"url": "https://a.example/", **wish})
        assert answer["statusCode"] == 201, answer
        return str(json_body(answer)["shortCode"])


def problem(answer: dict[str, Any]) -> tuple[int, str, list[str]]:
    """Status, code, and the fields that are to blame."""
    error = json_body(answer)["error"]
    return answer["statusCode"], error["code"], blamed(error)


def blamed(error: dict[str, Any]) -> list[str]:
    """The paths of the fields that an error names."""
    return [field["path"] for field in error["details"].get("fields", [])]
