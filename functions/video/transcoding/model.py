"""A source's facts, the ladder, the plan of what is made, and what was made. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

DynamicRange = Literal["sdr", "hdr10", "hlg"]

SEGMENT_SECONDS = 10
GOP_SECONDS = 2
GOPS_PER_SEGMENT = SEGMENT_SECONDS // GOP_SECONDS
SHEET_COLUMNS, SHEET_ROWS = 10, 10  # previews on one sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTrack:
    """``width`` and ``height`` as coded, before ``rotation`` (degrees clockwise) is applied."""

    width: int
    height: int
    frame_rate: Fraction
    pixel_aspect: Fraction = Fraction(1)
    rotation: int = 0
    dynamic_range: DynamicRange = "sdr"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioTrack:
    channels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """``container`` is one of the service's names; ``size`` in bytes, ``duration`` in seconds."""

    container: str
    size: int
    duration: float
    video: VideoTrack | None = None
    audio: AudioTrack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """``height`` is the shorter side of the picture, ``bitrate`` the cap in bits per second."""

    name: str
    height: int
    bitrate: int


LADDER = (
    Rung(name="240p", height=240, bitrate=400_000),
    Rung(name="480p", height=480, bitrate=1_000_000),
    Rung(name="720p", height=720, bitrate=2_500_000),
    Rung(name="1080p", height=1080, bitrate=5_000_000),
    Rung(name="4K", height=2160, bitrate=15_000_000),
)
CAPS = tuple(rung.height for rung in LADDER)
"""What a plan may allow at most, as heights; manifests are written once per cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One size of the film, in pixels that are square."""

    rung: Rung
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """Previews: one of ``width`` by ``height`` every ``interval`` seconds, ``count`` in all."""

    interval: int
    count: int
    width: int
    height: int

    @property
    def per_sheet(self) -> int:
        return SHEET_COLUMNS * SHEET_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is made of a source. ``renditions`` lowest first, never none.

    ``rotation`` is None where the service reads it from the container by itself. ``poster_at`` is
    the second whose frame is the poster.
    """

    duration: float
    frame_rate: Fraction
    gop_frames: int
    renditions: tuple[Rendition, ...]
    has_audio: bool
    dynamic_range: DynamicRange
    rotation: int | None
    poster_at: int
    storyboard: Storyboard

    @property
    def segment_seconds(self) -> Fraction:
        """Of every segment but the last: a whole number of GOPs, each a whole number of frames."""
        return self.gop_frames * GOPS_PER_SEGMENT / self.frame_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A WebVTT sidecar in the video bucket; ``language`` is a BCP 47 tag, one caption for each."""

    language: str
    label: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What lies in a film's folder, by name: sizes, manifests' text, first bytes of media files."""

    sizes: Mapping[str, int]
    texts: Mapping[str, str]
    heads: Mapping[str, bytes]


class Refused(Exception):
    """Nothing can be made of the source; the message is for its owner."""
