"""Looking into a file with ffprobe, and as what the service describes it.

Only whitelisted formats are opened, and no protocol but files: a playlist that calls itself .mp4
would have others read for it, from this machine or from elsewhere.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from infra.local.mediaconvert import tools

Found = Mapping[str, Any]  # Any: ffprobe's own JSON
Described = dict[str, Any]  # Any: the service's structures

# ffmpeg's names of what the service reads (its page on supported input containers).
FORMATS = (
    "mov", "mp4", "matroska", "webm", "avi", "mpegts", "mpeg", "asf", "mxf",
    "wav", "mp3", "flac", "ogg", "aac", "ac3", "eac3",
)  # fmt: skip
GUARDED = ("-protocol_whitelist", "file", "-format_whitelist", ",".join(FORMATS))
SECONDS = 60.0  # at most; a header is read in milliseconds

CODECS = {
    "h264": "AVC", "hevc": "HEVC", "av1": "AV1", "vp8": "VP8", "vp9": "VP9", "mpeg4": "MP4V",
    "mpeg2video": "MPEG2", "mpeg1video": "MPEG1", "mjpeg": "MJPEG", "prores": "PRORES",
    "h263": "H263", "vc1": "VC1", "theora": "THEORA", "dvvideo": "DV", "jpeg2000": "JPEG2000",
    "aac": "AAC", "ac3": "AC3", "eac3": "EAC3", "mp3": "MP3", "mp2": "MP2", "opus": "OPUS",
    "vorbis": "VORBIS", "flac": "FLAC", "wmav2": "WMA2", "amr_nb": "AMR",
}  # fmt: skip
TRANSFERS = {
    "smpte2084": "SMPTE_2084", "arib-std-b67": "ARIB_B67", "bt709": "ITU_709",
    "bt2020-10": "ITU_2020_10bit", "smpte170m": "SMPTE_170M", "iec61966-2-1": "IEC_61966_2_1",
}  # fmt: skip
PRIMARIES = {
    "bt709": "ITU_709", "bt2020": "ITU_2020", "smpte170m": "SMPTE_170M", "bt470bg": "ITU_470BG",
    "smpte432": "SMPTE_EG_432_1",
}  # fmt: skip


class Unreadable(Exception):
    """The file is nothing the service reads; the message is ffprobe's."""


def look_into(path: Path) -> Found:
    """ffprobe's ``format`` and ``streams``. Raises Unreadable."""
    command = [
        tools.find("ffprobe"), "-v", "error", *GUARDED,
        "-show_format", "-show_streams", "-of", "json", str(path),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  # the path is ours
    except subprocess.TimeoutExpired as error:
        raise Unreadable("It takes too long to read.") from error
    found: Found = json.loads(done.stdout or b"{}")
    if done.returncode or not found.get("streams"):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unreadable(said[-1].replace(str(path), "input") if said else "Nothing is in it.")
    return found


def decodes(path: Path) -> bool:
    """Whether its first picture can be had: the ffmpeg that is there may not know the codec."""
    command = [
        tools.find("ffmpeg"), "-nostdin", "-v", "quiet", *GUARDED,
        "-i", str(path), "-map", "0:V:0", "-frames:v", "1", "-f", "null", "-",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, timeout=SECONDS, check=False)  # noqa: S603  # the path is ours
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def pictures(found: Found) -> Iterator[Found]:
    """Tracks of moving pictures: covers of music and films are none."""
    for each in found["streams"]:
        still = each.get("disposition", {}).get("attached_pic")
        if each.get("codec_type") == "video" and not still:
            yield each


def sounds(found: Found) -> Iterator[Found]:
    return (each for each in found["streams"] if each.get("codec_type") == "audio")


def turned(stream: Found) -> int:
    """Degrees clockwise, as the container says."""
    for data in stream.get("side_data_list", ()):
        if "rotation" in data:
            return round(-float(data["rotation"])) % 360
    return 0


def container(found: Found, path: Path) -> Described:
    """The service's ``Container``."""
    tracks = [*(_picture(each) for each in pictures(found)), *(_sound(e) for e in sounds(found))]
    about = found["format"]
    return {
        "Format": _format(about, path),
        "Duration": _number(about.get("duration")),
        "BitRate": int(_number(about.get("bit_rate")) or 0) or None,
        "Tracks": sorted(tracks, key=lambda each: int(each["Index"])),
    }


def _format(about: Found, path: Path) -> str | None:
    name = str(about.get("format_name", "")).split(",")[0]
    brand = str((about.get("tags") or {}).get("major_brand", "")).strip()
    if name == "mov":
        kinds = {"qt": "quicktime", "3gp": "three_gp", "3g2": "three_g2"}
        return next((kind for mark, kind in kinds.items() if brand.startswith(mark)), "mp4")
    if name == "matroska":
        with path.open("rb") as file:
            return "webm" if b"webm" in file.read(64) else "matroska"
    named = {"mpeg": "mpegps", "wav": "wave"}
    known = ("avi", "mpegts", "asf", "mxf", "mp3", "flac", "ogg", "aac", "ac3", "eac3")
    return named.get(name) or (name if name in known else None)


def _picture(stream: Found) -> Described:
    properties = {
        "Width": stream.get("width"),
        "Height": stream.get("height"),
        "FrameRate": _rate(stream.get("avg_frame_rate")) or _rate(stream.get("r_frame_rate")),
        "SampleAspectRatio": _rate(str(stream.get("sample_aspect_ratio", "")).replace(":", "/")),
        "Rotation": turned(stream) or None,
        "BitDepth": 10 if "10" in str(stream.get("pix_fmt")) else 8,
        "TransferCharacteristics": TRANSFERS.get(str(stream.get("color_transfer")), "UNSPECIFIED"),
        "ColorPrimaries": PRIMARIES.get(str(stream.get("color_primaries")), "UNSPECIFIED"),
    }
    return {**_track(stream, "video"), "VideoProperties": properties}


def _sound(stream: Found) -> Described:
    properties = {
        "Channels": stream.get("channels"),
        "SampleRate": int(_number(stream.get("sample_rate")) or 0) or None,
        "LanguageCode": (stream.get("tags") or {}).get("language"),
    }
    return {**_track(stream, "audio"), "AudioProperties": properties}


def _track(stream: Found, kind: str) -> Described:
    return {
        "Index": int(stream["index"]) + 1,
        "TrackType": kind,
        "Codec": CODECS.get(str(stream.get("codec_name")), "UNKNOWN"),
        "Duration": _number(stream.get("duration")) or _noted(stream),
    }


def _noted(stream: Found) -> float | None:
    """Matroska says how long a track is in a tag, if at all: ``00:00:06.021000000``."""
    parts = str((stream.get("tags") or {}).get("DURATION", "")).split(":")
    numbers = [_number(each) for each in parts]
    if len(numbers) != 3 or None in numbers:
        return None
    hours, minutes, seconds = (each or 0.0 for each in numbers)
    return (hours * 60 + minutes) * 60 + seconds


def _number(text: Any) -> float | None:  # Any: as ffprobe has it
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _rate(text: str | None) -> Described | None:
    try:
        found = Fraction(text or "0")
    except (ValueError, ZeroDivisionError):
        return None
    return {"Numerator": found.numerator, "Denominator": found.denominator} if found > 0 else None
