"""``media.ports.Films`` on the table of the video system, by its contract; reads only.

That system owns the items and their form (``contracts.tables.video``); a contract test holds this
reader to what it writes.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from contracts.tables.video import prefix_of
from core.reading import batch_get

from ..media.ports import Film

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON


class FilmReader:
    def __init__(self, *, client: "DynamoDBClient", table: str, public_url: str) -> None:
        self._client, self._table, self._public_url = client, table, public_url

    def find_many(self, video_ids: Iterable[str]) -> Mapping[str, Film]:
        keys = [{"id": video_id} for video_id in video_ids]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        return {item["id"]["S"]: self._film(item) for item in items if "deleted" not in item}

    def _film(self, item: Item) -> Film:
        video_id = item["id"]["S"]
        tallest = max(_sizes(item), key=lambda size: min(size), default=(0, 0))
        return Film(
            id=video_id,
            owner_id=item["ownerId"]["S"],
            title=item["title"]["S"],
            poster_url=f"{self._public_url}/{prefix_of(video_id)}{_text(item, 'poster')}",
            width=tallest[0],
            height=tallest[1],
            why_not=_why_not(item),
        )


def _why_not(item: Item) -> str:
    if item["status"]["S"] != "ready" or "banned" in item:
        return "Cannot be played."
    if item["visibility"]["S"] == "private":
        return "Is private; make it unlisted or public first."
    return ""


def _sizes(item: Item) -> list[tuple[int, int]]:
    renditions = item["renditions"]["L"] if "renditions" in item else []
    return [(int(each["M"]["width"]["N"]), int(each["M"]["height"]["N"])) for each in renditions]


def _text(item: Item, name: str) -> str:
    return str(item[name]["S"]) if name in item else ""
