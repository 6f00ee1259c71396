"""Routes of tweets, reactions, people and what stands between them."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from . import Body, Route
from .models import PageQuery, Request
from .social_models import Filter, ProfileShown, Reacted, Thread, Tweets, TweetShown, Users

TAG = "social"
READ, WRITE = "social:read", "social:write"
TWEET = {"tweetId": "A tweet's id"}
USER = {"user": "A user's id, or a username in any case"}
GONE = ("tweet_not_found", "tweet_banned")
NOBODY = ("user_not_found",)
OTHERS = ("user_not_found", "not_yourself")
MOST_MEDIA = 4

TweetId = Annotated[str, StringConstraints(min_length=1, max_length=40)]
MediaId = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class TweetWanted(Request):
    """A new tweet: up to 280 characters (code points in NFC).

    It may be empty where there are media or a quote. ``mediaIds`` are of one's own uploads; one of
    them may be the id of an own video that is ready and not private.
    """

    # Longer only before composition; the use case counts.
    text: Annotated[str, StringConstraints(max_length=2_000)] = ""
    media_ids: list[MediaId] = Field(default=[], max_length=MOST_MEDIA)
    reply_to_id: TweetId | None = None
    quote_id: TweetId | None = None


class UserTweetsQuery(PageQuery):
    """``posts`` are tweets and retweets, ``replies`` answers, ``media`` tweets with media."""

    filter: Filter = "posts"


def _reaction(word: str, operation: str, did: str, undid: str) -> tuple[Route, Route]:
    path = f"/api/tweets/{{tweetId}}/{word}"
    return (
        _route("POST", path, operation, did, WRITE, {200: Reacted}, GONE),
        _route("DELETE", path, f"un{operation}", undid, WRITE, {200: Reacted}, GONE),
    )


def _relation(word: str, did: str, undid: str, errors: tuple[str, ...]) -> tuple[Route, Route]:
    path = f"/api/users/{{user}}/{word}"
    shown = {200: ProfileShown}
    return (
        _route("POST", path, f"{word}User", did, WRITE, shown, errors),
        _route("DELETE", path, f"un{word}User", undid, WRITE, shown, OTHERS),
    )


def _route(
    method: str,
    path: str,
    operation: str,
    summary: str,
    scope: str,
    responses: Mapping[int, Body],
    errors: tuple[str, ...],
) -> Route:
    return Route(
        method=method,
        path=path,
        operation=operation,
        summary=summary,
        tag=TAG,
        scope=scope,
        responses=responses,
        errors=errors,
        query=PageQuery if method == "GET" else None,
        path_params={n: text for n, text in {**TWEET, **USER}.items() if f"{{{n}}}" in path},
    )


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/api/tweets",
        operation="postTweet",
        summary="Post a tweet, a reply or a quote",
        tag=TAG,
        scope=WRITE,
        request=TweetWanted,
        responses={201: TweetShown},
        errors=(*GONE, "media_not_found"),
        idempotent=True,
    ),
    Route(
        method="GET",
        path="/api/tweets/{tweetId}",
        operation="getTweet",
        summary="One tweet, with exact counts",
        tag=TAG,
        scope=READ,
        responses={200: TweetShown},
        errors=GONE,
        path_params=TWEET,
    ),
    Route(
        method="DELETE",
        path="/api/tweets/{tweetId}",
        operation="deleteTweet",
        summary="Delete a tweet of mine, and with it its retweets",
        tag=TAG,
        scope=WRITE,
        responses={204: None},
        errors=("tweet_not_found", "not_owner"),
        path_params=TWEET,
    ),
    Route(
        method="GET",
        path="/api/tweets/{tweetId}/thread",
        operation="getThread",
        summary="A tweet, what it answers and what answers it",
        tag=TAG,
        scope=READ,
        query=PageQuery,
        responses={200: Thread},
        errors=GONE,
        path_params=TWEET,
    ),
    *_reaction("like", "likeTweet", "Like a tweet", "Like it no more"),
    *_reaction("retweet", "retweetTweet", "Retweet a tweet", "Undo a retweet"),
    *_reaction("bookmark", "bookmarkTweet", "Keep a tweet", "Keep it no more"),
    _route(
        "GET",
        "/api/tweets/{tweetId}/likes",
        "listLikes",
        "Who likes a tweet, newest first",
        READ,
        {200: Users},
        GONE,
    ),
    _route(
        "GET",
        "/api/tweets/{tweetId}/retweets",
        "listRetweets",
        "Who retweeted a tweet, newest first",
        READ,
        {200: Users},
        GONE,
    ),
    _route(
        "GET",
        "/api/tweets/{tweetId}/quotes",
        "listQuotes",
        "Tweets that quote a tweet, newest first",
        READ,
        {200: Tweets},
        GONE,
    ),
    _route("GET", "/api/bookmarks", "listBookmarks", "Tweets I keep", READ, {200: Tweets}, ()),
    Route(
        method="GET",
        path="/api/users/{user}",
        operation="getUser",
        summary="Somebody's public profile",
        tag=TAG,
        scope=READ,
        responses={200: ProfileShown},
        errors=NOBODY,
        path_params=USER,
    ),
    Route(
        method="GET",
        path="/api/users/{user}/tweets",
        operation="listUserTweets",
        summary="Somebody's tweets, newest first",
        tag=TAG,
        scope=READ,
        query=UserTweetsQuery,
        responses={200: Tweets},
        errors=NOBODY,
        path_params=USER,
    ),
    _route(
        "GET",
        "/api/users/{user}/followers",
        "listFollowers",
        "Who follows somebody",
        READ,
        {200: Users},
        NOBODY,
    ),
    _route(
        "GET",
        "/api/users/{user}/following",
        "listFollowing",
        "Whom somebody follows",
        READ,
        {200: Users},
        NOBODY,
    ),
    *_relation("follow", "Follow somebody", "Follow them no more", (*OTHERS, "user_blocked")),
    *_relation("block", "Have no contact with somebody", "Lift the block", OTHERS),
    *_relation("mute", "Hear no more of somebody; they are not told", "Hear of them again", OTHERS),
    _route("GET", "/api/me/blocks", "listBlocks", "Whom I block", READ, {200: Users}, ()),
    _route("GET", "/api/me/mutes", "listMutes", "Whom I mute", READ, {200: Users}, ()),
)
