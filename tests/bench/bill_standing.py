"""What a stage costs before anybody uses it, beside links' nodes, shards and endpoints."""

from dataclasses import dataclass
from typing import Protocol

from core.secrets import MAX_AGE

from .bill import Bill, Line, Load
from .cost import HOURS, MILLION, Prices
from .counted import kept

FIREWALL_RULES = 4
REQUESTS_A_SANDBOX = 20  # assumed: a second, at 50 ms each
SANDBOXES = 10  # assumed: alive where hardly anybody comes
REPORTS_AN_HOUR = 360  # of a film being watched, one in ten seconds
SECRETS_EACH = (
    2  # read anew every ``MAX_AGE`` by a sandbox, or one and whether it has another before
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of production's templates, as ``standing`` counts them: of alarms the metrics they watch."""

    alarms: int
    composites: int
    dashboards: int
    secrets: int
    keys: int


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
            Line("keys of our own*", made.keys * month["key"], 0.0, "as much again for each of the "
                 "first two years' new material"),
            Line("reading secrets*", _reading(load, at), 0.0, "every sandbox, every five minutes"),
            Line("firewall*", firewall, 0.0),
            Line("streams on demand*", streams, streams / max(1, load.streams)),
        ),
    )  # fmt: skip


def _reading(load: Load, at: Prices) -> float:
    """Each read is one of Secrets Manager and one use of the key; playback asks most."""
    reports = load.watched_hours * REPORTS_AN_HOUR
    requests = load.redirects + load.reads + load.tweets + reports
    sandboxes = SANDBOXES + requests / (HOURS * 3_600) / REQUESTS_A_SANDBOX
    reads = sandboxes * SECRETS_EACH * HOURS * 3_600 / MAX_AGE
    each = at["per_million"]["secret_reads"] + at["per_million"]["key_uses"]
    return reads / MILLION * each
