"""What there has to be before load: people who follow each other, links, a film and its plans."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.load.mix import Plan
from tests.load.target import Target

LINKS = 20
FOLLOWEES = 5  # below the local stage's threshold: every tweet is fanned out


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """``follows`` by person; ``views_before`` is what the film's figures said."""

    plan: Plan
    follows: Mapping[str, Sequence[str]]
    views_before: Mapping[str, int]

    @property
    def owner(self) -> str:
        """The token of whom the links belong to."""
        return next(iter(self.plan.tokens.values()))


def prepare(target: Target, *, users: int) -> Prepared:
    # By their number: whom somebody followed in an earlier run of another size they still follow.
    names = [f"load-{users}-{number}" for number in range(users)]
    tokens = {name: target.people.token(name) for name in names}
    ids = {name: target.ask(token, "GET", "/api/me")["id"] for name, token in tokens.items()}
    follows = ring(names)
    for name, token in tokens.items():
        target.ask(token, "PUT", "/api/me/subscription", {"plan": "premium"})
        for followee in follows[name]:
            target.ask(token, "POST", f"/api/users/{ids[followee]}/follow")
        target.ask(token, "GET", "/api/timeline/home")  # homes are pushed to once they were read
    owner, run = tokens[names[0]], secrets.token_hex(4)
    film = target.ask(owner, "GET", "/api/videos")["items"][0]
    plan = Plan(
        run=run,
        tokens=tokens,
        codes=tuple(_link(target, owner, f"{run}/{number}") for number in range(LINKS)),
        film=film["id"],
        film_seconds=film["duration"],
    )
    return Prepared(plan=plan, follows=follows, views_before=target.film_figures(film["id"]))


def ring(names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Everybody follows the next few, and so as many follow everybody."""
    count = min(FOLLOWEES, len(names) - 1)
    return {
        name: [names[(place + step) % len(names)] for step in range(1, count + 1)]
        for place, name in enumerate(names)
    }


def _link(target: Target, token: str, name: str) -> str:
    body = {"url": f"https://example.com/load/{name}"}
    return str(target.ask(token, "POST", "/api/shorten", body)["shortCode"])
