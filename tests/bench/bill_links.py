"""Links: a month of new links and redirects, through the gateway or past it by a function URL."""

from dataclasses import replace
from typing import Literal

from .authorizer_cost import guarded_dollars
from .bill import Bill, Line, Load, by_item, prefixed, recovery
from .cost import (
    MILLION,
    NAIVE,
    Prices,
    RedirectUnits,
    access_log_dollars,
    archive_dollars,
    dollars_per_million,
    gib_of_a_million,
)
from .counted import kept
from .home_cost import gateway_dollars
from .redirect_cost import Counting, redirect_units
from .writing_cost import link_dollars, naive_api
from .writing_units import Written

Origin = Literal["http-api", "function-url"]


def links_bill(load: Load, at: Prices, *, origin: Origin) -> Bill:
    """The naive design has one transaction per click, no cache and no CDN, and keeps rows."""
    ours = _sized(redirect_units(), load)
    per_redirect = by_item(
        dollars_per_million(ours, at, a_month=load.redirects),
        dollars_per_million(NAIVE, at, a_month=load.redirects),
        load.redirects,
    )
    per_link = by_item(
        link_dollars(kept("link", Written), at) | guarded_dollars(at, a_month=load.links),
        naive_api(at) | {"DynamoDB writes": 2 * at["per_million"]["dynamodb_write_units"]},
        load.links,
    )
    lines = [
        *prefixed("redirects", per_redirect),
        *prefixed("new links", per_link),
        *_before(load, ours, at, origin),
        *_stored(load, ours, at),
    ]
    return Bill(f"Links, {load.name}; redirects by {origin}", tuple(lines))


def _sized(units: RedirectUnits, load: Load) -> RedirectUnits:
    """Nodes, shards and endpoints as the load's stage has them; a function asks them all alike."""
    return replace(
        units, shards=load.shards, valkey_nodes=load.nodes, valkey_node=load.node,
        kept_longer=bool(load.shards),
    )  # fmt: skip


def _before(load: Load, units: RedirectUnits, at: Prices, origin: Origin) -> list[Line]:
    million = at["per_million"]
    requests = load.redirects + load.links
    through_gateway = requests if origin == "http-api" else load.links
    transfer = gib_of_a_million(units.answer_bytes) * at["per_gib"]["cloudfront_transfer_out"]
    edge = requests / MILLION
    return [
        Line("HTTP API", gateway_dollars(million, through_gateway),
             gateway_dollars(million, requests)),
        Line("the gateway's log*", access_log_dollars(through_gateway, at), 0.0),
        Line("CloudFront requests", edge * million["cloudfront_requests"], 0.0),
        Line("CloudFront function", edge * million["cloudfront_functions"], 0.0),
        Line("CloudFront transfer", edge * transfer, 0.0),
        Line("firewall, by request", edge * million["waf_requests"], 0.0),
    ]  # fmt: skip


def _stored(load: Load, units: RedirectUnits, at: Prices) -> list[Line]:
    month = at["per_gib_month"]
    links_only = load.links_gib / 2  # the design document doubles it for analytics
    segments = load.clicks_kept * kept("counting", Counting).kept_bytes / 1024**3
    archive = load.redirects / MILLION * archive_dollars(units, at)
    return [
        Line("links and clicks stored*", (links_only + segments) * month["dynamodb_storage"],
             load.links_gib * month["dynamodb_storage"], f"{load.links_gib:,.2f} GiB naive"),
        recovery(links_only + segments, at),
        Line("raw clicks to S3 (Firehose*)", archive, 0.0, "what the naive design has not"),
    ]  # fmt: skip
