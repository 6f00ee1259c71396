"""The route of a person's archive. Each system adds a file to it; names are those of its API.

``account.json`` is ``Me``, ``subscription.json`` is ``Subscription``, ``api-keys.json`` a list of
``KeyShown``, ``links.json`` a list of ``LinkShown``, each oldest first. ``tweets.json``,
``reactions.json``, ``relations.json`` and ``media.json`` are lists of ``social_held``.
"""

from . import Raw, Route

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
