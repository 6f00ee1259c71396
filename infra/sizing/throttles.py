"""What each route of the gateway takes, and what it has to take at the peaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from infra.sizing.capacity import FULL
from infra.sizing.peaks import Peaks

# What an account has per second (AWS, "Amazon API Gateway quotas"). What may come at once belongs
# to the rate, half of it, and cannot be asked for.
GATEWAY_RATE, GATEWAY_BURST = 10_000, 5_000
LINE = "$connect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """Requests per second at the gateway, and how many may come at once."""

    rate: float
    burst: int

    @classmethod
    def of(cls, rate: int) -> "Throttle":
        return cls(rate=rate, burst=burst_of(rate))


# Routes that do more work per request than the rest, by route key.
ROUTE_THROTTLES = MappingProxyType(
    {
        "POST /api/shorten/bulk": Throttle(rate=50, burst=50),
        "GET /api/me/export": Throttle(rate=5, burst=10),
        "DELETE /api/me": Throttle(rate=5, burst=10),
    }
)


def burst_of(rate: int) -> int:
    """What may come at once at so many requests a second, as AWS gives it."""
    return max(1, rate * GATEWAY_BURST // GATEWAY_RATE)


def asked_routes(peaks: Peaks) -> Mapping[str, int]:
    """Requests per second, by the route's key; ``$connect`` is the live lines'.

    Likes and retweets are made and undone at routes of their own: each may have all reactions.
    """
    return MappingProxyType(
        {
            "GET /{proxy+}": peaks.redirects,
            "POST /api/shorten": peaks.links,
            "GET /api/timeline/home": peaks.homes,
            "POST /api/tweets": peaks.tweets,
            "POST /api/tweets/{tweetId}/like": peaks.reactions,
            "DELETE /api/tweets/{tweetId}/like": peaks.reactions,
            "POST /api/tweets/{tweetId}/retweet": peaks.reactions,
            "DELETE /api/tweets/{tweetId}/retweet": peaks.reactions,
            "GET /api/notifications/unread": peaks.homes,
            "POST /api/live/ticket": peaks.lines,
            LINE: peaks.lines,
        }
    )


def throttles(peaks: Peaks, *, usual: Throttle) -> Mapping[str, Throttle]:
    """Of the routes that have to take more than usual, and of those that always take less."""
    needed = {key: ceil(asked / FULL) for key, asked in asked_routes(peaks).items()}
    more = {key: Throttle.of(rate) for key, rate in needed.items() if rate > usual.rate}
    return MappingProxyType({**ROUTE_THROTTLES, **more})


def throttles_below(rate: int) -> Mapping[str, Throttle]:
    """Of the routes that take less than all others, where those take ``rate``."""
    return MappingProxyType({k: each for k, each in ROUTE_THROTTLES.items() if each.rate < rate})
