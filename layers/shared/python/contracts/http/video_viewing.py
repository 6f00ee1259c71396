"""What profiles watched, want to watch and think of it; all routes of the viewing API."""

from pydantic import Field

from . import Route
from .models import Model, Query, Request, Timestamp
from .video_models import READ, TAG, VIDEO, WRITE, ProfilePage, ProfileRef, VideoCard
from .video_profiles import CHOOSING, OneProfile
from .video_profiles import ROUTES as PROFILE_ROUTES


class Watched(Model):
    """``position`` and ``totalWatchTime`` in seconds."""

    video: VideoCard
    last_watched_at: Timestamp
    total_watch_time: float
    watch_count: int
    position: float


class WatchHistory(Model):
    items: list[Watched]
    next_cursor: str | None


class ContinueQuery(Query):
    profile_id: ProfileRef | None = None
    limit: int = Field(default=20, ge=1, le=50)


class ContinueWatching(Model):
    """What was begun and not finished, latest first."""

    items: list[Watched]


class Listed(Model):
    video: VideoCard
    added_at: Timestamp


class Watchlist(Model):
    items: list[Listed]
    next_cursor: str | None


class RatingGiven(Request):
    stars: int = Field(ge=1, le=5)


class RatingShown(Model):
    """``rating`` is the mean of all ``raters``."""

    stars: int
    rating: float
    raters: int


class RatingSeen(Model):
    """``stars`` is what this profile gave, ``rating`` the mean of all ``raters``; null where
    nobody has given any."""

    stars: int | None
    rating: float | None
    raters: int


class CurvePoint(Model):
    """``share`` of the sessions that were still watching at ``at`` (per cent of the film)."""

    at: int
    share: float


class DayOfVideo(Model):
    """``watchTime`` in seconds."""

    date: str
    views: int
    watch_time: float


class Analytics(Model):
    """How a video does. ``watchTime`` in seconds, ``startupMs`` the mean, ``rebufferRatio`` the
    share of stalled time in stalled and watched time, ``stalls`` how many there were in all,
    ``secondsAt`` how long each quality was shown. ``viewsOfWeek``: of the last seven days (UTC)."""

    views: int
    views_of_week: int
    watch_time: float
    startup_ms: float | None
    rebuffer_ratio: float
    stalls: int
    quality_switches: int
    seconds_at: dict[str, float]
    days: list[DayOfVideo]
    drop_off: list[CurvePoint]
    as_of: Timestamp


ROUTES: tuple[Route, ...] = (
    *PROFILE_ROUTES,
    Route(
        method="GET",
        path="/api/watch-history",
        operation="listHistory",
        summary="What a profile watched, latest first",
        tag=TAG,
        scope=READ,
        query=ProfilePage,
        responses={200: WatchHistory},
        errors=CHOOSING,
    ),
    Route(
        method="DELETE",
        path="/api/watch-history/{videoId}",
        operation="forgetWatched",
        summary="Forget that a profile watched a video",
        tag=TAG,
        scope=WRITE,
        query=OneProfile,
        responses={204: None},
        errors=CHOOSING,
        path_params=VIDEO,
    ),
    Route(
        method="GET",
        path="/api/continue-watching",
        operation="continueWatching",
        summary="What a profile began and did not finish",
        tag=TAG,
        scope=READ,
        query=ContinueQuery,
        responses={200: ContinueWatching},
        errors=CHOOSING,
    ),
    Route(
        method="GET",
        path="/api/watchlist",
        operation="listWatchlist",
        summary="What a profile wants to watch, latest added first",
        tag=TAG,
        scope=READ,
        query=ProfilePage,
        responses={200: Watchlist},
        errors=CHOOSING,
    ),
    Route(
        method="PUT",
        path="/api/watchlist/{videoId}",
        operation="addToWatchlist",
        summary="Put a video on a profile's watchlist",
        tag=TAG,
        scope=WRITE,
        query=OneProfile,
        responses={204: None},
        errors=("video_not_found", "maturity_exceeded", *CHOOSING),
        path_params=VIDEO,
    ),
    Route(
        method="DELETE",
        path="/api/watchlist/{videoId}",
        operation="removeFromWatchlist",
        summary="Take a video off a profile's watchlist",
        tag=TAG,
        scope=WRITE,
        query=OneProfile,
        responses={204: None},
        errors=CHOOSING,
        path_params=VIDEO,
    ),
    Route(
        method="PUT",
        path="/api/videos/{videoId}/rating",
        operation="rateVideo",
        summary="Give a video one to five stars",
        tag=TAG,
        scope=WRITE,
        request=RatingGiven,
        query=OneProfile,
        responses={200: RatingShown},
        errors=("video_not_found", "maturity_exceeded", *CHOOSING),
        path_params=VIDEO,
    ),
    Route(
        method="GET",
        path="/api/videos/{videoId}/rating",
        operation="videoRating",
        summary="The stars of a video, this profile's own among them",
        tag=TAG,
        scope=READ,
        query=OneProfile,
        responses={200: RatingSeen},
        errors=("video_not_found", "maturity_exceeded", *CHOOSING),
        path_params=VIDEO,
    ),
    Route(
        method="GET",
        path="/api/videos/{videoId}/analytics",
        operation="videoAnalytics",
        summary="How a video of mine does",
        tag=TAG,
        scope=READ,
        responses={200: Analytics},
        errors=("video_not_found", "not_owner"),
        path_params=VIDEO,
    ),
)
