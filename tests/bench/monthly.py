"""``make cost``: the month's bills of all loads, and what a million of each thing costs.

From ``counted.json`` (which ``make bench`` refreshes) and ``prices.toml`` alone: nothing is started
and nothing measured. ``budgets.toml`` is what a million may cost; a test fails where the model says
five per cent more, so whoever makes something dearer changes the budget in the same commit.
"""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .authorizer_cost import guarded_dollars
from .bill import Bill, Load, shown
from .bill_links import links_bill
from .bill_people import people_bill
from .bill_region import region_bill
from .bill_social import social_bill
from .bill_standing import standing_bill
from .bill_video import video_bill
from .cost import LIMIT, Prices, dollars_per_million, prices
from .counted import kept
from .home_cost import READ_LIMIT, HomeUnits, around_home, home_dollars
from .loads import LOADS
from .redirect_cost import redirect_units
from .tweet_times import TweetTimes
from .video_cost import counted_video, video_dollars
from .writing_cost import CONSUMER_CALLS, TWEET_LIMIT, link_dollars, tweet_dollars
from .writing_units import Written

BUDGETS = Path(__file__).parent / "budgets.toml"
TOLERANCE = 1.05
TARGETS = {"redirects": LIMIT, "tweets": TWEET_LIMIT, "homes": READ_LIMIT}


def modelled(at: Prices) -> Mapping[str, float]:
    """Dollars per million; gateway and CDN apart, but for homes, as P15 says.

    Authorizer and traces are in all of them, which P15's targets leave out.
    """
    aimed = as_targets_count(at)
    link = link_dollars(kept("link", Written), at) | guarded_dollars(at)
    tweet = guarded_dollars(at, traced=1 + CONSUMER_CALLS)
    return {
        "redirects": aimed["redirects"],
        "links": sum(link.values()),
        "tweets": aimed["tweets"] + sum(tweet.values()),
        "homes": aimed["homes"] + sum(around_home(at).values()),
        **{
            f"video_{kind}": sum(parts.values())
            for kind, parts in video_dollars(counted_video(), at).items()
        },
    }


def as_targets_count(at: Prices) -> Mapping[str, float]:
    """What P15's targets are about: neither authorizer nor traces nor the gateway's log."""
    tweet = tweet_dollars(kept("tweet", Written), kept("tweet_times", TweetTimes), at)
    return {
        "redirects": sum(dollars_per_million(redirect_units(), at).values()),
        "tweets": sum(tweet.values()),
        "homes": sum(home_dollars(kept("home", HomeUnits), at).values()),
    }


def budgets() -> Mapping[str, float]:
    with BUDGETS.open("rb") as file:
        found: Mapping[str, float] = tomllib.load(file)["per_million"]
    return found


def over_budget(costs: Mapping[str, float], allowed: Mapping[str, float]) -> list[str]:
    """One sentence each; also of what has no budget or no cost."""
    unpaired = [f"{name}: no budget or no cost" for name in costs.keys() ^ allowed.keys()]
    return unpaired + [
        f"{name}: ${costs[name]:.3f} a million, and the budget is ${allowed[name]:.3f}"
        for name in costs.keys() & allowed.keys()
        if costs[name] > _most(name, allowed[name])
    ]


def _most(name: str, budget: float) -> float:
    """Where the budget meets a target, no tolerance reaches above that."""
    target = TARGETS.get(name, 0.0)
    return min(budget * TOLERANCE, target) if budget <= target else budget * TOLERANCE


def bills_of(load: Load, at: Prices) -> list[Bill]:
    """Links twice: through the gateway, and by a function URL."""
    return [
        links_bill(load, at, origin="http-api"),
        links_bill(load, at, origin="function-url"),
        social_bill(load, at),
        video_bill(load, at),
        people_bill(load, at),
        standing_bill(load, at),
        region_bill(load, at),
    ]


def main() -> int:
    console, at = Console(width=120), prices()
    for load in LOADS:
        for bill in bills_of(load, at):
            shown(bill, console)
    costs, allowed, counted = modelled(at), budgets(), as_targets_count(at)
    table = Table(title="A million, $ (gateway and CDN apart, but for homes)", title_justify="left")
    for column in ("of", "now", "budget", "as P15 counts", "P15"):
        table.add_column(column)
    for name, dollars in costs.items():
        aimed = [f"{counted[name]:.3f}", f"≤ {TARGETS[name]:.2f}"] if name in TARGETS else []
        table.add_row(name, f"{dollars:.3f}", f"{allowed[name]:.3f}", *aimed)
    console.print(table)
    console.print("us-east-1 list prices, no free tiers; * = price or unit assumed (prices.toml).")
    complaints = over_budget(costs, allowed)
    for complaint in complaints:
        console.print(f"[bold red]over budget[/] {complaint}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
