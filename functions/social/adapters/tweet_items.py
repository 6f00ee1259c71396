"""Entries to and from the items of the table ``tweets`` (``contracts.tables.social``)."""

from collections.abc import Mapping
from typing import Any

from ..model import Entry, Media, Row

Item = dict[str, Any]  # DynamoDB's JSON
TEXTS = {
    "replyToId": "reply_to_id",
    "replyToAuthorId": "reply_to_author_id",
    "quoteId": "quote_id",
    "retweetOf": "retweet_of",
    "retweetOfAuthor": "retweet_of_author",
}
# What a tombstone loses.
CONTENT = (
    "text",
    "conversationId",
    "media",
    "hasMedia",
    "mentions",
    "tags",
    "links",
    "region",
    "bannedAt",
    *TEXTS,
)


def item_of(entry: Entry) -> Item:
    item: Item = {
        "id": {"S": entry.id},
        "authorId": {"S": entry.author_id},
        "at": {"N": str(entry.at)},
        "mode": {"S": entry.mode},
        "version": {"N": str(entry.version)},
    }
    item |= {name: {"S": getattr(entry, of)} for name, of in TEXTS.items() if getattr(entry, of)}
    item |= {name: {"S": v} for name, v in _plain(entry).items() if v}
    item |= {name: {"L": [{"S": v} for v in vs]} for name, vs in _lists(entry).items() if vs}
    if entry.media:
        item["media"] = {"L": [_media_item(media) for media in entry.media]}
        item["hasMedia"] = {"BOOL": True}
    if entry.links:
        item["links"] = links_item(entry.links)
    if entry.deleted_at is not None:
        item["deletedAt"] = {"N": str(entry.deleted_at)}
    if entry.banned_at is not None:
        item["bannedAt"] = {"N": str(entry.banned_at)}
    return item


def entry_of(item: Item) -> Entry:
    deleted, banned = item.get("deletedAt"), item.get("bannedAt")
    return Entry(
        id=item["id"]["S"],
        author_id=item["authorId"]["S"],
        at=int(item["at"]["N"]),
        text=item.get("text", {}).get("S", ""),
        conversation_id=item.get("conversationId", {}).get("S", ""),
        region=item.get("region", {}).get("S", ""),
        **{of: _text(item, name) for name, of in TEXTS.items()},
        media=tuple(_media_of(each["M"]) for each in item.get("media", {}).get("L", [])),
        mentions=_texts(item, "mentions"),
        tags=_texts(item, "tags"),
        links={long: each["S"] for long, each in item.get("links", {}).get("M", {}).items()},
        mode="pull" if item["mode"]["S"] == "pull" else "push",
        version=int(item["version"]["N"]),
        deleted_at=int(deleted["N"]) if deleted else None,
        banned_at=int(banned["N"]) if banned else None,
    )


def links_item(links: Mapping[str, str]) -> Item:
    return {"M": {long: {"S": short} for long, short in links.items()}}


def row_of(item: Item) -> Row:
    """From an index; each projects what its list needs."""
    return Row(
        id=item["id"]["S"],
        author_id=item["authorId"]["S"],
        retweet_of=_text(item, "retweetOf"),
        retweet_of_author=_text(item, "retweetOfAuthor"),
        reply_to_id=_text(item, "replyToId"),
        reply_to_author_id=_text(item, "replyToAuthorId"),
        has_media="hasMedia" in item,
        deleted="deletedAt" in item,
    )


def _plain(entry: Entry) -> dict[str, str]:
    return {
        "text": entry.text,
        "conversationId": entry.conversation_id,
        "region": entry.region,
    }


def _lists(entry: Entry) -> dict[str, tuple[str, ...]]:
    return {"mentions": entry.mentions, "tags": entry.tags}


def _text(item: Item, name: str) -> str | None:
    found: str | None = item.get(name, {}).get("S")
    return found


def _texts(item: Item, name: str) -> tuple[str, ...]:
    return tuple(each["S"] for each in item.get(name, {}).get("L", []))


def _media_item(media: Media) -> Item:
    return {
        "M": {
            "id": {"S": media.id},
            "url": {"S": media.url},
            "type": {"S": media.type},
            "altText": {"S": media.alt_text},
            "width": {"N": str(media.width)},
            "height": {"N": str(media.height)},
        }
    }


def _media_of(item: Item) -> Media:
    return Media(
        id=item["id"]["S"],
        url=item["url"]["S"],
        type=item["type"]["S"],
        alt_text=item["altText"]["S"],
        width=int(item["width"]["N"]),
        height=int(item["height"]["N"]),
    )
