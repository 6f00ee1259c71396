"""Shaka Packager cuts and describes what was encoded, with the names MediaConvert gives.

Initialization segments are ``<base><modifier>init.cmfv`` (``.cmfa`` of sound), segments
``<base><modifier>_000000001.cmfv``, playlists ``<base><modifier>.m3u8``.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.local.mediaconvert import manifests, tools
from infra.local.mediaconvert.order import Order
from infra.local.mediaconvert.running import Canceled

# Short of a whole segment, or a rounding error would cut one group of pictures too late.
SHORT_OF = 1e-5


def package(
    order: Order, encoded: Path, texts: Sequence[Path], to: Path, canceled: Canceled
) -> None:
    """``encoded`` holds the files of ``transcoding``; ``to`` gets all files of the CMAF group."""
    base = order.destination.rpartition("/")[2]
    length = str(float(order.segment_seconds) - SHORT_OF)
    command = [
        tools.find("packager"),
        *_streams(order, encoded, texts, base),
        "--segment_duration", length,
        "--fragment_duration", length,
        "--hls_master_playlist_output", f"{base}.m3u8",
        "--mpd_output", f"{base}.mpd",
        "--generate_static_live_mpd",
        "--quiet",
    ]  # fmt: skip
    canceled.run(command, to)
    manifests.as_mediaconvert_writes(to)


def _streams(order: Order, encoded: Path, texts: Sequence[Path], base: str) -> Iterator[str]:
    for number, picture in enumerate(order.pictures):
        named = _named(base + picture.modifier, "cmfv")
        yield f"in={encoded / f'{number}.mp4'},stream=video,{named}"
    if order.sound is not None:
        named = _named(base + order.sound.modifier, "cmfa")
        group = f"hls_group_id={order.sound.group},hls_name={order.sound.name}"
        yield f"in={encoded / '0.mp4'},stream=audio,{named},{group}"
    for text, path in zip(order.texts, texts, strict=True):
        name = base + text.modifier
        yield (
            f"in={path},stream=text,segment_template={name}_$Number%09d$.vtt,"
            f"playlist_name={name}.m3u8,hls_group_id=subs,hls_name={_plain(text.label)},"
            f"language={text.language}"
        )


def _named(name: str, extension: str) -> str:
    return (
        f"init_segment={name}init.{extension},segment_template={name}_$Number%09d$.{extension},"
        f"playlist_name={name}.m3u8,format=mp4"
    )


def _plain(label: str) -> str:
    """Commas and equals signs would end the field."""
    return label.replace(",", " ").replace("=", " ")
