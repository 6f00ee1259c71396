"""Social: a month of tweets and home reads, and Valkey's nodes for everybody's timeline."""

from collections.abc import Mapping
from math import ceil

from infra.config import PROD

from .authorizer_cost import DAY, guarded_dollars, verdicts
from .bill import Bill, Line, Load, by_item, prefixed, recovery
from .cost import GIB, HOURS, MILLION, Prices, access_log_dollars
from .counted import kept
from .home_cost import HomeUnits, gateway_dollars, home_dollars, naive_home
from .tweet_times import TweetTimes
from .writing_cost import CONSUMER_CALLS, naive_tweet, tweet_dollars
from .writing_units import Written

TIMELINE_BYTES = 16 * 1024  # P10
DAYS = 30
FULL = 0.75  # of a node's memory
NODE = "cache.r7g.large"
COMPRESSED = 0.2  # assumed: of an answer's bytes after gzip


def social_bill(load: Load, at: Prices) -> Bill:
    """The naive design keeps each timeline as items and reads 20 tweets for each home."""
    home = kept("home", HomeUnits)
    posted = tweet_dollars(kept("tweet", Written), kept("tweet_times", TweetTimes), at)
    del posted["Valkey nodes*"]  # timelines' nodes are paid by what they hold, below
    posted |= guarded_dollars(at, a_month=load.tweets, traced=1 + CONSUMER_CALLS)
    tweets = by_item(posted, naive_tweet(at), load.tweets)
    ours = home_dollars(home, at, a_month=load.reads)
    for apart in ("HTTP API", "Valkey nodes*"):  # of all systems together, below
        del ours[apart]
    ours |= _guarded_reads(load, at)
    reads = by_item(ours, naive_home(at), load.reads)
    million = at["per_million"]
    requests = load.reads + load.tweets
    transfer = home.answer_bytes * COMPRESSED * load.reads / GIB
    gateway = gateway_dollars(million, requests)
    return Bill(
        f"Social, {load.name}",
        (
            *prefixed("tweets", tweets),
            *prefixed("homes", reads),
            _timelines(load, at),
            Line("HTTP API", gateway, gateway),
            Line("the gateway's log*", access_log_dollars(requests, at), 0.0),
            Line("CloudFront requests", requests / MILLION * million["cloudfront_requests"], 0.0),
            Line("CloudFront transfer*", transfer * at["per_gib"]["cloudfront_transfer_out"],
                 transfer * at["per_gib"]["api_transfer_out"], "the first tier's price"),
            Line("firewall, by request", requests / MILLION * million["waf_requests"], 0.0),
            Line("tweets stored*", load.tweets_gib * at["per_gib_month"]["dynamodb_storage"],
                 load.tweets_gib * at["per_gib_month"]["dynamodb_storage"]),
            recovery(load.tweets_gib, at),
        ),
    )  # fmt: skip


def nodes_for(load: Load, at: Prices) -> int:
    """Shards times copies; a load that fits into its stage's own nodes needs no others."""
    memory = load.readers * TIMELINE_BYTES / GIB
    if memory <= load.nodes * at["valkey_node_gib"][load.node] * FULL:
        return 0
    shards = ceil(memory / (at["valkey_node_gib"][NODE] * FULL))
    return shards * (1 + PROD.cache.replicas)


def _timelines(load: Load, at: Prices) -> Line:
    nodes = nodes_for(load, at)
    ours = nodes * at["valkey_node_hours"][NODE] * HOURS
    entries = load.readers * 800 * 100 / GIB * at["per_gib_month"]["dynamodb_storage"]
    how = f"{nodes:,} {NODE} for {load.readers:,.0f} homes of 16 KB, twice"
    return Line("timelines in Valkey*", ours, entries, how if nodes else "fits into links' nodes")


def _guarded_reads(load: Load, at: Prices) -> Mapping[str, float]:
    """The function is quiet; everybody looks as often as everybody else."""
    apart = DAYS * DAY * load.readers / load.reads
    asked = verdicts(seconds_between=apart)
    return guarded_dollars(at, a_month=load.reads, verdicts=asked, traced=0.0)
