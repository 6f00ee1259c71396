"""Which addresses a tweet holds, and telling the links system of them.

Nothing is remembered here: a tweet that is told twice is shortened once (``tweet.linked``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.events import TweetLinked
from core.text_search.tokens import URL

from ..consuming import Batch
from ..model import Entry

SOURCE = "triptych.social"
CLOSING = {")": "(", "]": "[", "}": "{"}
ENDING = ".,;:!?'\"*_~\u2026\u3002\u3001\uff0c\u201d\u2019\u00bb"
BARE = ("http://", "https://")


class Bus(Protocol):
    def send_all(self, events: Sequence[TweetLinked], *, source: str, type_: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTeller:
    bus: Bus

    def tell(self, batch: Batch) -> int:
        """How many tweets with addresses were told of."""
        gone = set(batch.deleted_ids)
        events = [told for entry in batch.posted if entry.id not in gone and (told := _told(entry))]
        if events:
            self.bus.send_all(events, source=SOURCE, type_=events[0].type)
        return len(events)


def _told(entry: Entry) -> TweetLinked | None:
    urls = () if entry.links else addresses(entry.text)
    return TweetLinked(tweet_id=entry.id, user_id=entry.author_id, urls=urls) if urls else None


def addresses(text: str) -> tuple[str, ...]:
    """Each once, in order, without the punctuation of the sentence around it."""
    found = dict.fromkeys(_without_ending(match[0]) for match in URL.finditer(text))
    return tuple(url for url in found if url.casefold() not in BARE)


def _without_ending(url: str) -> str:
    """A bracket that closes none in the address closes one before it."""
    while url:
        last = url[-1]
        unopened = last in CLOSING and url.count(CLOSING[last]) < url.count(last)
        if last not in ENDING and not unopened:
            break
        url = url[:-1]
    return url
