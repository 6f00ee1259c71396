"""Films of a catalogue without the pipeline, and functions that are called before their time."""

import json
import secrets
from collections.abc import Iterable
from typing import Any

from core.clock import SystemClock
from tests.e2e.behind import Behind
from tests.e2e.people import Person
from tests.e2e.waiting import eventually
from video.adapters.video_items import item_of
from video.model import Video

Json = dict[str, Any]  # Any: an answer's JSON
SHELVED = 90.0  # seconds, on a busy machine


def lay(behind: Behind, *films: Video) -> None:
    """Into the table of records, as ingest would when they are ready."""
    client, table = behind.client("dynamodb"), behind.outputs["VideosTable"]
    for film in films:
        client.put_item(TableName=table, Item=item_of(film))


def film(title: str, **others: Any) -> Video:  # Any: fields of the record
    return Video(
        id=f"film-{secrets.token_hex(6)}",
        owner_id="somebody",
        title=title,
        created_at=int(SystemClock().now().timestamp() * 1000),
        **{
            "status": "ready", "visibility": "public", "maturity": "all", "duration": 60.0, **others
        },
    )  # fmt: skip


def titles(person: Person, path: str) -> list[str]:
    return [item["title"] for item in person.ok("GET", path).json["items"]]


def all_found(person: Person, path: str, wanted: Iterable[str]) -> list[str]:
    """Once the catalogue has followed."""
    expected = set(wanted)
    return eventually(
        lambda: titles(person, path), lambda seen: expected <= set(seen), within=SHELVED
    )


def call(behind: Behind, handler: str, event: Json | None = None) -> Json:
    """What a scheduled function answers when it is called now."""
    client = behind.client("lambda")
    pages = client.get_paginator("list_functions").paginate()
    (name,) = (
        function["FunctionName"]
        for page in pages
        for function in page["Functions"]
        if function["Handler"] == f"{handler}.handler"
    )
    answer = client.invoke(FunctionName=name, Payload=json.dumps(event or {}))
    body = answer["Payload"].read()
    assert "FunctionError" not in answer, body[:2_000]
    found: Json = json.loads(body or b"null") or {}
    return found
