"""Which of a link's rules fires for a visitor. Pure; the standard library only."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..hot import HotRule

MOBILE, TABLET, DESKTOP = "mobile", "tablet", "desktop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What rules look at: ISO country or empty, and the two headers as they were sent."""

    country: str = ""
    user_agent: str = ""
    accept_language: str = ""


def first_match(rules: Iterable[HotRule], visitor: Visitor, now: float) -> HotRule | None:
    """The first rule of which every condition holds; ``now`` in epoch seconds."""
    return next((rule for rule in rules if _fires(rule, visitor, now)), None)


def device_of(user_agent: str) -> str:
    """``mobile``, ``tablet`` or ``desktop`` by what browsers promise to put in their user agent.

    Source: MDN, "Browser detection using the user agent" ("Mobi" anywhere is a phone; Android
    without it is a tablet). The statistics use a full parser; a redirect cannot wait for one.
    """
    if "iPad" in user_agent or "Tablet" in user_agent:
        return TABLET
    if "Mobi" in user_agent or "iPhone" in user_agent:
        return MOBILE
    return TABLET if "Android" in user_agent else DESKTOP


def preferred_language(accept_language: str) -> str:
    """The primary subtag a visitor wants most (``de`` of ``de-CH,en;q=0.5``), or empty."""
    best, best_weight = "", 0.0
    for part in accept_language[:500].split(","):
        tag, _, parameter = part.partition(";")
        subtag = tag.strip().partition("-")[0].lower()
        weight = _weight(parameter)
        if 2 <= len(subtag) <= 3 and subtag.isascii() and subtag.isalpha() and weight > best_weight:
            best, best_weight = subtag, weight
    return best


def _fires(rule: HotRule, visitor: Visitor, now: float) -> bool:
    return (
        (rule.starts_at is None or now >= rule.starts_at)
        and (rule.ends_at is None or now < rule.ends_at)
        and (not rule.countries or visitor.country in rule.countries)
        and (not rule.languages or preferred_language(visitor.accept_language) in rule.languages)
        and (not rule.devices or device_of(visitor.user_agent) in rule.devices)
    )


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
