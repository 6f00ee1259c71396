"""Paths as the contracts write them, and what to say of a request that fits no route."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from contracts.http import Route

from ..errors import AppError, MethodNotAllowed, NotFound

Methods = Mapping[str, Collection[str]]
"""A path's template to the methods it takes."""


def rule(path: str) -> str:
    """``/api/urls/{code}/qr.svg`` as Powertools' ``/api/urls/<code>/qr\\.svg``."""
    return re.sub(r"\{(\w+)\}", r"<\1>", path.replace(".", r"\."))


def methods_of(routes: Iterable[Route]) -> Methods:
    taken: dict[str, set[str]] = defaultdict(set)
    for route in routes:
        taken[route.path] |= {"GET", "HEAD"} if route.method == "GET" else {route.method}
    return taken


def not_served(method: str, path: str, *known: Methods) -> AppError:
    """405 with the header Allow where other methods are taken, 404 otherwise."""
    allowed: set[str] = set()
    for methods in known:
        for template, taken in methods.items():
            if _fits(template, path):
                allowed.update(taken)
    if not allowed or method in allowed:
        return NotFound()
    return MethodNotAllowed(headers={"Allow": ", ".join(sorted(allowed))})


def _fits(template: str, path: str) -> bool:
    parts = re.split(r"\{\w+\}", template)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), path) is not None
