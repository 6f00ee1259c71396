"""What passes between social and links, without a bus."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from contracts.events import TweetLinked
from social.model import Entry


@dataclass
class FakeBus:
    """``sent`` are details as JSON; ``before`` is called for each event and may raise."""

    sent: list[str] = field(default_factory=list)
    before: Callable[[], object] = lambda: None

    def send_all(self, events: Sequence[BaseModel], *, source: str, type_: str) -> None:
        assert source
        for event in events:
            self.before()
            assert event.model_dump()["type"] == type_
            self.sent.append(event.model_dump_json(by_alias=True))

    def tweets(self) -> list[TweetLinked]:
        return [TweetLinked.model_validate_json(detail) for detail in self.sent]


@dataclass
class FakeCodes:
    """``colliding`` are codes that come first for every address."""

    colliding: tuple[str, ...] = ()

    def of(self, tweet_id: str, url: str, *, attempt: int) -> str:
        if attempt < len(self.colliding):
            return self.colliding[attempt]
        return f"{tweet_id}-{url}"


@dataclass
class FakeCopies:
    entries: dict[str, Entry] = field(default_factory=dict)
    before: Callable[[Entry], object] = lambda _: None

    def put(self, entry: Entry) -> None:
        self.before(entry)
        self.entries[entry.id] = entry


@dataclass
class FakeClickCounts:
    """``asked`` are the links somebody wanted to know of."""

    clicks: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def of(self, short_urls: Iterable[str]) -> Mapping[str, int]:
        urls = list(short_urls)
        self.asked += urls
        return {url: self.clicks.get(url, 0) for url in urls}
