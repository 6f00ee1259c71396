"""Postings as bytes: ids newest first, terms of a page in order, both as short as is cheap to read.

A list of ids is its length (LEB128), its highest id in eight bytes, then the steps down in groups
of up to 128, each group with a byte for the width of its steps. Ids of 41 bits of time and 22 of
chance are hardly ever close, so most steps take five or six bytes.

A page is a row of entries by term key: six bytes of key, the length of what follows times two, and
either a list of ids or (odd) the directory of a long list: for each block its highest id.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .terms import KEY_BITS

KEY_BYTES, ID_BYTES, GROUP = KEY_BITS // 8, 8, 128


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of one run. ``data`` holds ids, or, if ``blocks``, the highest id of each block."""

    key: int
    data: bytes
    blocks: bool = False

    def ids(self) -> list[int]:
        return unpacked_ids(self.data)


def packed_ids(ids: Sequence[int]) -> bytes:
    """``ids`` descending, below 2^64."""
    parts = [_number(len(ids))]
    if ids:
        parts.append(ids[0].to_bytes(ID_BYTES))
    for start in range(0, len(ids) - 1, GROUP):
        some = ids[start : start + GROUP + 1]
        steps = [one - other for one, other in pairwise(some)]
        width = (max(steps).bit_length() + 7) // 8
        parts.append(bytes((width,)))
        parts += [step.to_bytes(width) for step in steps]
    return b"".join(parts)


def unpacked_ids(data: bytes) -> list[int]:
    count, place = _read_number(data, 0)
    if not count:
        return []
    current = int.from_bytes(data[place : place + ID_BYTES])
    place += ID_BYTES
    ids = [current]
    while len(ids) < count:
        width = data[place]
        place += 1
        for _ in range(min(GROUP, count - len(ids))):
            current -= int.from_bytes(data[place : place + width])
            place += width
            ids.append(current)
    return ids


def packed_page(entries: Iterable[Entry]) -> bytes:
    """``entries`` ascending by key."""
    parts = []
    for entry in entries:
        parts += [
            entry.key.to_bytes(KEY_BYTES),
            _number(len(entry.data) << 1 | entry.blocks),
            entry.data,
        ]
    return b"".join(parts)


def unpacked_page(data: bytes) -> Iterator[Entry]:
    place = 0
    while place < len(data):
        key = int.from_bytes(data[place : place + KEY_BYTES])
        length, place = _read_number(data, place + KEY_BYTES)
        yield Entry(key, data[place : place + (length >> 1)], bool(length & 1))
        place += length >> 1


def found_in(data: bytes, key: int) -> Entry | None:
    """The entry of one term, without a look at the ids of the others."""
    place, wanted = 0, key.to_bytes(KEY_BYTES)
    while place < len(data):
        here = data[place : place + KEY_BYTES]
        length, place = _read_number(data, place + KEY_BYTES)
        if here == wanted:
            return Entry(key, data[place : place + (length >> 1)], bool(length & 1))
        if here > wanted:
            return None
        place += length >> 1
    return None


def _number(value: int) -> bytes:
    """LEB128."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_number(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7
