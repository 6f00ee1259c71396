"""What is made of a source, or why nothing is. Pure."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, isfinite

from .model import GOP_SECONDS, LADDER, Plan, Probe, Refused, Rendition, Storyboard, VideoTrack

# Of those that the service reads: the ones that hold films people upload.
CONTAINERS = (
    "mp4", "quicktime", "three_gp", "three_g2", "matroska", "webm", "avi", "mpegts", "mpegps", "asf"
)  # fmt: skip
LONGEST = 12 * 3600  # seconds
SMALLEST = 32  # pixels of a side that the service takes
LONGEST_SIDE = 4096  # of what H.264's levels and players take
# Slower than any codec can tell something that moves: such a header lies about the duration.
FEWEST_BITS = 1_000  # per second
# H.264, the thriftiest of them, needs sixteen for a picture that is the one before, index included.
FEWEST_BYTES = 8  # per picture
SLOWEST = Fraction(1, 10)  # pictures per second: slower than slides, a clip stretched to hours
# The rates that screens and players know, up to the fastest that is kept.
RATES = tuple(
    Fraction(*rate)
    for rate in (
        (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1)
    )
)  # fmt: skip
SLOWEST_STANDARD = Fraction(47, 2)
TURNED_BY_SERVICE = ("mp4", "quicktime")  # it reads the rotation of these by itself

PREVIEWS = 300  # at most
PREVIEW_SIDE, PREVIEW_EVERY = 160, 2
NO_PICTURE = (
    "There is no moving picture in the file that can be read: "
    "use H.264, H.265, VP9, AV1, ProRes or MPEG-2."
)
# A browser's recorder cannot go back to the header; a copy by any tool has it.
NO_LENGTH = (
    "The file does not say how long it is: it is not complete, or comes right out of a recorder. "
    "Save it once more with a video editor and upload that."
)
NO_FILM = "This is no film that is taken here: upload MP4, MOV, MKV, WebM, AVI, MPEG or WMV."


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


def _objections(probe: Probe) -> Iterator[tuple[bool, str]]:
    """In the order in which they are worth telling."""
    yield probe.size == 0, "The file is empty."
    yield probe.container not in CONTAINERS, NO_FILM
    video = probe.video
    if video is None:
        yield True, NO_PICTURE
        return
    yield not (video.width and video.height and video.frame_rate), "The picture is damaged."
    if not isfinite(probe.duration) or probe.duration <= 0:
        yield True, NO_LENGTH
        return
    yield probe.duration > LONGEST, f"The film is longer than {LONGEST // 3600} hours."
    yield from _lies(probe, min(video.frame_rate, RATES[-1]))
    width, height = displayed(video)
    yield min(width, height) < SMALLEST, f"The picture is smaller than {SMALLEST} pixels."
    yield not list(_renditions(width, height)), "The picture is too long for its height."


def _lies(probe: Probe, rate: Fraction) -> Iterator[tuple[bool, str]]:
    """Of the duration: what the bytes cannot hold, at the rate that the header says as well.

    Whoever lies within these bounds has the job made that he describes, which is no larger than
    that of an honest film: at most 60 pictures a second for twelve hours, or 24 hours of work.
    """
    said = f"The file says it lasts {probe.duration:.0f} seconds, and"
    small = probe.size * 8 < probe.duration * FEWEST_BITS
    small = small or probe.size < probe.duration * rate * FEWEST_BYTES
    yield small, f"{said} is too small for that."
    yield rate < SLOWEST, f"{said} has too few pictures for that."


def _renditions(width: Fraction, height: Fraction) -> Iterator[Rendition]:
    """Never larger than the source; the longer side to the next even number."""
    shorter = min(width, height)
    rungs = [rung for rung in LADDER if rung.height <= shorter]
    for rung in rungs or [LADDER[0]]:
        scale = min(Fraction(1), rung.height / shorter)
        made = Rendition(rung=rung, width=_even(width, scale), height=_even(height, scale))
        if max(made.width, made.height) <= LONGEST_SIDE:
            yield made


def _even(side: Fraction, scale: Fraction) -> int:
    return min(2 * round(side * scale / 2), 2 * floor(side / 2))


def _storyboard(duration: float, width: Fraction, height: Fraction) -> Storyboard:
    interval = max(PREVIEW_EVERY, ceil(duration / PREVIEWS))
    scale = min(Fraction(1), PREVIEW_SIDE / max(width, height))
    return Storyboard(
        interval=interval,
        count=ceil(duration / interval),
        width=max(SMALLEST, _even(width, scale)),
        height=max(SMALLEST, _even(height, scale)),
    )
