"""What a person's archive says of them in social: what they wrote and did, as it is kept."""

from typing import Literal

from .models import Model, Timestamp


class HeldMedia(Model):
    """``url`` is empty for what is no image that is ready."""

    id: str
    status: str
    content_type: str
    size: int
    alt_text: str
    created_at: Timestamp
    url: str


class HeldTweet(Model):
    """A tweet, or a retweet of ``retweetOf``. ``links``: the short ones by address."""

    id: str
    created_at: Timestamp
    text: str
    reply_to_id: str | None
    quote_id: str | None
    retweet_of: str | None
    media_urls: list[str]
    links: dict[str, str]
    region: str


class HeldReaction(Model):
    tweet_id: str
    kind: Literal["like", "retweet", "bookmark"]
    at: Timestamp


class HeldRelation(Model):
    """Whom a person follows, blocks or mutes."""

    user_id: str
    kind: Literal["follow", "block", "mute"]
    at: Timestamp
