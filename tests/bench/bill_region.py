"""What each region after the first adds to a stage's month: ``regions`` in ``infra/config.py``.

There it has a replica of the links, a stream of its own, and what watches them: neither Valkey nor
a network. The redirects themselves cost there what they cost at home, so they are not here.
"""

from dataclasses import dataclass

from .bill import Bill, Line, Load, recovery
from .bill_standing import alarms_price
from .cost import HOURS, MILLION, Prices, gib_of_a_million
from .counted import kept
from .redirect_cost import redirect_units
from .writing_units import Written

SHARE = 1 / 3  # assumed: of all visits, those that come to this region
REPLICATED_SECRETS = 2  # the edge's and the visitors' salt


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """Of the stacks that such a region has, as ``standing`` counts them."""

    alarms: int
    composites: int
    dashboards: int
    keys: int


def region_bill(load: Load, at: Prices) -> Bill:
    made, month = kept("further_region", Further), at["per_month"]
    links = load.links / MILLION * kept("link", Written).write_units
    gib = load.links_gib / 2
    stored = gib * at["per_gib_month"]["dynamodb_storage"]
    return Bill(
        f"Each further region, {load.name}",
        (
            Line("replicated writes of links", links * at["per_million"]["dynamodb_write_units"],
                 0.0, "each write to a link once more"),
            Line("the replica's storage*", stored, 0.0),
            recovery(gib, at),
            Line("stream of clicks*", _stream(load, at), 0.0, f"{load.shards or 'no'} shards"),
            Line("clicks, sent home*", _homeward(load, at), 0.0, "of a third of all visits"),
            Line("alarms*", alarms_price(made, at), 0.0, f"{made.alarms:.0f}"),
            Line("dashboards*", made.dashboards * month["dashboard"], 0.0),
            Line("secrets' replicas*", REPLICATED_SECRETS * month["secret"], 0.0),
            Line("key of the replicas*", made.keys * month["key"], 0.0),
            Line("health check*", month["health_check"], 0.0),
        ),
    )  # fmt: skip


def _stream(load: Load, at: Prices) -> float:
    """Its shards and the six days that they keep beyond the first."""
    hour = at["per_hour"]
    if not load.shards:
        return hour["kinesis_on_demand_stream"] * HOURS
    return load.shards * (hour["kinesis_shard"] + hour["kinesis_shard_retention"]) * HOURS


def _homeward(load: Load, at: Prices) -> float:
    """A click is put a second time, at home, and travels there."""
    travels = gib_of_a_million(redirect_units().record_bytes) * at["per_gib"]["between_regions"]
    puts = at["per_million"]["kinesis_put_units"]
    return load.redirects * SHARE / MILLION * (puts + travels)
