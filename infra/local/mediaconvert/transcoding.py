"""One ffmpeg for the whole job: one decode, a split graph, an encoder for each rendition.

QVBR becomes x264's constant quality under the cap; keyframes come at fixed distances only, and a
constant frame rate from the film's beginning makes them the same instants everywhere.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.local.mediaconvert import media, tools
from infra.local.mediaconvert.order import Capture, Order, Picture, Sound
from infra.local.mediaconvert.running import Canceled, Heard

# A laptop's encoder: several times as fast as the default for a tenth more of the bits.
PRESET = "veryfast"
BUFFERED = 2  # seconds of the cap
TRANSPOSED = {90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}
TO_STANDARD_RANGE = (
    "scale=out_transfer=bt709:out_primaries=bt709:out_color_matrix=bt709"
    ":out_range=limited:intent=perceptual"
)


def transcode(order: Order, source: Path, to: Path, canceled: Canceled, heard: Heard) -> None:
    """Files in ``to``: ``0.mp4``, ``1.mp4`` … of the pictures, sound in the first; captures."""
    for number in range(len(order.captures)):
        (to / str(number)).mkdir()
    canceled.run([tools.find("ffmpeg"), *_arguments(order, source)], to, heard)


def frames(order: Order, to: Path) -> list[list[Path]]:
    """The captures, in the order of ``order.captures``."""
    return [sorted((to / str(number)).iterdir()) for number in range(len(order.captures))]


def _arguments(order: Order, source: Path) -> Iterator[str]:
    yield from ("-nostdin", "-v", "error", "-progress", "pipe:1", "-stats_period", "0.5")
    if order.turn is not None:
        yield "-noautorotate"
    yield from (*media.GUARDED, "-i", str(source))
    yield from ("-filter_complex", ";".join(_graph(order)))
    for number, picture in enumerate(order.pictures):
        yield from ("-map", f"[v{number}]", *_encoded(picture))
        if number == 0 and order.sound is not None:
            yield from _sounding(order.sound)
        yield from ("-f", "mp4", f"{number}.mp4")
    for number, capture in enumerate(order.captures):
        yield from ("-map", f"[c{number}]", *_captured(capture), f"{number}/%07d.jpg")


def _graph(order: Order) -> Iterator[str]:
    first = order.pictures[0]
    rate = f"{first.frame_rate.numerator}/{first.frame_rate.denominator}"
    trunk = ["bwdif=deint=interlaced"]
    if order.turn:
        trunk.append(TRANSPOSED[order.turn])
    if order.flat:
        trunk.append(TO_STANDARD_RANGE)
    trunk.append(f"fps={rate}:start_time=0")
    ends = [f"[p{n}]" for n in range(len(order.pictures))]
    ends += [f"[f{n}]" for n in range(len(order.captures))]
    yield f"[0:V:0]{','.join(trunk)},split={len(ends)}{''.join(ends)}"
    for number, picture in enumerate(order.pictures):
        size = f"scale={picture.width}:{picture.height}:flags=bicubic:out_range=limited"
        yield f"[p{number}]{size},setsar=1,format=yuv420p[v{number}]"
    for number, capture in enumerate(order.captures):
        every = float(capture.every)
        size = f"scale={capture.width}:{capture.height}:out_range=full"
        yield f"[f{number}]select='gte(t,{every}*selected_n)',{size},format=yuvj420p[c{number}]"


def _encoded(picture: Picture) -> Sequence[str]:
    gop = str(picture.gop)
    return (
        "-c:v", "libx264", "-preset", PRESET, "-profile:v", "high",
        "-crf", str(_factor(picture.quality)),
        "-maxrate", str(picture.bitrate), "-bufsize", str(BUFFERED * picture.bitrate),
        "-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-flags", "+cgop",
        "-bf", str(picture.b_frames),
    )  # fmt: skip


def _factor(quality: int) -> int:
    """x264's rate factor for QVBR's 1 to 10: 23, its default, for 7."""
    return 37 - 2 * quality


def _sounding(sound: Sound) -> Sequence[str]:
    """As long as the picture: silence follows, and ``-shortest`` cuts it off.

    In small pieces, because those that are under way when the picture ends are not cut.
    """
    padded = "aresample=async=1:first_pts=0,apad=packet_size=128"
    return (
        "-map", f"0:a:{sound.track}", "-af", padded, "-shortest",
        "-c:a", "aac", "-ac", "2", "-ar", str(sound.rate), "-b:a", str(sound.bitrate),
    )  # fmt: skip


def _captured(capture: Capture) -> Sequence[str]:
    coarseness = max(2, round(31 - 29 * capture.quality / 100))  # of JPEG's 2 to 31
    return (
        "-c:v", "mjpeg", "-q:v", str(coarseness), "-fps_mode", "passthrough",
        "-frames:v", str(capture.most), "-f", "image2", "-start_number", "0",
    )  # fmt: skip
