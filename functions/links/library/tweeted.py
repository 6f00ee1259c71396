"""Short links for the addresses in tweets: as often as they are asked for, the same ones.

A code is derived from the tweet and the address, so that a repetition finds the link of the first
time without anything kept beside it. Who has no account any more gets none. A link belongs to the
tweet's author like any other of theirs, under the tag ``tweet``; what becomes of the tweet does not
touch it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from core.clock import Clock

from ..errors import AliasTaken, TargetRefused
from ..model import Link
from ..ports import Departures, LinkStore
from .codes import ALPHABET, LENGTH, SIZE, base62
from .shortening import ATTEMPTS, LinkJudge

TAG = "tweet"


class TweetCodes(Protocol):
    def of(self, tweet_id: str, url: str, *, attempt: int) -> str: ...


class DerivedCodes:
    """Keyed, so that nobody guesses a code before its link is there; one in 62^7 by accident."""

    def __init__(self, *, key: Callable[[], str]) -> None:
        self._key = key

    def of(self, tweet_id: str, url: str, *, attempt: int) -> str:
        secret = hashlib.sha256(self._key().encode()).digest()
        digest = hashlib.blake2b(f"{tweet_id} {attempt} {url}".encode(), key=secret).digest()
        return base62(int.from_bytes(digest, "big") % SIZE).rjust(LENGTH, ALPHABET[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetShortener:
    """Nothing is put into the cache: nobody can have asked for a code that was just made."""

    store: LinkStore
    codes: TweetCodes
    judge: LinkJudge
    departures: Departures
    clock: Clock

    def shorten(self, owner_id: str, tweet_id: str, urls: Iterable[str]) -> Mapping[str, Link]:
        """By address; those that links refuses are left out. Raises AliasTaken."""
        if self.departures.knows(owner_id):
            return {}
        found = {url: self._link(owner_id, tweet_id, url) for url in dict.fromkeys(urls)}
        return {url: link for url, link in found.items() if link is not None}

    def _link(self, owner_id: str, tweet_id: str, url: str) -> Link | None:
        try:
            target = self.judge.target(url)
        except TargetRefused:
            return None
        wanted = Link(
            code="",
            owner_id=owner_id,
            target=target,
            created_at=self.clock.now().replace(microsecond=0),
            tags=(TAG,),
        )
        for attempt in range(ATTEMPTS):
            link = replace(wanted, code=self.codes.of(tweet_id, url, attempt=attempt))
            try:
                self.store.create(link)
            except AliasTaken:
                there = self.store.find(link.code)
                if there is not None and there.owner_id in (owner_id, ""):
                    return there if there.owner_id else None  # made before, and perhaps erased
                continue
            return link
        raise AliasTaken
