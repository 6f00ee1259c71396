"""Routes of uploads and of single videos."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from . import Route
from .models import Model, PageQuery, Query, Request, Timestamp
from .video_models import (
    READ,
    TAG,
    VIDEO,
    WRITE,
    Genre,
    Maturity,
    PersonName,
    ProfileRef,
    Text,
    Title,
    VideoShown,
    Visibility,
)

MOST_PARTS = 1_000
MOST_SIGNED = 100
MOST_CAPTIONS = 20
Language = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)
]
ETag = Annotated[str, StringConstraints(min_length=1, max_length=100)]
PartNumber = Annotated[int, Field(ge=1, le=MOST_PARTS)]
Genres = Annotated[list[Genre], Field(max_length=10)]
Cast = Annotated[list[PersonName], Field(max_length=50)]


class CaptionsWanted(Request):
    """A track of captions; its WebVTT file is put to the address the announcement gives.

    ``label`` is what players list it by; without one, or where it only repeats the tag, the name
    of the language.
    """

    language: Language
    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)] = ""


class VideoWanted(Request):
    """``size`` is the file's, in bytes. What has no ``maturity`` is taken to be for adults."""

    title: Title
    size: int = Field(ge=1)
    content_type: Annotated[str, StringConstraints(max_length=100)] = "video/mp4"
    description: Text = ""
    genres: Genres = Field(default_factory=list)
    cast: Cast = Field(default_factory=list)
    release_date: date | None = None
    maturity: Maturity = "18+"
    visibility: Visibility = "private"
    captions: list[CaptionsWanted] = Field(default_factory=list, max_length=MOST_CAPTIONS)


class PartUrl(Model):
    """``PUT`` the part's bytes to ``url`` and keep the answer's ``ETag``."""

    part_number: int
    url: str


class CaptionUpload(Model):
    """``PUT`` the WebVTT file to ``url`` before the upload is completed."""

    language: str
    url: str


class VideoAnnounced(Model):
    """A new video and the first part addresses.

    All parts but the last have ``partSize`` bytes; further addresses come from
    ``POST /api/videos/{videoId}/upload/parts``. An upload that is never completed ends by itself.
    """

    id: str
    video: VideoShown
    part_size: int
    part_count: int
    parts: list[PartUrl]
    captions: list[CaptionUpload]
    expires_at: Timestamp


class PartsWanted(Request):
    part_numbers: list[PartNumber] = Field(min_length=1, max_length=MOST_SIGNED)


class PartsSigned(Model):
    """``captions``: fresh addresses of all caption files that were announced."""

    parts: list[PartUrl]
    captions: list[CaptionUpload]
    expires_at: Timestamp


class PartHere(Model):
    """A part that has arrived: ``size`` in bytes."""

    part_number: int
    size: int
    etag: str


class PartsHere(Model):
    """How far an upload is, to go on with it after an interruption."""

    part_size: int
    part_count: int
    items: list[PartHere]
    next_cursor: str | None


class PartDone(Request):
    part_number: PartNumber
    etag: ETag


class UploadEnd(Request):
    """``complete`` puts the parts together (without ``parts``: all that arrived); ``abort`` drops
    them and the video.

    ``withoutCaptions``: languages that were announced and whose files will not come; the film is
    made without them.
    """

    action: Literal["complete", "abort"] = "complete"
    parts: list[PartDone] | None = Field(default=None, max_length=MOST_PARTS)
    without_captions: list[Language] = Field(default_factory=list, max_length=MOST_CAPTIONS)


class VideoEdit(Request):
    """What is left out stays as it is."""

    title: Title | None = None
    description: Text | None = None
    genres: Genres | None = None
    cast: Cast | None = None
    release_date: date | None = None
    maturity: Maturity | None = None
    visibility: Visibility | None = None


class VideoQuery(Query):
    """``profileId``: who is looking; what does not suit that profile is not there."""

    profile_id: ProfileRef | None = None


class MyVideos(Model):
    """The caller's own, newest first, in any state."""

    items: list[VideoShown]
    next_cursor: str | None


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/api/videos",
        operation="announceVideo",
        summary="Announce a video and get addresses to upload it to",
        tag=TAG,
        scope=WRITE,
        request=VideoWanted,
        responses={201: VideoAnnounced},
        idempotent=True,
    ),
    Route(
        method="GET",
        path="/api/me/videos",
        operation="listMyVideos",
        summary="My uploads, in any state",
        tag=TAG,
        scope=READ,
        query=PageQuery,
        responses={200: MyVideos},
    ),
    Route(
        method="GET",
        path="/api/videos/{videoId}",
        operation="getVideo",
        summary="The record of a video",
        tag=TAG,
        scope=READ,
        query=VideoQuery,
        responses={200: VideoShown},
        errors=("video_not_found", "maturity_exceeded", "profile_not_found", "profile_locked"),
        path_params=VIDEO,
    ),
    Route(
        method="PATCH",
        path="/api/videos/{videoId}",
        operation="editVideo",
        summary="Change what is said about a video of mine",
        tag=TAG,
        scope=WRITE,
        request=VideoEdit,
        responses={200: VideoShown},
        errors=("video_not_found", "not_owner", "edited_meanwhile"),
        path_params=VIDEO,
    ),
    Route(
        method="DELETE",
        path="/api/videos/{videoId}",
        operation="deleteVideo",
        summary="Delete a video of mine with all its files, in whatever state it is",
        tag=TAG,
        scope=WRITE,
        responses={204: None},
        errors=("video_not_found", "not_owner"),
        path_params=VIDEO,
    ),
    Route(
        method="POST",
        path="/api/videos/{videoId}/upload/parts",
        operation="signParts",
        summary="Addresses for further parts, or new ones for old",
        tag=TAG,
        scope=WRITE,
        request=PartsWanted,
        responses={200: PartsSigned},
        errors=("video_not_found", "not_owner", "video_not_uploading"),
        path_params=VIDEO,
    ),
    Route(
        method="GET",
        path="/api/videos/{videoId}/upload/parts",
        operation="listParts",
        summary="Which parts have arrived",
        tag=TAG,
        scope=READ,
        query=PageQuery,
        responses={200: PartsHere},
        errors=("video_not_found", "not_owner", "video_not_uploading"),
        path_params=VIDEO,
    ),
    Route(
        method="POST",
        path="/api/videos/{videoId}/upload",
        operation="endUpload",
        summary="Complete or abort an upload",
        tag=TAG,
        scope=WRITE,
        request=UploadEnd,
        responses={200: VideoShown, 204: None},
        errors=("video_not_found", "not_owner", "video_not_uploading", "upload_incomplete"),
        path_params=VIDEO,
        max_body=2 * 1024 * 1024,
    ),
)
