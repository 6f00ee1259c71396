"""How often the links of a tweet were opened, for its author only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ..presenting import Json


class ClickCounts(Protocol):
    def of(self, short_urls: Iterable[str]) -> Mapping[str, int]:
        """Visits by people, of all time, as the statistics of each link say."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorsView:
    counts: ClickCounts

    def of(self, viewer_id: str, tweet: Json) -> Json:
        """The tweet, with ``clicks`` of each link where it is the viewer's own."""
        if tweet["userId"] != viewer_id or not tweet["links"]:
            return tweet
        counts = self.counts.of(link["shortUrl"] for link in tweet["links"])
        links = [{**link, "clicks": counts[link["shortUrl"]]} for link in tweet["links"]]
        return {**tweet, "links": links}
