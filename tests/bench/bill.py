"""A month's bill, item by item, ours beside a naive design's; every price from ``prices.toml``.

``bill_links``, ``bill_social`` and ``bill_video`` fill it for a load; ``monthly`` prints it. No
free tiers, no discounts by contract: at the design document's scale nobody pays list prices, but
both columns are off by the same factor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from .cost import MILLION, Prices

TIB = 1024  # GiB
PIB = 1024 * TIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is asked of the three systems in a month, and what they hold when it ends."""

    name: str
    links: float
    redirects: float
    links_gib: float  # stored, by the design document's estimate
    clicks_kept: float  # in the 40 days for which single clicks are kept
    tweets: float
    reads: float
    readers: float  # people with a timeline; who watches is among them
    tweets_gib: float
    uploaded_hours: float
    watched_hours: float
    views: float
    most_at_once: float = 0.0  # streams; none: no peak is known
    video_gib: float
    originals_gib: float
    nodes: int  # Valkey's, of a stage that needs no more for its timelines
    node: str
    streams: int  # on demand
    shards: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    ours: float
    naive: float
    how: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    title: str
    lines: tuple[Line, ...]

    @property
    def ours(self) -> float:
        return sum(line.ours for line in self.lines)

    @property
    def naive(self) -> float:
        return sum(line.naive for line in self.lines)


def by_item(ours: Mapping[str, float], naive: Mapping[str, float], times: float) -> list[Line]:
    """Two tables of dollars per million as lines of a month with ``times`` of them."""
    names = list(dict.fromkeys((*ours, *naive)))
    factor = times / MILLION
    lines = (Line(n, ours.get(n, 0.0) * factor, naive.get(n, 0.0) * factor) for n in names)
    return [line for line in lines if line.ours or line.naive]


def recovery(gib: float, at: Prices) -> Line:
    """Point-in-time recovery of all our tables; the naive design has none."""
    return Line("point-in-time recovery*", gib * at["per_gib_month"]["dynamodb_recovery"], 0.0)


def prefixed(prefix: str, lines: Iterable[Line]) -> list[Line]:
    return [Line(f"{prefix}: {line.what}", line.ours, line.naive, line.how) for line in lines]


def shown(bill: Bill, console: Console) -> None:
    table = Table(title=bill.title, title_justify="left", show_footer=True)
    table.add_column("item", footer="a month, $")
    table.add_column("ours", justify="right", footer=_dollars(bill.ours))
    table.add_column("naive", justify="right", footer=_dollars(bill.naive))
    table.add_column("how", overflow="fold")
    for line in bill.lines:
        table.add_row(line.what, _dollars(line.ours), _dollars(line.naive), line.how)
    console.print(table)


def _dollars(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:,.2f}"
