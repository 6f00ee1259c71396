"""Routes of uploads: a form to upload with, and what became of it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from . import Route
from .models import Model, Request, Timestamp

TAG = "social"
READ, WRITE = "social:read", "social:write"
MEDIA = {"mediaId": "The id that the upload was announced with"}
LONGEST_ALT_TEXT = 1_000


class MediaWanted(Request):
    """``size`` is the file's, in bytes; ``altText`` says what is to be seen for who cannot."""

    content_type: Annotated[str, StringConstraints(max_length=100)]
    size: int = Field(ge=1)
    alt_text: Annotated[str, StringConstraints(max_length=LONGEST_ALT_TEXT)] = ""


class UploadForm(Model):
    """A multipart form: all ``fields`` in this order, then the file as ``file``."""

    url: str
    fields: dict[str, str]


class MediaAnnounced(Model):
    """The form is good until ``expiresAt``, for one file of exactly the announced size."""

    id: str
    upload: UploadForm
    expires_at: Timestamp


class PictureShown(Model):
    """One size of an image: ``width`` and ``height`` in pixels."""

    name: Literal["large", "medium", "small", "square"]
    url: str
    width: int
    height: int


class MediaState(Model):
    """``ready`` media can be used in tweets, an image also as avatar.

    ``url``, ``width`` and ``height`` are those of the largest size; ``reason`` says why it failed.
    """

    id: str
    status: Literal["uploading", "ready", "failed"]
    reason: str | None
    type: str | None
    alt_text: str
    url: str | None
    width: int
    height: int
    sizes: list[PictureShown]
    created_at: Timestamp


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/api/media",
        operation="announceMedia",
        summary="Get a form to upload an image with",
        tag=TAG,
        scope=WRITE,
        request=MediaWanted,
        responses={201: MediaAnnounced},
        idempotent=True,
    ),
    Route(
        method="GET",
        path="/api/media/{mediaId}",
        operation="getMedia",
        summary="What became of an upload of mine",
        tag=TAG,
        scope=READ,
        responses={200: MediaState},
        errors=("media_unknown",),
        path_params=MEDIA,
    ),
    Route(
        method="DELETE",
        path="/api/media/{mediaId}",
        operation="deleteMedia",
        summary="Delete an upload of mine with all its sizes",
        tag=TAG,
        scope=WRITE,
        responses={204: None},
        errors=("media_unknown", "media_in_use"),
        path_params=MEDIA,
    ),
)
