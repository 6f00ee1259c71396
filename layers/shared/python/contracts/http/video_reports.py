"""Routes of reports of videos, and of the administrators' review of them."""

from . import Route
from .models import Model, PageQuery
from .reports import Reported, ReportWanted
from .video_models import TAG, VIDEO, WRITE


class ReportedVideo(Reported):
    """One video that was reported, however often."""

    video_id: str
    title: str
    owner_id: str


class ReportedVideos(Model):
    items: list[ReportedVideo]
    next_cursor: str | None


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/api/videos/{videoId}/report",
        operation="reportVideo",
        summary="Report a video",
        tag=TAG,
        scope=WRITE,
        request=ReportWanted,
        responses={202: None},
        errors=("video_not_found",),
        path_params=VIDEO,
    ),
    Route(
        method="GET",
        path="/api/admin/videos/reports",
        operation="listVideoReports",
        summary="Reported videos that nobody has looked at",
        tag="admin",
        scope="admin",
        admin=True,
        query=PageQuery,
        responses={200: ReportedVideos},
    ),
    Route(
        method="DELETE",
        path="/api/admin/videos/reports/{videoId}",
        operation="dismissVideoReports",
        summary="The video is fine: take it off the list",
        tag="admin",
        scope="admin",
        admin=True,
        responses={204: None},
        path_params=VIDEO,
    ),
    Route(
        method="POST",
        path="/api/admin/videos/{videoId}/ban",
        operation="banVideo",
        summary="Nobody but its owner sees a video any more, and nobody plays it",
        tag="admin",
        scope="admin",
        admin=True,
        responses={204: None},
        errors=("video_not_found", "edited_meanwhile"),
        path_params=VIDEO,
    ),
    Route(
        method="DELETE",
        path="/api/admin/videos/{videoId}/ban",
        operation="unbanVideo",
        summary="Let a video be seen again",
        tag="admin",
        scope="admin",
        admin=True,
        responses={204: None},
        errors=("video_not_found", "edited_meanwhile"),
        path_params=VIDEO,
    ),
)
