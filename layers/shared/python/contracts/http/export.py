"""The route of a person's archive. Each system adds a file to it; names are those of its API.

``account.json`` is ``Me``, ``subscription.json`` is ``Subscription``, ``api-keys.json`` a list of
``KeyShown``, ``links.json`` a list of ``LinkShown``, ``viewing-profiles.json`` a list of
``HeldProfile``, each oldest first. ``tweets.json``, ``reactions.json``, ``relations.json`` and
``media.json`` are lists of ``social_held``.
"""

from . import Raw, Route
from .models import Model, Timestamp
from .video_models import Maturity


class HeldWatch(Model):
    """``totalWatchTime`` and ``position`` in seconds."""

    video_id: str
    last_watched_at: Timestamp
    total_watch_time: float
    watch_count: int
    position: float


class HeldWish(Model):
    video_id: str
    added_at: Timestamp


class HeldStars(Model):
    video_id: str
    stars: int
    rated_at: Timestamp


class HeldProfile(Model):
    """A viewing profile and all it remembers, each list oldest first."""

    id: str
    name: str
    maturity: Maturity
    kids: bool
    has_pin: bool
    created_at: Timestamp
    history: list[HeldWatch]
    watchlist: list[HeldWish]
    ratings: list[HeldStars]


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/api/me/export",
        operation="exportMe",
        summary="All that is held about me, in one archive",
        tag="accounts",
        scope="account:read",
        responses={200: Raw("application/zip", "JSON files, one per kind of data")},
        errors=("account_erased", "payload_too_large"),
    ),
)
