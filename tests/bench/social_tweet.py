"""P5, P15: what a tweet costs, from the API's call to the last consumer of the stream.

Request units and bytes are ``writing_units``', processor time ``tweet_times``'; nobody is online,
and the tweet has words alone: no image, address, mention or quote. The naive design writes into a
timeline of every follower.
"""

from collections.abc import Sequence
from math import log

from infra.config import PROD
from social.graph.relating import WIDE_FROM

from .authorizer_cost import guarded_dollars
from .cost import DYNAMODB_MS, VALKEY_MS, prices
from .counted import keep
from .table import Row, at_most
from .tweet_rig import TweetSite, tweet_site
from .tweet_times import POSTS, TEXT, tweet_times
from .writing_cost import CONSUMER_CALLS, naive_tweet, said, tweet_dollars
from .writing_cost import TWEET_LIMIT as LIMIT
from .writing_units import FOLLOWERS, Written, tweet_posted

CROWDS = (10, 1_000, 100_000)
SLOPE = 0.05


def tweet_rows() -> Sequence[Row]:
    posted = tweet_posted()  # on tables of its own
    with tweet_site() as site:
        units, ms = _by_followers(site)
        return [
            _slope("read and write units", units),
            _slope("modelled waiting", ms),
            *_cost(site, posted),
        ]


# P5


def _by_followers(site: TweetSite) -> tuple[list[float], list[float]]:
    dollars, waits = [], []
    at = prices()["per_million"]
    for followers in CROWDS:
        author = an_author(site, followers)
        site.post(author, TEXT)
        site.meter.clear()
        before = site.cache_commands()
        for number in range(POSTS):
            site.post(author, TEXT.format(number))
        used, asked = site.meter, site.cache_commands() - before
        priced = used.reads * at["dynamodb_read_units"] + used.writes * at["dynamodb_write_units"]
        dollars.append(priced / POSTS)
        waits.append((used.trips * DYNAMODB_MS + asked * VALKEY_MS) / POSTS)
    return dollars, waits


def _slope(what: str, values: Sequence[float]) -> Row:
    slope = log(values[-1] / values[0]) / log(CROWDS[-1] / CROWDS[0])
    each = ", ".join(f"{value:.4g}" for value in values)
    sizes = ", ".join(f"{number:,}" for number in CROWDS)
    return at_most(
        "P5",
        f"posting a tweet, {what}: slope over followers",
        slope,
        SLOPE,
        how=f"{each} ($ per million tweets)" if "units" in what else f"{each} ms; {sizes}",
        points=tuple(zip(CROWDS, values, strict=True)),
    )


def an_author(site: TweetSite, followers: int) -> str:
    threshold = PROD.celebrity_threshold
    return site.author(
        f"author-{followers:025}", followers=followers, threshold=threshold, wide_from=WIDE_FROM
    )


# P15


def _cost(site: TweetSite, units: Written) -> list[Row]:
    """Refreshes what ``make cost`` works from, and asks the very model that it asks."""
    times = tweet_times(site, an_author(site, FOLLOWERS))
    keep("tweet", units)
    keep("tweet_times", times)
    at = prices()
    parts, naive = tweet_dollars(units, times, at), sum(naive_tweet(at).values())
    guarded = guarded_dollars(at, traced=1 + CONSUMER_CALLS)
    return [
        at_most(
            "P15",
            f"a million tweets at {FOLLOWERS} followers, modelled, $",
            sum(parts.values()),
            LIMIT,
            how=f"{said(parts)}; without gateway and CDN; * = assumed price",
        ),
        at_most(
            "P15",
            "the same with authorizer and traces, $",
            sum(parts.values()) + sum(guarded.values()),
            LIMIT,
            how=f"{said(guarded)}; the target's model counts neither",
        ),
        Row(
            measure="P15",
            what="the same, naive design, $",
            now=f"{naive:.3g}",
            target="",
            ok=None,
            value=naive,
            how=f"a write unit for each of {FOLLOWERS} timelines; no search",
        ),
    ]
