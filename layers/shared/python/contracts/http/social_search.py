"""Search, trends and notifications: questions, answers, routes."""

from typing import Literal

from pydantic import Field

from . import Route
from .models import Model, PageQuery, Query, Timestamp
from .social_models import Tweets, TweetShown, Users, UserShown

TAG = "social"
LONGEST_QUERY = 500


class SearchQuery(PageQuery):
    """Words, ``"phrases"``, ``-not``, ``OR``, ``( )``, ``#tag``, ``@name``, ``from:name``,
    ``since:2026-01-31``, ``until:2026-02-01`` and ``has:media``.
    """

    q: str = Field(max_length=LONGEST_QUERY)


class PeopleQuery(PageQuery):
    """``q``: how a name or display name begins."""

    q: str = Field(min_length=1, max_length=100)


class TrendsQuery(Query):
    """``region``: a country (ISO 3166-1 alpha-2); without it the whole world."""

    region: str | None = Field(default=None, pattern="^[A-Za-z]{2}$")


class Trend(Model):
    """``uniqueAuthors`` used the tag in the last six hours, each counted once."""

    tag: str
    unique_authors: int
    rank: int


class Trends(Model):
    region: str | None
    items: list[Trend]
    as_of: Timestamp


NoticeType = Literal["like", "retweet", "reply", "mention", "quote", "follow"]


class Notice(Model):
    """What others did. Likes and retweets of one tweet are one notice, and so are new followers.

    ``tweet`` is mine for likes and retweets, the other's for replies, mentions and quotes.
    ``count`` people did it, the latest first in ``users``; ``more``: there were even more.
    """

    id: str
    type: NoticeType
    users: list[UserShown]
    count: int
    more: bool
    tweet: TweetShown | None
    at: Timestamp
    unread: bool


class Notices(Model):
    items: list[Notice]
    next_cursor: str | None


class Unread(Model):
    """Notices of the list that are new since they were last seen; at most 100."""

    count: int


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/api/search",
        operation="searchTweets",
        summary="Tweets, newest first, that fit a query",
        tag=TAG,
        scope="social:read",
        query=SearchQuery,
        responses={200: Tweets},
    ),
    Route(
        method="GET",
        path="/api/users",
        operation="searchPeople",
        summary="People by how their names begin",
        tag=TAG,
        scope="social:read",
        query=PeopleQuery,
        responses={200: Users},
    ),
    Route(
        method="GET",
        path="/api/trends",
        operation="listTrends",
        summary="Tags that more people use than usual",
        tag=TAG,
        scope="social:read",
        query=TrendsQuery,
        responses={200: Trends},
    ),
    Route(
        method="GET",
        path="/api/notifications",
        operation="listNotices",
        summary="What others did, grouped, the latest first",
        tag=TAG,
        scope="social:read",
        query=PageQuery,
        responses={200: Notices},
    ),
    Route(
        method="GET",
        path="/api/notifications/unread",
        operation="countUnread",
        summary="How many notifications are new",
        tag=TAG,
        scope="social:read",
        responses={200: Unread},
    ),
    Route(
        method="POST",
        path="/api/notifications/seen",
        operation="markSeen",
        summary="All notifications up to now have been seen",
        tag=TAG,
        scope="social:write",
        responses={204: None},
    ),
)
