"""What a check needs of fragmented MP4 files, from their first bytes (ISO 14496-12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error as struct_error
from struct import unpack_from

Box = tuple[str, bytes]
CONTAINERS = ("moov", "trak", "mdia", "minf", "stbl", "moof", "traf")
NOT_A_KEYFRAME = 0x0001_0000


class Unreadable(Exception):
    """The bytes are not what a fragmented MP4 file starts with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """``codec`` as RFC 6381 writes it; sides in pixels, 0 of sound; ``timescale`` per second."""

    codec: str
    timescale: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """``time`` in units of the track's timescale."""

    time: int
    starts_with_keyframe: bool


def track(init: bytes) -> Track:
    """Of an initialization segment with one track. Raises Unreadable."""
    try:
        found = dict(_boxes(init))
        sample = found["stsd"][8:]
        timescale = unpack_from(">I", found["mdhd"], 20 if found["mdhd"][0] else 12)[0]
        kind = sample[4:8].decode("ascii")
        if kind in ("avc1", "avc3"):
            width, height = unpack_from(">HH", sample, 32)
            config = dict(_boxes(sample[86:]))["avcC"]
            codec = f"{kind}.{config[1:4].hex()}"
            return Track(codec=codec, timescale=timescale, width=width, height=height)
        if kind == "mp4a":
            return Track(codec=_aac(dict(_boxes(sample[36:]))["esds"]), timescale=timescale)
        return Track(codec=kind, timescale=timescale)
    except (KeyError, IndexError, struct_error, UnicodeDecodeError) as error:
        raise Unreadable from error


def fragment(head: bytes) -> Fragment:
    """The first fragment of a media segment. Raises Unreadable."""
    try:
        found = dict(_boxes(head))
        decode_time = found["tfdt"]
        time = unpack_from(">Q" if decode_time[0] else ">I", decode_time, 4)[0]
        flags = _first_sample_flags(found["tfhd"], found["trun"])
        return Fragment(time=time, starts_with_keyframe=not flags & NOT_A_KEYFRAME)
    except (KeyError, IndexError, struct_error) as error:
        raise Unreadable from error


def _boxes(data: bytes) -> Iterator[Box]:
    """Depth first; the first of each kind counts, so a track's comes before another's."""
    seen: set[str] = set()
    for kind, body in _walk(data):
        if kind not in seen:
            seen.add(kind)
            yield kind, body


def _walk(data: bytes) -> Iterator[Box]:
    at = 0
    while at + 8 <= len(data):
        size, kind = unpack_from(">I4s", data, at)
        if size < 8:
            return  # until the end of the file, or longer than 4 GB: nothing of ours
        name = kind.decode("latin-1")
        body = data[at + 8 : at + size]
        if name in CONTAINERS:
            yield from _walk(body)
        else:
            yield name, body
        at += size


def _aac(esds: bytes) -> str:
    """The object type, from the decoder configuration inside the descriptors."""
    at = esds.index(b"\x05", esds.index(b"\x40")) + 1
    while esds[at] & 0x80:
        at += 1
    return f"mp4a.40.{esds[at + 1] >> 3}"


def _first_sample_flags(header: bytes, run: bytes) -> int:
    """``tfhd`` and ``trun`` say it in one of three places."""
    run_flags = unpack_from(">I", run)[0] & 0xFFFFFF
    at = 8 + 4 * bool(run_flags & 0x1)
    if run_flags & 0x4:
        return int(unpack_from(">I", run, at)[0])
    if run_flags & 0x400:
        return int(
            unpack_from(">I", run, at + 4 * (bool(run_flags & 0x100) + bool(run_flags & 0x200)))[0]
        )
    header_flags = unpack_from(">I", header)[0] & 0xFFFFFF
    if not header_flags & 0x20:
        return 0
    before = (0x1, 8), (0x2, 4), (0x8, 4), (0x10, 4)
    skipped = sum(size for flag, size in before if header_flags & flag)
    return int(unpack_from(">I", header, 8 + skipped)[0])
