"""P5, P15: what a tweet costs, from the API's call to the last consumer of the stream.

Request units, calls, bytes and commands are counted (``tweet_steps``); nobody is online, and the
tweet has words alone: no image, address, mention or quote. The naive design writes into a timeline
of every follower.
"""

from collections.abc import Mapping, Sequence
from math import log

from infra.config import PROD
from social.graph.relating import WIDE_FROM

from .cost import DYNAMODB_MS, MILLION, VALKEY_MS, gib_of_a_million, prices
from .table import Row, at_most
from .tweet_rig import TweetSite, Used, tweet_site
from .tweet_steps import POSTS, TEXT, USUAL, Step, fanning, indexing, posting, reading

FOLLOWERS = (10, 1_000, 100_000)
SLOPE = 0.05
LIMIT = 4.0
NAIVE_TIMELINE, NAIVE_TWEET = 1.0, 2.0  # write units: a follower's timeline; tweet and index
NAIVE_STREAM = 0.06  # $ per GiB in and out, and 1 KB a record
BUSY = 0.5  # of a Valkey node's one thread


def tweet_rows() -> Sequence[Row]:
    with tweet_site() as site:
        units, ms = _by_followers(site)
        return [
            _slope("read and write units", units),
            _slope("modelled waiting", ms),
            *_cost(site),
        ]


# P5


def _by_followers(site: TweetSite) -> tuple[list[float], list[float]]:
    dollars, waits = [], []
    at = prices()["per_million"]
    for followers in FOLLOWERS:
        author = _author(site, followers)
        site.post(author, TEXT)
        site.used, before = Used(), site.cache_commands()
        for number in range(POSTS):
            site.post(author, TEXT.format(number))
        used, asked = site.used, site.cache_commands() - before
        priced = used.reads * at["dynamodb_read_units"] + used.writes * at["dynamodb_write_units"]
        dollars.append(priced / POSTS)
        waits.append((used.calls * DYNAMODB_MS + asked * VALKEY_MS) / POSTS)
    return dollars, waits


def _slope(what: str, values: Sequence[float]) -> Row:
    slope = log(values[-1] / values[0]) / log(FOLLOWERS[-1] / FOLLOWERS[0])
    each = ", ".join(f"{value:.4g}" for value in values)
    sizes = ", ".join(f"{number:,}" for number in FOLLOWERS)
    return at_most(
        "P5",
        f"posting a tweet, {what}: slope over followers",
        slope,
        SLOPE,
        how=f"{each} ($ per million tweets)" if "units" in what else f"{each} ms; {sizes}",
    )


def _author(site: TweetSite, followers: int) -> str:
    threshold = PROD.celebrity_threshold
    return site.author(
        f"author-{followers:025}", followers=followers, threshold=threshold, wide_from=WIDE_FROM
    )


# P15


def _cost(site: TweetSite) -> list[Row]:
    author = _author(site, USUAL)
    steps = {
        "API": posting(site, author),
        "fan-out": fanning(site, author),
        "readers of the stream": reading(site, author),
        "search": indexing(),
    }
    at = prices()
    parts: dict[str, float] = {}
    for step in steps.values():
        for name, value in _dollars(step, at).items():
            parts[name] = parts.get(name, 0.0) + value
    by_step = ", ".join(f"{n} {sum(_dollars(s, at).values()):.2f}" for n, s in steps.items())
    items = ", ".join(f"{name} {value:.2f}" for name, value in parts.items() if value >= 0.005)
    million = at["per_million"]
    units = USUAL * NAIVE_TIMELINE + NAIVE_TWEET
    naive = units * million["dynamodb_write_units"] + 2 * gib_of_a_million(1024) * NAIVE_STREAM
    return [
        at_most(
            "P15",
            f"a million tweets at {USUAL} followers, modelled, $",
            sum(parts.values()),
            LIMIT,
            how=f"{by_step}; {items}; without gateway and CDN; * = assumed price",
        ),
        Row(
            measure="P15",
            what="the same, naive design, $",
            now=f"{naive:.3g}",
            target="",
            ok=None,
            value=naive,
            how=f"a write unit for each of {USUAL} timelines; neither search nor functions",
        ),
    ]


def _dollars(step: Step, at: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    million, gib = at["per_million"], at["per_gib"]
    gb_seconds = step.ms / 1000 * step.memory / 1024
    into = sum(gib_of_a_million(-(-size // 1024) * 1024) for size in step.records)
    out = sum(gib_of_a_million(size) for size in step.records) * step.readers
    nodes = 1 + PROD.cache.replicas
    hours = step.pushes * MILLION / 3600 / BUSY * nodes
    return {
        "writes": step.writes * million["dynamodb_write_units"],
        "reads": step.reads * million["dynamodb_read_units"],
        "Lambda": step.invocations * million["lambda_requests"]
        + gb_seconds * million["lambda_arm64_gb_seconds"],
        "change capture*": step.changed * million["dynamodb_change_units"],
        "Kinesis": into * gib["kinesis_in"] + out * gib["kinesis_out"],
        "Valkey nodes*": hours * at["valkey_node_hours"][PROD.cache.node_type],
        "logs": gib_of_a_million(step.logged) * gib["logs"],
    }
