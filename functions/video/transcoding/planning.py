"""What is made of a source, or why nothing is. Pure."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil

from .model import (
    GOP_SECONDS,
    LADDER,
    Plan,
    Probe,
    Refused,
    Rendition,
    Rung,
    Storyboard,
    VideoTrack,
)

# Of those that the service reads: the ones that hold films people upload.
CONTAINERS = (
    "mp4", "quicktime", "three_gp", "three_g2", "matroska", "webm", "avi", "mpegts", "mpegps", "asf"
)  # fmt: skip
LONGEST = 12 * 3600  # seconds
SMALLEST, LARGEST = 32, 8192  # pixels of a side that the service takes
LONGEST_SIDE = 4096  # of what H.264's levels and players take
# Slower than any codec can tell something that moves: such a header lies about the duration.
FEWEST_BITS = 1_000  # per second
# The rates that screens and players know, up to the fastest that is kept.
RATES = tuple(
    Fraction(*rate)
    for rate in (
        (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1)
    )
)  # fmt: skip
SLOWEST_STANDARD = Fraction(47, 2)
TURNED_BY_SERVICE = ("mp4", "quicktime")  # it reads the rotation of these by itself

PREVIEWS, PREVIEW_SIDE, PREVIEW_EVERY = 300, 160, 2


def plan(probe: Probe) -> Plan:
    """Raises Refused, with a reason for the owner."""
    video = _accepted(probe)
    width, height = displayed(video)
    rate = frame_rate(video.frame_rate)
    return Plan(
        duration=probe.duration,
        frame_rate=rate,
        gop_frames=max(1, round(GOP_SECONDS * rate)),
        renditions=tuple(_renditions(width, height)),
        has_audio=probe.audio is not None,
        dynamic_range=video.dynamic_range,
        rotation=None if probe.container in TURNED_BY_SERVICE else video.rotation,
        poster_at=int(probe.duration / 10) or (1 if probe.duration >= 2 else 0),
        storyboard=_storyboard(probe.duration, width, height),
    )


def displayed(video: VideoTrack) -> tuple[Fraction, Fraction]:
    """Width and height as seen: square pixels, upright."""
    width, height = video.width * video.pixel_aspect, Fraction(video.height)
    return (height, width) if video.rotation in (90, 270) else (width, height)


def frame_rate(found: Fraction) -> Fraction:
    """Constant, the same in all renditions, at most 60 a second.

    A source with a variable rate is told by its average: the nearest rate that is usual. Below
    those, a whole number.
    """
    if found < SLOWEST_STANDARD:
        return Fraction(max(1, round(found)))
    return min(RATES, key=lambda rate: abs(rate - found))


def _accepted(probe: Probe) -> VideoTrack:
    for refused, reason in _objections(probe):
        if refused:
            raise Refused(reason)
    assert probe.video is not None  # noqa: S101  # among the objections
    return probe.video


def _objections(probe: Probe) -> Iterable[tuple[bool, str]]: ...


def _renditions(width: Fraction, height: Fraction) -> Iterator[Rendition]: ...


def _storyboard(duration: float, width: Fraction, height: Fraction) -> Storyboard: ...
