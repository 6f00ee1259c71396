"""What the social API shows: a tweet, a person, pages of them."""

from typing import Literal

from .models import Model, Timestamp


class UserShown(Model):
    """A person beside a tweet or in a list."""

    id: str
    username: str
    display_name: str
    avatar_url: str | None


class MediaShown(Model):
    """``width`` and ``height`` in pixels, 0 where they are not known.

    Of a video, ``type`` is ``video/mp4``, ``id`` the video's, ``url`` its poster and ``altText``
    its title. ``playPass``, where the tweet is asked for by itself: for five minutes it starts the
    video without a plan (``tweetPass`` of ``POST /api/videos/{id}/streams``).
    """

    id: str
    url: str
    type: str
    alt_text: str
    width: int
    height: int
    play_pass: str | None = None


class LinkInTweet(Model):
    """``url`` as it stands in the text; clients show and open ``shortUrl`` in its place.

    ``clicks``: visits by people, told to the author only, where the tweet is asked for by itself.
    """

    url: str
    short_url: str
    clicks: int | None = None


class QuotedTweet(Model):
    """A tweet without what it quotes itself."""

    id: str
    user_id: str
    user: UserShown
    text: str
    media_urls: list[str]
    media: list[MediaShown]
    links: list[LinkInTweet]
    created_at: Timestamp
    likes: int
    retweets: int
    replies: int
    quotes: int
    reply_to_id: str | None
    quote_id: str | None
    is_liked: bool
    is_retweeted: bool
    is_bookmarked: bool


class TweetShown(QuotedTweet):
    """A tweet. ``quote`` is null where there is none, or none that may be seen (``quoteId`` stays).

    ``retweetedBy`` says through whom it came into this list, if not through its author.
    """

    quote: QuotedTweet | None
    retweeted_by: UserShown | None


class Tweets(Model):
    tweets: list[TweetShown]
    next_cursor: str | None


class Thread(Model):
    """``ancestors`` from the first tweet down; ``replies`` oldest first, one page of them."""

    ancestors: list[TweetShown]
    tweet: TweetShown
    replies: list[TweetShown]
    next_cursor: str | None


class Reacted(Model):
    """A tweet's exact counts, and where the caller stands."""

    id: str
    likes: int
    retweets: int
    replies: int
    quotes: int
    is_liked: bool
    is_retweeted: bool
    is_bookmarked: bool


class ProfileShown(UserShown):
    """A public profile. Counts are of people and of tweets with replies, without retweets."""

    bio: str
    created_at: Timestamp
    followers: int
    following: int
    tweets: int
    is_following: bool
    follows_you: bool
    is_blocked: bool
    is_muted: bool


class Users(Model):
    items: list[UserShown]
    next_cursor: str | None


Filter = Literal["posts", "replies", "media"]
