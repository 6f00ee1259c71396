"""From what MediaConvert's Probe answers to a source's facts.

The service's shapes: `ProbeResult` of the 2017-08-29 API. A field that a container or codec lacks
is not returned, so everything may be absent.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .model import AudioTrack, DynamicRange, Probe, VideoTrack

Answer = Mapping[str, Any]  # Any: a part of the service's answer
HDR: Mapping[str, DynamicRange] = {"SMPTE_2084": "hdr10", "ARIB_B67": "hlg"}
# Pictures attached to music and films: the service counts them among the video tracks.
STILL = ("MJPEG", "PNG", "BMP", "GIF", "UNKNOWN")


def probed(result: Answer) -> Probe:
    """One of the ``ProbeResults``."""
    container = result.get("Container") or {}
    tracks = container.get("Tracks") or []
    videos = [each for each in tracks if each.get("TrackType") == "video" and _moves(each)]
    audios = [each for each in tracks if each.get("TrackType") == "audio"]
    return Probe(
        container=str(container.get("Format") or ""),
        size=int((result.get("Metadata") or {}).get("FileSize") or 0),
        duration=_shown_for(container, videos),
        video=_video(videos[0].get("VideoProperties") or {}) if videos else None,
        audio=_audio(audios[0].get("AudioProperties") or {}) if audios else None,
    )


def _shown_for(container: Answer, videos: Sequence[Answer]) -> float:
    """Seconds of pictures: sound that goes on after the last one is cut off.

    Not every container says how long its tracks are.
    """
    whole = float(container.get("Duration") or 0)
    pictures = float(videos[0].get("Duration") or 0) if videos else 0.0
    return pictures if 0 < pictures < whole else whole


def _moves(track: Answer) -> bool:
    rate = (track.get("VideoProperties") or {}).get("FrameRate")
    return track.get("Codec") not in STILL and bool(_fraction(rate))


def _video(found: Answer) -> VideoTrack:
    return VideoTrack(
        width=int(found.get("Width") or 0),
        height=int(found.get("Height") or 0),
        frame_rate=_fraction(found.get("FrameRate")) or Fraction(0),
        pixel_aspect=_fraction(found.get("SampleAspectRatio")) or Fraction(1),
        rotation=int(found.get("Rotation") or 0) % 360,
        dynamic_range=HDR.get(str(found.get("TransferCharacteristics")), "sdr"),
    )


def _audio(found: Answer) -> AudioTrack:
    return AudioTrack(channels=int(found.get("Channels") or 2))


def _fraction(found: Answer | None) -> Fraction | None:
    numerator = int((found or {}).get("Numerator") or 0)
    denominator = int((found or {}).get("Denominator") or 0)
    return Fraction(numerator, denominator) if numerator > 0 and denominator > 0 else None
