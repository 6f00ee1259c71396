"""Routes of playback: a session starts, says how it goes, and ends."""

from typing import Annotated

from pydantic import Field, StringConstraints

from . import Route
from .models import Model, Request, Timestamp
from .video_models import TAG, VIDEO, WRITE, ProfileName, ProfileRef

SESSION = {"sessionId": "The id of the playback session"}
StallSeconds = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class StreamWanted(Request):
    """``profileId``: who watches; without, the account's first profile.

    ``tweetPass``: the ``playPass`` of a tweet that carries the video. It plays there up to 720p
    without a plan; one's own videos always play.
    """

    profile_id: ProfileRef | None = None
    tweet_pass: Annotated[str, StringConstraints(min_length=1, max_length=1024)] | None = None


class StreamStarted(Model):
    """``manifestUrl`` is absolute and holds the token in its path; so do all files below it.

    ``resumePosition`` in seconds. ``expiresAt`` is the token's; each progress report brings a
    fresh one.
    """

    manifest_url: str
    edge_server: str
    token: str
    session_id: str
    resume_position: float
    expires_at: Timestamp


class Progress(Request):
    """``position`` in seconds from the start; ``startupMs`` from play to the first picture;

    ``rebuffers``: how often playback stalled since the start, and ``stallSeconds`` for how long in
    all, the wait for the first picture left out.
    """

    position: float = Field(ge=0, allow_inf_nan=False)
    quality: ProfileName
    startup_ms: int | None = Field(default=None, ge=0, le=600_000)
    rebuffers: int | None = Field(default=None, ge=0, le=1_000_000)
    stall_seconds: StallSeconds | None = None


class StreamRenewed(Model):
    token: str
    manifest_url: str
    expires_at: Timestamp


class StreamEnd(Request):
    """As the last report: ``stallSeconds`` since the start."""

    position: float = Field(ge=0, allow_inf_nan=False)
    stall_seconds: StallSeconds | None = None


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/api/videos/{videoId}/streams",
        operation="startStream",
        summary="Start to play a video",
        tag=TAG,
        scope=WRITE,
        request=StreamWanted,
        responses={201: StreamStarted},
        errors=(
            "video_not_found",
            "video_not_ready",
            "subscription_required",
            "maturity_exceeded",
            "too_many_streams",
            "profile_not_found",
            "profile_locked",
        ),
        path_params=VIDEO,
    ),
    Route(
        method="PATCH",
        path="/api/streams/{sessionId}",
        operation="reportProgress",
        summary="Say how playback goes, and get a fresh token",
        tag=TAG,
        scope=WRITE,
        request=Progress,
        responses={200: StreamRenewed},
        errors=(
            "session_not_found",
            "session_over",
            "subscription_required",
            "video_not_found",
            "video_not_ready",
            "maturity_exceeded",
            "too_many_streams",
        ),
        path_params=SESSION,
    ),
    Route(
        method="POST",
        path="/api/streams/{sessionId}/end",
        operation="endStream",
        summary="End a playback session",
        tag=TAG,
        scope=WRITE,
        request=StreamEnd,
        responses={204: None},
        errors=("session_not_found",),
        path_params=SESSION,
    ),
)
