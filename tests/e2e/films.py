"""Films for playback tests, without the pipeline: a ready record and small objects."""

import json
import secrets
from dataclasses import dataclass

from contracts.tables.video import prefix_of
from core.aws import without_account
from core.clock import SystemClock
from tests.e2e.behind import Behind
from video.adapters.video_items import item_of
from video.model import HEIGHTS, Maturity, Rendition, Status, Video, Visibility
from video.playback.signing import KeyRing
from video.playback.tokens import Tickets

DURATION = 600.0
MANIFEST = "application/vnd.apple.mpegurl"
SEGMENT = "video/mp4"


@dataclass(frozen=True, slots=True)
class Film:
    video: Video

    @property
    def id(self) -> str:
        return self.video.id


def a_film(
    behind: Behind,
    *,
    owner: str = "somebody",
    maturity: Maturity = "all",
    visibility: Visibility = "public",
    status: Status = "ready",
) -> Film:
    """In the table and, all its files, in the bucket."""
    video = Video(
        id=f"film-{secrets.token_hex(6)}",
        owner_id=owner,
        title="A test",
        created_at=int(SystemClock().now().timestamp() * 1000),
        maturity=maturity,
        visibility=visibility,
        status=status,
        duration=DURATION,
        poster="poster.0000001.jpg",
        renditions=tuple(
            Rendition(profile=rung, width=height * 16 // 9, height=height, bitrate=1_000)
            for rung, height in HEIGHTS.items()
        ),
    )
    behind.client("dynamodb").put_item(TableName=behind.outputs["VideosTable"], Item=item_of(video))
    files = {"poster.0000001.jpg": "image/jpeg"}
    for height in HEIGHTS.values():
        files[f"master_cap{height}.m3u8"] = MANIFEST
        files[f"master_cap{height}.mpd"] = "application/dash+xml"
    for rung in HEIGHTS:
        files[f"master_{rung}.m3u8"] = MANIFEST
        files[f"master_{rung}_000000001.cmfv"] = SEGMENT
    s3 = behind.client("s3")
    for name, kind in files.items():
        s3.put_object(
            Bucket=behind.outputs["FilmsBucket"],
            Key=prefix_of(video.id) + name,
            Body=f"{video.id} {name}".encode(),
            ContentType=kind,
        )
    s3.put_object(
        Bucket=behind.outputs["FilmsBucket"],
        Key=f"videos/originals/{video.id}.mp4",
        Body=b"the original",
    )
    return Film(video)


def ring(behind: Behind) -> KeyRing:
    """The keys that sign, as they are now."""
    stored = behind.client("secretsmanager").get_secret_value(
        SecretId=behind.outputs["SigningSecretArn"]
    )
    return KeyRing.read(stored["SecretString"])


def keep_ring(behind: Behind, keys: KeyRing) -> None:
    behind.client("secretsmanager").put_secret_value(
        SecretId=behind.outputs["SigningSecretArn"], SecretString=keys.text()
    )


def turn_keys(behind: Behind) -> None:
    """As the schedule does each hour."""
    functions = behind.client("lambda").get_paginator("list_functions").paginate()
    (name,) = (
        each["FunctionName"]
        for page in functions
        for each in page["Functions"]
        if each.get("Handler") == "video.handlers.keys.handler"
    )
    answer = behind.client("lambda").invoke(FunctionName=name, Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()


def edge_kids(behind: Behind) -> set[str]:
    """Those the edge knows."""
    client = behind.client("cloudfront-keyvaluestore")
    event = "before-call.cloudfront-keyvaluestore"
    client.meta.events.register(event, without_account, unique_id="once")
    pages = client.list_keys(KvsARN=behind.outputs["EdgeKeysArn"], MaxResults=50)
    return {each["Key"] for each in pages["Items"]}


def tickets(behind: Behind, *, seconds: int) -> Tickets:
    """Signed as the service signs, for another length of life."""
    return Tickets(
        signing=ring(behind).signer,
        clock=SystemClock(),
        public_url=behind.stack.url,
        seconds=seconds,
    )


def figures(behind: Behind, video_id: str) -> dict[str, int]:
    """What was counted of a film so far."""
    item = (
        behind.client("dynamodb")
        .get_item(
            TableName=behind.outputs["VideoStatsTable"],
            Key={"pk": {"S": video_id}, "sk": {"S": "total"}},
            ConsistentRead=True,
        )
        .get("Item", {})
    )
    return {name: int(json.loads(v["N"])) for name, v in item.items() if "." not in v.get("N", ".")}
