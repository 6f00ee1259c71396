"""What a stage costs before anybody uses it, beside links' nodes, shards and endpoints."""

from dataclasses import dataclass
from typing import Protocol

from .bill import Bill, Line, Load
from .cost import HOURS, Prices
from .counted import kept

FIREWALL_RULES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of production's templates, as ``standing`` counts them: of alarms the metrics they watch."""

    alarms: int
    composites: int
    dashboards: int
    secrets: int


class Alarms(Protocol):
    @property
    def alarms(self) -> int: ...

    @property
    def composites(self) -> int: ...


def alarms_price(made: Alarms, at: Prices) -> float:
    month = at["per_month"]
    return made.alarms * month["alarm"] + made.composites * month["composite_alarm"]


def standing_bill(load: Load, at: Prices) -> Bill:
    made, month = kept("standing", Standing), at["per_month"]
    firewall = month["waf_acl"] + FIREWALL_RULES * month["waf_rule"]
    streams = load.streams * at["per_hour"]["kinesis_on_demand_stream"] * HOURS
    return Bill(
        f"Standing, {load.name}",
        (
            Line("alarms*", alarms_price(made, at), 0.0, f"{made.alarms:.0f}"),
            Line("dashboards*", made.dashboards * month["dashboard"], 0.0),
            Line("secrets*", made.secrets * month["secret"], month["secret"]),
            Line("firewall*", firewall, 0.0),
            Line("streams on demand*", streams, streams / max(1, load.streams)),
        ),
    )
