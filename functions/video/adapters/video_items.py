"""Records of videos to and from items of the table ``videos`` (``contracts.tables.video``)."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from ..model import Captions, Maturity, Rendition, Status, Video, Visibility

Item = dict[str, Any]  # DynamoDB's JSON
TEXTS = {
    "description": "description",
    "release_date": "releaseDate",
    "content_type": "contentType",
    "job_id": "jobId",
    "upload_id": "uploadId",
    "error": "error",
    "poster": "poster",
    "storyboard": "storyboard",
}
NUMBERS = {
    "size": "size",
    "progress": "progress",
    "attempt": "attempt",
    "transcoded_at": "transcodedAt",
}
FLAGS = {"banned": "banned", "deleted": "deleted"}
LISTS = {"genres": "genres", "cast": "cast"}


def key_of(video_id: str) -> Item:
    return {"id": {"S": video_id}}


def item_of(video: Video) -> Item:
    """What is empty or zero is left out."""
    item: Item = {
        **key_of(video.id),
        "ownerId": {"S": video.owner_id},
        "title": {"S": video.title},
        "maturity": {"S": video.maturity},
        "visibility": {"S": video.visibility},
        "status": {"S": video.status},
        "createdAt": {"N": str(video.created_at)},
        "revision": {"N": str(video.revision)},
    }
    for field, (name, as_item) in OPTIONAL.items():
        if value := getattr(video, field):
            item[name] = as_item(value)
    return item


def video_of(item: Item) -> Video:
    values: dict[str, Any] = {field: _text(item, name) for field, name in TEXTS.items()}
    values |= {field: int(_number(item, name)) for field, name in NUMBERS.items()}
    values |= {field: name in item and item[name]["BOOL"] for field, name in FLAGS.items()}
    values |= {
        field: tuple(each["S"] for each in _list(item, name)) for field, name in LISTS.items()
    }
    return Video(
        id=item["id"]["S"],
        owner_id=item["ownerId"]["S"],
        title=item["title"]["S"],
        # Nothing but the model's own words is ever written there.
        maturity=cast("Maturity", item["maturity"]["S"]),
        visibility=cast("Visibility", item["visibility"]["S"]),
        status=cast("Status", item["status"]["S"]),
        created_at=int(item["createdAt"]["N"]),
        revision=int(item["revision"]["N"]),
        duration=float(_number(item, "duration")),
        renditions=tuple(_rendition(each["M"]) for each in _list(item, "renditions")),
        captions=tuple(_captions(each["M"]) for each in _list(item, "captions")),
        **values,
    )


def _text(item: Item, name: str) -> str:
    return str(item[name]["S"]) if name in item else ""


def _number(item: Item, name: str) -> str:
    return str(item[name]["N"]) if name in item else "0"


def _list(item: Item, name: str) -> list[Item]:
    return list(item[name]["L"]) if name in item else []


def _rendition_item(rendition: Rendition) -> Item:
    return {
        "M": {
            "profile": {"S": rendition.profile},
            "width": {"N": str(rendition.width)},
            "height": {"N": str(rendition.height)},
            "bitrate": {"N": str(rendition.bitrate)},
        }
    }


def _rendition(item: Item) -> Rendition:
    return Rendition(
        profile=item["profile"]["S"],
        width=int(item["width"]["N"]),
        height=int(item["height"]["N"]),
        bitrate=int(item["bitrate"]["N"]),
    )


def _captions_item(captions: Captions) -> Item:
    return {"M": {"language": {"S": captions.language}, "label": {"S": captions.label}}}


def _captions(item: Item) -> Captions:
    return Captions(language=item["language"]["S"], label=item["label"]["S"])


def _texts_item(texts: tuple[str, ...]) -> Item:
    return {"L": [{"S": each} for each in texts]}


def _renditions_item(renditions: tuple[Rendition, ...]) -> Item:
    return {"L": [_rendition_item(each) for each in renditions]}


def _all_captions_item(captions: tuple[Captions, ...]) -> Item:
    return {"L": [_captions_item(each) for each in captions]}


OPTIONAL: Mapping[str, tuple[str, Callable[[Any], Item]]] = {
    **{field: (name, lambda text: {"S": text}) for field, name in TEXTS.items()},
    **{field: (name, lambda number: {"N": str(number)}) for field, name in NUMBERS.items()},
    **{field: (name, lambda flag: {"BOOL": flag}) for field, name in FLAGS.items()},
    **{field: (name, _texts_item) for field, name in LISTS.items()},
    "duration": ("duration", lambda seconds: {"N": repr(seconds)}),
    "renditions": ("renditions", _renditions_item),
    "captions": ("captions", _all_captions_item),
}
"""Fields that are left out where they are empty or zero: the attribute of each, and its form."""
