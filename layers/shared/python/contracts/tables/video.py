"""The table of videos, and where their files lie.

``videos``: one item per video under its id. ownerId, title, description, genres, cast and captions
(L; captions of M: language, label), releaseDate, maturity, visibility, contentType, size (bytes),
status, progress, attempt, jobId, uploadId, error, duration (s), createdAt and transcodedAt (ms),
renditions (L of M: profile, width, height, bitrate), poster and storyboard (names of files),
banned, deleted (BOOL), revision.
Every write raises ``revision``. What is empty or zero is left out.

While a video is not settled, for who brings it there: dueAt (ms: when somebody has to look what
became of it) with open (always ``open``), submitting (BOOL), claimedAt, finishingUntil (ms), plan
(what its jobs make, JSON).

Access patterns: one by its id; somebody's, newest first (index ``owner``); what is overdue (index
``due``, of what has ``open``). All else that lists videos is made from the table's stream.

``video-reports``: see ``reports``, with videos by their ids under ``video``. ``video-idempotency``:
Powertools' records.

The bucket: the original under its own prefix, all that is played under the video's. File names are
MediaConvert's: the group's name, the rung behind ``_``, a number. The edge tells a file's rung by
the name, so each file of a rung carries it.
"""

from . import Index, Key, Table
from .reports import reports_table

OWNER_INDEX, DUE_INDEX = "owner", "due"
OPEN = "open"
REPORTED = "video"
VIDEOS = Table(
    "videos",
    Key("id"),
    indexes=(
        Index(OWNER_INDEX, Key("ownerId"), Key("createdAt", "N"), ()),
        Index(DUE_INDEX, Key("open"), Key("dueAt", "N"), ()),
    ),
    stream=True,
)
REPORTS = reports_table("video-reports")
IDEMPOTENCY = Table("video-idempotency", Key("id"), ttl="expiration")
ORIGINALS = "videos/originals/"
CAPTIONS = "videos/captions/"


def original_key(video_id: str) -> str:
    """Where the upload lies, whatever its container."""
    return f"{ORIGINALS}{video_id}.mp4"


def video_of_original(key: str) -> str:
    """The id of the video whose original lies under ``key``."""
    return key.removeprefix(ORIGINALS).removesuffix(".mp4")


def captions_of(video_id: str) -> str:
    """What all uploaded caption files of a video begin with."""
    return f"{CAPTIONS}{video_id}/"


def caption_key(video_id: str, language: str) -> str:
    """Where an uploaded caption file (WebVTT) lies."""
    return f"{captions_of(video_id)}{language}.vtt"


def prefix_of(video_id: str) -> str:
    """What all files that are played begin with."""
    return f"videos/{video_id}/"


def manifest_path(video_id: str) -> str:
    """Below the public host, and below a token's prefix."""
    return f"videos/{video_id}/master.m3u8"
