"""Routes that list videos: browse, search, what is watched most, what is alike, what to watch."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from . import Route
from .models import Model, Query
from .video_models import READ, TAG, VIDEO, Genre, ProfilePage, ProfileRef, VideoCard

CHOOSING = ("profile_not_found", "profile_locked")
FRESH_SECONDS = 60
"""For how long trending may be kept by who asked."""


class BrowseQuery(ProfilePage):
    """``sort``: when it was added, its release date, its rating, or its title."""

    genre: Genre | None = None
    sort: Literal["newest", "released", "rating", "title"] = "newest"


class SearchQuery(ProfilePage):
    """Words of title, cast and genre; the last may be begun only, and typos are forgiven."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Catalogue(Model):
    """A page may be short, even empty, and still go on."""

    items: list[VideoCard]
    next_cursor: str | None


class TopQuery(Query):
    profile_id: ProfileRef | None = None
    limit: int = Field(default=20, ge=1, le=20)


class Suggested(VideoCard):
    """``why`` is one sentence for the viewer."""

    why: str


class Suggestions(Model):
    items: list[Suggested]


class Genres(Model):
    """All genres with something in them for this profile, the fullest first."""

    items: list[str]


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/api/videos",
        operation="browseVideos",
        summary="The catalogue",
        tag=TAG,
        scope=READ,
        query=BrowseQuery,
        responses={200: Catalogue},
        errors=CHOOSING,
    ),
    Route(
        method="GET",
        path="/api/videos/search",
        operation="searchVideos",
        summary="Find videos",
        tag=TAG,
        scope=READ,
        query=SearchQuery,
        responses={200: Catalogue},
        errors=CHOOSING,
    ),
    Route(
        method="GET",
        path="/api/videos/genres",
        operation="listGenres",
        summary="The genres of the catalogue",
        tag=TAG,
        scope=READ,
        query=TopQuery,
        responses={200: Genres},
        errors=CHOOSING,
    ),
    Route(
        method="GET",
        path="/api/videos/trending",
        operation="trendingVideos",
        summary="What was watched most in the last seven days",
        tag=TAG,
        scope=READ,
        query=TopQuery,
        responses={200: Suggestions},
        errors=CHOOSING,
    ),
    Route(
        method="GET",
        path="/api/videos/{videoId}/similar",
        operation="similarVideos",
        summary="Videos like this one",
        tag=TAG,
        scope=READ,
        query=TopQuery,
        responses={200: Suggestions},
        errors=("video_not_found", "maturity_exceeded", *CHOOSING),
        path_params=VIDEO,
    ),
    Route(
        method="GET",
        path="/api/recommendations",
        operation="recommend",
        summary="What a profile may like to watch next",
        tag=TAG,
        scope=READ,
        query=TopQuery,
        responses={200: Suggestions},
        errors=CHOOSING,
    ),
)
