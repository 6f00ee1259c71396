"""Routes of reports of tweets and people, and of the administrators' review.

Who bans a person is accounts (``/api/admin/users/{userId}/ban``).
"""

from collections.abc import Mapping

from . import Body, Route
from .models import Model, PageQuery
from .reports import Reported, ReportWanted
from .social import GONE, TAG, TWEET, USER, WRITE

TWEET_ID = {"tweetId": "A tweet's id"}
USER_ID = {"userId": "A user's id"}


class ReportedTweet(Reported):
    """One tweet that was reported, however often. Deleted meanwhile, it has no text."""

    id: str
    user_id: str
    text: str


class ReportedTweets(Model):
    items: list[ReportedTweet]
    next_cursor: str | None


class ReportedUser(Reported):
    """Somebody who was reported, however often. Who left meanwhile has no name."""

    id: str
    username: str
    display_name: str


class ReportedUsers(Model):
    items: list[ReportedUser]
    next_cursor: str | None


def _report(
    path: str, operation: str, summary: str, errors: tuple[str, ...], params: Mapping[str, str]
) -> Route:
    return Route(
        method="POST",
        path=path,
        operation=operation,
        summary=summary,
        tag=TAG,
        scope=WRITE,
        request=ReportWanted,
        responses={202: None},
        errors=errors,
        path_params=params,
    )


def _decision(
    method: str,
    path: str,
    operation: str,
    summary: str,
    *,
    errors: tuple[str, ...] = (),
    params: Mapping[str, str] | None = None,
    answer: tuple[int, Body] = (204, None),
) -> Route:
    status, body = answer
    return Route(
        method=method,
        path=path,
        operation=operation,
        summary=summary,
        tag="admin",
        scope="admin",
        admin=True,
        query=PageQuery if method == "GET" else None,
        responses={status: body},
        errors=errors,
        path_params=params or {},
    )


ROUTES: tuple[Route, ...] = (
    _report(
        "/api/tweets/{tweetId}/report",
        "reportTweet",
        "Say that a tweet should not be here",
        GONE,
        TWEET,
    ),
    _report(
        "/api/users/{user}/report",
        "reportUser",
        "Say that somebody should not be here",
        ("user_not_found", "not_yourself"),
        USER,
    ),
    _decision(
        "GET",
        "/api/admin/tweets/reports",
        "listTweetReports",
        "Reported tweets that nobody has looked at",
        answer=(200, ReportedTweets),
    ),
    _decision(
        "DELETE",
        "/api/admin/tweets/reports/{tweetId}",
        "dismissTweetReports",
        "The tweet is fine: take it off the list",
        params=TWEET_ID,
    ),
    _decision(
        "POST",
        "/api/admin/tweets/{tweetId}/ban",
        "banTweet",
        "Keep a tweet from everybody",
        errors=("tweet_not_found",),
        params=TWEET_ID,
    ),
    _decision(
        "DELETE",
        "/api/admin/tweets/{tweetId}/ban",
        "unbanTweet",
        "Show a tweet again",
        errors=("tweet_not_found",),
        params=TWEET_ID,
    ),
    _decision(
        "GET",
        "/api/admin/users/reports",
        "listUserReports",
        "Reported people whom nobody has looked at",
        answer=(200, ReportedUsers),
    ),
    _decision(
        "DELETE",
        "/api/admin/users/reports/{userId}",
        "dismissUserReports",
        "They are fine: take them off the list",
        params=USER_ID,
    ),
)
