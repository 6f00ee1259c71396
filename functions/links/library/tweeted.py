"""Short links for the addresses in tweets: as often as they are asked for, the same ones.

A code is derived from the tweet and the address, so that a repetition finds the link of the first
time without anything kept beside it. Who has no account any more gets none. A link belongs to the
tweet's author like any other of theirs, under the tag ``tweet``; what becomes of the tweet does not
touch it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.clock import Clock

from ..errors import AliasTaken, TargetRefused
from ..model import Link
from ..ports import Departures, FoundAgain, LinkStore
from .shortening import ATTEMPTS, LinkJudge

TAG = "tweet"


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetShortener:
    """Nothing is put into the cache: nobody can have asked for a code that was just made."""

    store: LinkStore
    codes: FoundAgain
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
