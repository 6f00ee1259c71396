"""P18 of links and of homes: how many visits find what they ask for in Valkey.

Popularity follows Zipf 1.0 (``measures.md``) at the rates of the design document. Populations are
drawn smaller than they are: in a larger one the most visited take more of all visits, so that as
large a share of it, held, finds more.
"""

from collections.abc import Sequence

import valkey

from infra.config import PROD
from infra.sizing.valkey import TIMELINE_BYTES
from links.hot import LINK_TTL, cache_key, cache_value, encode
from social.adapters.timelines import TTL as HOME_TTL
from tests.conftest import start_valkey
from tests.fakes.redirect import CREATED, a_link

from .cost import Prices, prices
from .loads import DAYS, SEED
from .table import Row, at_least
from .visits_replay import DAY, Population, hit_rate

GIB = 1 << 30
FILLED = 0.75  # a quarter of a node is reserved
LINKS = 20_000
BUSY = 1_000_000  # links visited ``PER_SECOND`` times a second, as in P4
PER_SECOND = 4_000
HOMES = 10_000
LINK_TARGET, HOME_TARGET = 0.95, 0.90


def hit_rate_rows() -> Sequence[Row]:
    return [*_links(prices()), *_homes()]


def _links(at: Prices) -> Sequence[Row]:
    size = _link_bytes()
    memory = PROD.cache.shards * at["valkey_node_gib"][PROD.cache.node_type] * GIB * FILLED
    fit = memory / size
    busy = Population(size=LINKS, asked=PER_SECOND * DAY / BUSY, days=1 / 24, before=2 / 24)
    month = Population(size=LINKS, asked=SEED.redirects / SEED.links / DAYS, days=10, before=5)
    share = min(1.0, fit / SEED.links)
    return [
        at_least(
            "P18",
            f"links in Valkey, {BUSY:,} at {PER_SECOND:,} visits a second",
            _rate(busy, min(1.0, fit / BUSY), LINK_TTL),
            LINK_TARGET,
            how=f"{size} bytes each, prod's nodes hold {fit / 1e6:.0f} million; with room for half "
            f"of them {_rate(busy, 0.5, LINK_TTL):.3f}",
        ),
        _printed(
            f"links in Valkey, {SEED.links / 1e6:.0f} million with 100 visits a month each",
            _rate(month, share, LINK_TTL),
            f"prod's nodes hold {share:.0%}; with room for all {_rate(month, 1, LINK_TTL):.3f}, "
            "as a link that nobody visits for a day is forgotten",
        ),
    ]


def _homes() -> Sequence[Row]:
    readers = Population(size=HOMES, asked=SEED.reads / SEED.readers / DAYS, days=10, before=40)
    return [
        at_least(
            "P18",
            f"homes in Valkey, {SEED.readers / 1e6:.0f} million readers",
            _rate(readers, 1, HOME_TTL),
            HOME_TARGET,
            how=f"{SEED.readers * TIMELINE_BYTES / GIB:,.0f} GiB, which `make cost` pays for; "
            f"with room for half of them {_rate(readers, 0.5, HOME_TTL):.3f}",
        )
    ]


def _rate(population: Population, share: float, kept_seconds: float) -> float:
    return hit_rate(population, room=int(population.size * share), kept_seconds=kept_seconds)


def _link_bytes() -> int:
    link = a_link("abc1234", "https://www.example.com/very/long/url?with=a&query=string")
    server = start_valkey()
    try:
        with valkey.Valkey(host=server.host, port=server.port) as client:
            held = cache_value(encode(link), CREATED.timestamp())
            client.set(cache_key(link.code), held, ex=LINK_TTL)
            return int(str(client.memory_usage(cache_key(link.code))))
    finally:
        server.stop()


def _printed(what: str, rate: float, how: str) -> Row:
    return Row(
        measure="P18", what=what, now=f"{rate:.3f}", target="printed", ok=None, value=rate, how=how
    )
