"""Statistics of a link: the question, the answer, the route."""

from datetime import date

from pydantic import Field

from . import Route
from .link_forms import CODE, TAG
from .models import Model, Query, Timestamp

MOST_DAYS = 366
DEFAULT_DAYS = 30


class StatsQuery(Query):
    """Both dates are included, in UTC. At most 366 days; without ``from`` the 30 up to ``to``."""

    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")


class ReferrerCount(Model):
    """A host without ``www.``."""

    referrer: str
    count: int


class CountryCount(Model):
    """ISO 3166-1 alpha-2."""

    country: str
    count: int


class LinkStats(Model):
    """``totalClicks`` and ``bots`` are of all time, the rest of the dates asked for; but
    ``clicksByHour`` is of the last 48 hours, by when each began, whatever was asked for.

    ``totalClicks`` and all but ``bots`` count people. Everything before ``asOf`` is counted;
    ``live`` tells that live counters are in as well, so that ``asOf`` is now. Every click counts
    once; one that reached the stream twice may show twice in the live part until it is next rolled
    up: within a minute, in an hour of very many clicks when that hour is over.
    """

    short_code: str
    original_url: str
    total_clicks: int
    clicks_by_date: dict[str, int]
    clicks_by_hour: dict[str, int]
    top_referrers: list[ReferrerCount]
    top_countries: list[CountryCount]
    devices: dict[str, int]
    browsers: dict[str, int]
    os: dict[str, int]
    unique_visitors: dict[str, int]
    bots: int
    as_of: Timestamp
    live: bool


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/api/stats/{code}",
        operation="getLinkStats",
        summary="Clicks of a link by day, referrer, country and agent",
        tag=TAG,
        scope="links:read",
        path_params=CODE,
        query=StatsQuery,
        responses={200: LinkStats},
        errors=("link_not_found", "not_owner"),
    ),
)
