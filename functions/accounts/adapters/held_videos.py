"""A person's videos, read from the table of the video system for their archive.

That system owns the items and their form (``contracts.tables.video``); a contract test holds this
reader to what it writes and to what its API shows. Ratings by others are not the person's own and
are left out; profiles and what they watched are another file's.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from contracts.http.video_models import VideoShown
from contracts.tables.video import OWNER_INDEX, manifest_path, prefix_of
from core.reading import batch_get

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
Fields = dict[str, Any]  # of the model


class HeldVideos:
    """In any state but deleted, which is gone in a moment."""

    name = "videos"

    def __init__(self, *, client: "DynamoDBClient", table: str, public_url: str) -> None:
        self._client, self._table, self._public_url = client, table, public_url

    def of(self, user_id: str) -> Iterator[VideoShown]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=OWNER_INDEX,
            KeyConditionExpression="ownerId = :owner",
            ExpressionAttributeValues={":owner": {"S": user_id}},
        )
        for page in pages:
            keys = [{"id": item["id"]["S"]} for item in page["Items"]]
            items = batch_get(self._client, self._table, keys, consistent=False) if keys else []
            for item in sorted(items, key=lambda item: int(item["createdAt"]["N"])):
                if "deleted" not in item:
                    yield _shown(item, self._public_url)


def _shown(item: Item, public_url: str) -> VideoShown:
    id_, ready = item["id"]["S"], item["status"]["S"] == "ready"
    folder = f"{public_url}/{prefix_of(id_)}"
    fields: Fields = {
        "id": id_,
        "owner_id": item["ownerId"]["S"],
        "title": item["title"]["S"],
        "description": _text(item, "description"),
        "genres": _texts(item, "genres"),
        "cast": _texts(item, "cast"),
        "release_date": _day(_text(item, "releaseDate")),
        "maturity": item["maturity"]["S"],
        "visibility": item["visibility"]["S"],
        "captions": [_captions(each["M"]) for each in _list(item, "captions")],
        "status": item["status"]["S"],
        "progress": int(_number(item, "progress")),
        "manifest_url": f"{public_url}/{manifest_path(id_)}" if ready else None,
        "uploaded_at": _moment(int(item["createdAt"]["N"])),
        "transcoded_at": _moment(int(_number(item, "transcodedAt"))),
        "profiles": [_rendition(folder, each["M"]) for each in _list(item, "renditions")],
        "error": _text(item, "error") or None,
        "poster": folder + _text(item, "poster") if "poster" in item else None,
        "storyboard": "storyboard" in item,
        "duration": float(_number(item, "duration")),
        "rating": None,
    }
    return VideoShown.model_validate(fields)


def _rendition(folder: str, item: Item) -> Fields:
    name = item["profile"]["S"]
    return {
        "profile": name,
        "url": f"{folder}master_{name}.m3u8",
        "width": int(item["width"]["N"]),
        "height": int(item["height"]["N"]),
        "bitrate": int(item["bitrate"]["N"]),
    }


def _captions(item: Item) -> Fields:
    return {"language": item["language"]["S"], "label": item["label"]["S"]}


def _text(item: Item, name: str) -> str:
    return str(item[name]["S"]) if name in item else ""


def _number(item: Item, name: str) -> str:
    return str(item[name]["N"]) if name in item else "0"


def _list(item: Item, name: str) -> list[Item]:
    return list(item[name]["L"]) if name in item else []


def _texts(item: Item, name: str) -> list[str]:
    return [each["S"] for each in _list(item, name)]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(at: int) -> datetime | None:
    return datetime.fromtimestamp(at / 1000, UTC) if at else None
