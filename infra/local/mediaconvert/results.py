"""What is told of a job's inputs and outputs, in the shapes of events and of GetJob."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.local.mediaconvert import media
from infra.local.mediaconvert.order import Order

Files = Mapping[int, Sequence[tuple[Path, str]]]
"""By output group: each file and its address in S3."""
Told = dict[str, Any]  # Any: JSON

CODECS = {"AVC": "H_264", "HEVC": "H_265"}  # as events spell them
LENGTH = re.compile(r"^#EXTINF:([\d.]+)", re.MULTILINE)


def files(order: Order, packaged: Path, captured: Sequence[Sequence[Path]]) -> Files:
    """Manifests last: whoever sees one finds what it names."""
    folder = order.destination.rpartition("/")[0]
    made = sorted(packaged.iterdir(), key=lambda path: (path.suffix in (".m3u8", ".mpd"), path))
    found: dict[int, Sequence[tuple[Path, str]]] = {}
    for capture, paths in zip(order.captures, captured, strict=True):
        found[capture.group] = [(each, f"{capture.destination}.{each.name}") for each in paths]
    found[order.group] = [(each, f"{folder}/{each.name}") for each in made]
    return found


def inputs(source: str, found: media.Found) -> Told:
    """Of INPUT_INFORMATION."""
    return {
        "inputDetails": [
            {
                "id": 1,
                "uri": source,
                "video": [_picture(each) for each in media.pictures(found)],
                "audio": [_sound(each) for each in media.sounds(found)],
            }
        ]
    }


def _picture(stream: media.Found) -> Told:
    codec = media.CODECS.get(str(stream.get("codec_name")), "UNKNOWN")
    numerator, _, denominator = str(stream.get("avg_frame_rate", "0/1")).partition("/")
    rate = int(numerator) / int(denominator or 1) if int(denominator or 1) else 0
    return {
        "bitDepth": 10 if "10" in str(stream.get("pix_fmt")) else 8,
        "codec": CODECS.get(codec, codec),
        "colorFormat": "YUV_420",
        "fourCC": stream.get("codec_tag_string"),
        "frameRate": round(rate, 2),
        "height": stream.get("height"),
        "interlaceMode": "PROGRESSIVE",
        "sar": stream.get("sample_aspect_ratio", "1:1"),
        "standard": "UNSPECIFIED",
        "streamId": int(stream["index"]) + 1,
        "width": stream.get("width"),
    }


def _sound(stream: media.Found) -> Told:
    return {
        "channels": stream.get("channels"),
        "codec": media.CODECS.get(str(stream.get("codec_name")), "UNKNOWN"),
        "language": str((stream.get("tags") or {}).get("language", "und")).upper(),
        "sampleRate": int(stream.get("sample_rate") or 0),
        "streamId": int(stream["index"]) + 1,
    }


def outputs(order: Order, made: Files) -> list[Told]:
    """``outputGroupDetails`` of COMPLETE, in the order of the job's output groups."""
    by_name = {path.name: path for path, _uri in made[order.group]}
    base = order.destination.rpartition("/")[2]
    first = by_name[f"{base}{order.pictures[0].modifier}.m3u8"]
    duration = _milliseconds(first)
    told = {order.group: _film(order, duration)}
    for capture in order.captures:
        told[capture.group] = _captured(made[capture.group], capture.width, capture.height)
    return [told[group] for group in sorted(told)]


def _film(order: Order, duration: int) -> Told:
    details: list[Told] = [
        _detail(order.destination, each.modifier, duration, each.width, each.height)
        for each in order.pictures
    ]
    if order.sound is not None:
        details.append(_detail(order.destination, order.sound.modifier, duration))
    details += [_detail(order.destination, each.modifier, duration) for each in order.texts]
    return {
        "outputDetails": details,
        "playlistFilePaths": [f"{order.destination}.mpd", f"{order.destination}.m3u8"],
        "type": "CMAF_GROUP",
    }


def _detail(destination: str, modifier: str, duration: int, *size: int) -> Told:
    told: Told = {
        "outputFilePaths": [f"{destination}{modifier}.m3u8"],
        "durationInMs": duration,
    }
    if size:
        told["videoDetails"] = {"widthInPx": size[0], "heightInPx": size[1]}
    return told


def _captured(made: Sequence[tuple[Path, str]], width: int, height: int) -> Told:
    """The service names the last capture only."""
    paths = [made[-1][1]] if made else []
    detail = {
        "outputFilePaths": paths,
        "durationInMs": 0,
        "videoDetails": {"widthInPx": width, "heightInPx": height},
    }
    return {"outputDetails": [detail], "type": "FILE_GROUP"}


def group_details(told: Sequence[Told]) -> list[Told]:
    """The same as GetJob has it: durations and sizes, no files."""
    return [
        {
            "OutputDetails": [
                {
                    "DurationInMs": detail["durationInMs"],
                    "VideoDetails": {
                        "WidthInPx": detail["videoDetails"]["widthInPx"],
                        "HeightInPx": detail["videoDetails"]["heightInPx"],
                    }
                    if "videoDetails" in detail
                    else None,
                }
                for detail in group["outputDetails"]
            ]
        }
        for group in told
    ]


def _milliseconds(playlist: Path) -> int:
    return round(1000 * sum(float(each) for each in LENGTH.findall(playlist.read_text())))
