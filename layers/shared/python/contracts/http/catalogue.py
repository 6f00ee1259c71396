"""All routes of the platform: the OpenAPI document and the test matrices start here."""

from . import Route, accounts, links, redirect, site


def all_routes() -> tuple[Route, ...]:
    """Every route once, in the order of the document."""
    return (*site.ROUTES, *accounts.ROUTES, *links.ROUTES, *redirect.ROUTES)
