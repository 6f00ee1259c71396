"""Step four of a read: entries as the API shows them (``TweetShown`` of the contracts). Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from .hydrating import NO_COUNTS, Hydrated
from .model import NONE, Entry, Media

Json = dict[str, Any]  # Any: the answer's JSON


def page(entries: Sequence[Entry], known: Hydrated, *, sources: Mapping[str, str]) -> list[Json]:
    """``sources`` names how each entry came here, where that is to be explained."""
    return [item(entry, known, source=sources.get(entry.id, "")) for entry in entries]


def item(entry: Entry, known: Hydrated, *, source: str = "") -> Json:
    """A retweet shows as the original; what is quoted and gone, or hidden, is null."""
    tweet = known.shown(entry) or entry
    quoted = known.entry(tweet.quote_id) if tweet.quote_id else None
    if quoted is not None and not _may_be_quoted(quoted.author_id, known):
        quoted = None
    shown: Json = {
        **_tweet(tweet, known),
        "quote": _tweet(quoted, known) if quoted else None,
        "retweetedBy": _person(entry.author_id, known) if entry.retweet_of else None,
    }
    if source:
        shown["explain"] = {"source": source, "via": entry.author_id, "entryId": entry.id}
    return shown


def _may_be_quoted(author_id: str, known: Hydrated) -> bool:
    return author_id not in known.circle.hidden and author_id in known.people


def _tweet(tweet: Entry, known: Hydrated) -> Json:
    counts = known.counts.get(tweet.id, NO_COUNTS)
    reactions = known.reactions.get(tweet.id, NONE)
    return {
        "id": tweet.id,
        "userId": tweet.author_id,
        "user": _person(tweet.author_id, known),
        "text": tweet.text,
        "mediaUrls": [each.url for each in tweet.media],
        "media": [_media(each) for each in tweet.media],
        "links": _links(tweet),
        "createdAt": _iso(tweet.at),
        "likes": counts.likes,
        "retweets": counts.retweets,
        "replies": counts.replies,
        "quotes": counts.quotes,
        "replyToId": tweet.reply_to_id,
        "quoteId": tweet.quote_id,
        "isLiked": "like" in reactions,
        "isRetweeted": "retweet" in reactions,
        "isBookmarked": "bookmark" in reactions,
    }


def _links(tweet: Entry) -> list[Json]:
    """In the order of the text, which stays as it was written."""
    urls = sorted(tweet.links, key=lambda url: (tweet.text.find(url), url))
    return [{"url": url, "shortUrl": tweet.links[url]} for url in urls]


def _media(media: Media) -> Json:
    return {
        "id": media.id,
        "url": media.url,
        "type": media.type,
        "altText": media.alt_text,
        "width": media.width,
        "height": media.height,
    }


def _person(user_id: str, known: Hydrated) -> Json:
    person = known.people.get(user_id)
    if person is None:
        return {"id": user_id, "username": "", "displayName": "", "avatarUrl": None}
    return {
        "id": person.id,
        "username": person.username,
        "displayName": person.display_name or person.username,
        "avatarUrl": person.avatar_url,
    }


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
