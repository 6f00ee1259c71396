"""What the routes of video share: the record of the design document, and a card of it in lists."""

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from .models import Model, PageQuery, Timestamp

TAG = "video"
READ, WRITE = "video:read", "video:write"
VIDEO = {"videoId": "The video's id"}

VideoStatus = Literal["uploading", "processing", "transcoding", "ready", "failed"]
Visibility = Literal["private", "unlisted", "public"]
Maturity = Literal["all", "7+", "13+", "16+", "18+"]
ProfileName = Literal["240p", "480p", "720p", "1080p", "4K"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)]
Genre = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
ProfileRef = Annotated[str, StringConstraints(min_length=1, max_length=1024)]
"""A profile's id or, of one with a PIN, the pass that its unlocking gave."""


class RenditionShown(Model):
    """``url`` is that of the playlist; it plays below a playback token only."""

    profile: ProfileName
    url: str
    width: int
    height: int
    bitrate: int


class CaptionsShown(Model):
    language: str
    label: str


class VideoCard(Model):
    """A video in a list. ``duration`` in seconds, ``rating`` the mean of 1 to 5 stars."""

    id: str
    title: str
    description: str
    genres: list[str]
    release_date: date | None
    maturity: Maturity
    duration: float
    poster: str | None
    rating: float | None
    created_at: Timestamp


class VideoShown(Model):
    """The record of a video. ``progress`` of transcoding in per cent, ``duration`` in seconds.

    ``manifestUrl`` and ``profiles`` are there once it is ready; what plays is below the address
    that ``POST /api/videos/{videoId}/streams`` gives.
    """

    id: str
    owner_id: str
    title: str
    description: str
    genres: list[str]
    cast: list[str]
    release_date: date | None
    maturity: Maturity
    visibility: Visibility
    captions: list[CaptionsShown]
    status: VideoStatus
    progress: int
    manifest_url: str | None
    uploaded_at: Timestamp
    transcoded_at: Timestamp | None
    profiles: list[RenditionShown]
    error: str | None
    poster: str | None
    storyboard: bool
    duration: float
    rating: float | None


class ProfilePage(PageQuery):
    """A list as one profile of the account sees it; without, the account's first."""

    profile_id: ProfileRef | None = None
