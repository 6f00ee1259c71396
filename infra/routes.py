"""Which function serves which routes at the gateway: the contracts, and three nets below them.

What no contract names is still answered in our own words: below ``/api`` by the accounts API,
elsewhere by the redirect, which parses its paths by hand (a code, a code with ``+`` or ``/``) and
takes three methods. All other methods and the root end at the accounts API, or the gateway would
answer them in its words.
"""

from contracts.http import (
    Route,
    accounts,
    avatar,
    export,
    links,
    site,
    social,
    social_live,
    social_media,
    social_moderation,
    social_search,
    social_timeline,
    video,
    video_catalogue,
    video_reports,
    video_streams,
    video_viewing,
)

ANY_API = Route(
    method="ANY",
    path="/api/{proxy+}",
    operation="unknown",
    summary="404 in our own words, and CORS preflights",
    tag="site",
    scope=None,
    responses={},
)
ANYTHING_ELSE = Route(
    method="ANY",
    path="$default",
    operation="unknown",
    summary="404 and 405 in our own words",
    tag="site",
    scope=None,
    responses={},
)
ACCOUNTS: tuple[Route, ...] = (*site.ROUTES, *accounts.ROUTES, ANY_API, ANYTHING_ELSE)
EXPORT: tuple[Route, ...] = export.ROUTES
AVATAR: tuple[Route, ...] = avatar.ROUTES
LINKS: tuple[Route, ...] = links.ROUTES
SOCIAL: tuple[Route, ...] = (
    *social.ROUTES,
    *social_media.ROUTES,
    *social_live.ROUTES,
    *social_moderation.ROUTES,
)
HOME: tuple[Route, ...] = social_timeline.ROUTES
SOCIAL_SEARCH: tuple[Route, ...] = social_search.ROUTES
VIDEO: tuple[Route, ...] = (*video.ROUTES, *video_reports.ROUTES)
VIDEO_STREAMS: tuple[Route, ...] = video_streams.ROUTES
VIDEO_VIEWING: tuple[Route, ...] = video_viewing.ROUTES
VIDEO_CATALOGUE: tuple[Route, ...] = video_catalogue.ROUTES
REDIRECT: tuple[Route, ...] = tuple(
    Route(
        method=method,
        path="/{proxy+}",
        operation="redirect",
        summary="Every path that is not the API's",
        tag="redirect",
        scope=None,
        responses={},
    )
    for method in ("GET", "HEAD", "POST")
)
HEALTH: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/.health",  # no code has a dot
        operation="health",
        summary="Whether a region can redirect, for Route 53: it says nothing else to nobody else",
        tag="site",
        scope=None,
        responses={},
    ),
)
NEARBY: tuple[Route, ...] = (*REDIRECT, ANYTHING_ELSE)


def key_of(route: Route) -> str:
    """As the gateway names it: method and path, or ``$default`` alone."""
    return route.path if route.path.startswith("$") else f"{route.method} {route.path}"
