"""Sources as people upload them: what MediaConvert's Probe says of each."""

from collections.abc import Mapping
from typing import Any

Answer = dict[str, Any]  # Any: the service's ProbeResult


def probe(
    width: int = 1920,
    height: int = 1080,
    *,
    rate: tuple[int, int] = (25, 1),
    seconds: float = 60.0,
    container: str = "mp4",
    size: int = 50_000_000,
    channels: int | None = 2,
    **properties: object,
) -> Answer:
    video: Answer = {
        "Width": width,
        "Height": height,
        "FrameRate": {"Numerator": rate[0], "Denominator": rate[1]},
        **properties,
    }
    tracks: list[Answer] = [
        {"Index": 1, "TrackType": "video", "Codec": "AVC", "VideoProperties": video}
    ]
    if channels:
        sound = {"Channels": channels, "SampleRate": 48000}
        tracks.append({"Index": 2, "TrackType": "audio", "Codec": "AAC", "AudioProperties": sound})
    return {
        "Container": {"Format": container, "Duration": seconds, "Tracks": tracks},
        "Metadata": {"FileSize": size},
    }


SOURCES: Mapping[str, Answer] = {
    "full-hd": probe(),
    "uhd-60": probe(3840, 2160, rate=(60000, 1001), seconds=7200, size=9_000_000_000),
    "film-scope-24": probe(1920, 800, rate=(24000, 1001), seconds=5400),
    "portrait-phone": probe(1080, 1920, rate=(30, 1), seconds=12.4),
    "rotated-phone": probe(1920, 1080, rate=(2991, 100), Rotation=90, container="quicktime"),
    "rotated-mkv": probe(1280, 720, Rotation=270, container="matroska"),
    "odd": probe(641, 359, rate=(15, 1), seconds=3.2),
    "tiny": probe(160, 120, rate=(12, 1), seconds=1.0, channels=1),
    "silent": probe(1280, 720, channels=None),
    "surround": probe(1920, 1080, channels=6, container="matroska"),
    "dv-wide": probe(720, 576, SampleAspectRatio={"Numerator": 64, "Denominator": 45}),
    "hdr10": probe(3840, 2160, TransferCharacteristics="SMPTE_2084", ColorPrimaries="ITU_2020"),
    "hlg-phone": probe(
        1920, 1080, rate=(30000, 1001), TransferCharacteristics="ARIB_B67", Rotation=90
    ),
}
