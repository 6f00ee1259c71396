"""``docs/quotas.md``."""

from collections.abc import Iterable, Iterator

from infra.config import PROD
from infra.sizing.capacity import (
    FULL,
    NEW_TABLE,
    REQUESTS_OF_ONE,
    click_shards,
    social_shards,
    social_work_shards,
    view_shards,
    warm_tables,
)
from infra.sizing.markdown import table, written
from infra.sizing.peaks import Peaks
from infra.sizing.quotas import Quota, quotas, quotas_elsewhere
from infra.sizing.streams_page import streams_blocks
from infra.sizing.throttles import (
    GATEWAY_RATE,
    LINE,
    ROUTE_THROTTLES,
    asked_routes,
    throttles,
)
from infra.sizing.valkey import NODE, cache_shards, homes_of


def page(peaks: Peaks) -> str:
    return written(
        (
            *_asked(peaks),
            *_throttles(peaks),
            *_shards(peaks),
            *_warm(peaks),
            *streams_blocks(peaks, allowed=int(PROD.throttle.rate)),
        )
    )


def _asked(peaks: Peaks) -> Iterator[str]:
    yield "# Quotas and sizes for the design document's peaks"
    yield f"""Written by `python -m infra.sizing`; do not edit. Peaks per second:
        {peaks.redirects:,} redirects, {peaks.links:,} new links, {peaks.tweets:,} tweets,
        {peaks.homes:,} homes, and as many reactions as tweets; {peaks.uploaded_hours:,} hours of
        film uploaded a day; {peaks.streams:,} streams at once, which one deployment does **not**
        carry: [below](#streams). Nothing is planned fuller than {FULL:.0%}."""
    yield """**One setting**, `-c peaks=true`, makes a new stage with the throttles, shards, nodes
        and warm tables below. It comes after AWS has raised the quotas, since no route may be
        allowed more than the account has, and its nodes cost some $200,000 a month before anybody
        comes."""
    yield "## What to ask of AWS"
    yield """"Given" is a new account's, as far as we know; Service Quotas tells yours. Ask weeks
        before. In the home region, or the only one:"""
    yield _rows(quotas(peaks))
    yield f"""Lambda's is not how many run at once: an account may have {REQUESTS_OF_ONE} requests a
        second for each, and the authorizer's are requests too. A function grows by 1,000 in ten
        seconds, which is 10,000 requests, so homes take a minute from nothing to their peak. Live
        lines ask more than all else: our own client opens one at each home, and looks every half
        minute where it gets none. Ask about Cognito first: 120 a second is meant for two million
        people a month, and if AWS says no, another issuer of tokens has to be built in. Tables on
        demand have no quota of the whole account."""
    yield "In each further region ([regions](regions.md)), which only redirects:"
    yield _rows(quotas_elsewhere(peaks))


def _throttles(peaks: Peaks) -> Iterator[str]:
    usual = PROD.throttle
    sized = throttles(peaks, usual=usual)
    few = ", ".join(f"`{key}` {each.rate:,.0f}" for key, each in ROUTE_THROTTLES.items())
    yield "## Throttles"
    yield f"""In prod a route takes {usual.rate:,} requests a second and {usual.burst:,} at once, so
        that none uses up what a new account has ({GATEWAY_RATE:,} a second for all routes
        together); what is above is answered 429. That refuses a part of the peaks, and
        `-c peaks=true` does not:"""
    yield table(
        ("route", "peak a second", "prod", "`-c peaks=true`"),
        (
            (
                f"`{key}`" + (" (live lines)" if key == LINE else ""),
                f"{asked:,}",
                f"{usual.rate:,}",
                f"{sized.get(key, usual).rate:,}",
            )
            for key, asked in asked_routes(peaks).items()
        ),
    )
    yield f"""There half of what may come in a second may come at once, as AWS gives it to accounts.
        Always less: {few}."""
    yield """`-c throttle=1000` is the rate of every route instead, in any stage: to keep a flood
        off, or for peaks of your own. It counts also beside `-c peaks=true`."""


def _shards(peaks: Peaks) -> Iterator[str]:
    now = PROD.cache
    yield "## Shards"
    yield table(
        ("setting", "shards", "now in prod"),
        (
            ("`click_shards`", f"{click_shards(peaks)}", "the same, in each region"),
            (
                "`social_shards`",
                f"{social_shards(peaks)}",
                "on demand: a small site pays for what it uses",
            ),
            ("`social_work_shards`", f"{social_work_shards(peaks)}", "on demand"),
            ("`view_shards`", f"{view_shards(peaks)}", "on demand; these are for all streams"),
            (
                "`cache`",
                f"{cache_shards(peaks)} of {NODE}, twice",
                f"{now.shards} of {now.node_type}: everybody's timeline is paid when it is there",
            ),
        ),
    )
    yield f"""On demand doubles within minutes from what a stream has had before; at these peaks
        fixed shards are also the cheaper way. Set them before a launch. A GiB of Valkey's nodes
        holds {homes_of(1):,} timelines."""


def _warm(peaks: Peaks) -> Iterator[str]:
    yield "## Warm tables"
    yield f"""Tables on demand serve {NEW_TABLE.reads:,} reads and {NEW_TABLE.writes:,} writes a
        second when new and grow to twice their peak within half an hour. `-c warm=true` alone
        deploys these with more from the first second on, which AWS charges once and allows up to
        the quota of a table:"""
    yield table(
        ("table", "reads", "writes"),
        (
            (f"`{name}`", f"{each.reads:,}", f"{each.writes:,}")
            for name, each in warm_tables(peaks).items()
        ),
    )


def _rows(quotas: Iterable[Quota]) -> str:
    return table(
        ("service", "quota", "given", "needed", "", "why"),
        (
            (
                q.service,
                q.name,
                f"{q.given:,}",
                f"{q.needed:,}",
                "**raise**" if q.raised else "enough",
                q.why,
            )
            for q in quotas
        ),
    )
