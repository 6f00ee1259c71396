"""Routes of reports about links, and of the administrators' review of them."""

from . import Route
from .link_forms import CODE, TAG
from .models import Model, PageQuery
from .reports import Reported, ReportWanted


class ReportedLink(Reported):
    """One link that was reported, however often."""

    short_code: str
    original_url: str


class ReportedLinks(Model):
    items: list[ReportedLink]
    next_cursor: str | None


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/api/urls/{code}/report",
        operation="reportLink",
        summary="Say that a link should not be here",
        tag=TAG,
        scope=None,
        request=ReportWanted,
        responses={202: None},
        errors=("link_not_found",),
        path_params=CODE,
    ),
    Route(
        method="GET",
        path="/api/admin/urls/reports",
        operation="listReports",
        summary="Reported links that nobody has looked at",
        tag="admin",
        scope="admin",
        admin=True,
        query=PageQuery,
        responses={200: ReportedLinks},
    ),
    Route(
        method="DELETE",
        path="/api/admin/urls/reports/{code}",
        operation="dismissReports",
        summary="The link is fine: take it off the list",
        tag="admin",
        scope="admin",
        admin=True,
        responses={204: None},
        path_params=CODE,
    ),
    Route(
        method="POST",
        path="/api/admin/urls/{code}/ban",
        operation="banLink",
        summary="Stop a link everywhere within 60 seconds",
        tag="admin",
        scope="admin",
        admin=True,
        responses={204: None},
        errors=("link_not_found", "edited_meanwhile"),
        path_params=CODE,
    ),
    Route(
        method="DELETE",
        path="/api/admin/urls/{code}/ban",
        operation="unbanLink",
        summary="Let a link lead on again",
        tag="admin",
        scope="admin",
        admin=True,
        responses={204: None},
        errors=("link_not_found", "edited_meanwhile"),
        path_params=CODE,
    ),
)
