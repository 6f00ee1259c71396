"""Uploading an image as a browser does: announce it, post the form, wait for its pictures."""

import io
from collections.abc import Mapping
from typing import Any

import httpx
from PIL import Image

from tests.e2e.people import Person
from tests.e2e.waiting import eventually

Json = dict[str, Any]  # Any: an answer's JSON


def photo(width: int = 1600, height: int = 900, *, maker: str = "A camera maker") -> bytes:
    """A JPEG with the name of its camera in it."""
    exif = Image.Exif()
    exif[0x010F] = maker
    to = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(to, "JPEG", exif=exif)
    return to.getvalue()


def announces(person: Person, body: bytes, type_: str = "image/jpeg", alt_text: str = "") -> Json:
    wanted = {"contentType": type_, "size": len(body), "altText": alt_text}
    answer = person.ok("POST", "/api/media", wanted)
    assert answer.status == 201
    return dict(answer.json)


def sends(form: Mapping[str, Any], body: bytes) -> int:
    """The status that the bucket answered with."""
    fields = dict(form["fields"])
    return httpx.post(form["url"], data=fields, files={"file": body}, timeout=60).status_code


def settled(person: Person, media_id: str) -> Json:
    return eventually(
        lambda: dict(person.ok("GET", f"/api/media/{media_id}").json),
        until=lambda media: media["status"] != "uploading",
    )


def uploads(person: Person, body: bytes = b"", alt_text: str = "") -> Json:
    """Media that is ready."""
    body = body or photo(320, 200)
    announced = announces(person, body, alt_text=alt_text)
    assert sends(announced["upload"], body) == 204
    media = settled(person, announced["id"])
    assert media["status"] == "ready", media
    return media
