"""RESP2 as bytes: commands out, replies in (https://valkey.io/topics/protocol/)."""

import binascii
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Reply = bytes | int | list["Reply"] | None

MOST_BYTES = 64 * 1024 * 1024
MOST_ITEMS = 1_000_000
MOST_DEPTH = 8
LONGEST_LINE = 64 * 1024
SLOTS = 16384
BLANK = "\0"  # in no key and no argument of ours


class Broken(Exception):
    """The other side does not speak RESP2, or went away in the middle of a reply."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error reply. ``kind`` is its first word (``ERR``, ``MOVED``, ``OOM`` …)."""

    text: str

    @property
    def words(self) -> list[str]:
        return self.text.split(" ")

    @property
    def kind(self) -> str:
        return self.words[0]


@dataclass(slots=True)
class Ready:
    """A command that is packed already, and the key that says which node answers it."""

    key: bytes
    data: bytes


Words = Sequence[str | bytes | int]


def for_each(words: Iterable[str], *, key: str, command: Words) -> Iterator[Ready]:
    """The same command for each word, which stands wherever ``command`` and ``key`` have BLANK.

    Packed once for all words of a length: a fan-out sends hundreds that differ in nothing else.
    """
    forms: dict[int, bytes] = {}
    before, _, after = (part.encode() for part in key.partition(BLANK))
    for word in words:
        data = word.encode()
        size = len(data)
        if size not in forms:
            spaced = [p.replace(BLANK, BLANK * size) if isinstance(p, str) else p for p in command]
            forms[size] = packed(spaced)
        yield Ready(before + data + after, forms[size].replace(BLANK.encode() * size, data))


def packed(command: Words | Ready) -> bytes:
    """A command as an array of bulk strings."""
    if isinstance(command, Ready):
        return command.data
    parts = [b"*%d\r\n" % len(command)]
    for part in command:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        parts.append(b"$%d\r\n%b\r\n" % (len(data), data))
    return b"".join(parts)


def slot_of(key: bytes) -> int:
    """The cluster slot: CRC-16/XMODEM of the key, or of what stands in its first ``{…}``."""
    start = key.find(b"{")
    if start >= 0:
        end = key.find(b"}", start + 1)
        if end > start + 1:
            key = key[start + 1 : end]
    return binascii.crc_hqx(key, 0) % SLOTS


class ReplyReader:
    """Replies from a source of byte chunks, of which an empty one is the end."""

    def __init__(self, receive: Callable[[], bytes]) -> None:
        self._receive = receive
        self._buffer = bytearray()
        self._at = 0

    def read(self, depth: int = 0) -> Reply | Refusal:
        """The next reply. Raises Broken, and whatever the source raises."""
        if depth > MOST_DEPTH:
            raise Broken("nested too deeply")
        line = self._line()
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest
        if kind == b":":
            return _number(rest)
        if kind == b"-":
            return Refusal(rest.decode("utf-8", "replace"))
        if kind == b"$":
            return self._bulk(_number(rest))
        if kind == b"*":
            return self._array(_number(rest), depth)
        raise Broken("not a RESP2 reply")

    def _bulk(self, length: int) -> bytes | None:
        if length == -1:
            return None
        if not 0 <= length <= MOST_BYTES:
            raise Broken("a reply of unlikely length")
        self._have(length + 2)
        data = bytes(self._buffer[self._at : self._at + length])
        if self._buffer[self._at + length : self._at + length + 2] != b"\r\n":
            raise Broken("a reply without its end")
        self._take(length + 2)
        return data

    def _array(self, count: int, depth: int) -> list[Reply] | None:
        if count == -1:
            return None
        if not 0 <= count <= MOST_ITEMS:
            raise Broken("a reply of unlikely length")
        items: list[Reply] = []
        for _ in range(count):
            item = self.read(depth + 1)
            items.append(item.text.encode() if isinstance(item, Refusal) else item)
        return items

    def _line(self) -> bytes:
        start = self._at
        while True:
            end = self._buffer.find(b"\r\n", start)
            if end >= 0:
                line = bytes(self._buffer[self._at : end])
                self._take(end + 2 - self._at)
                return line
            if len(self._buffer) - self._at > LONGEST_LINE:
                raise Broken("a line without an end")
            start = max(self._at, len(self._buffer) - 1)  # the CR may be the last byte we have
            self._more()

    def _have(self, count: int) -> None:
        while len(self._buffer) - self._at < count:
            self._more()

    def _more(self) -> None:
        chunk = self._receive()
        if not chunk:
            raise Broken("the connection ended")
        self._buffer += chunk

    def _take(self, count: int) -> None:
        self._at += count
        if self._at == len(self._buffer):
            self._buffer.clear()
            self._at = 0


def _number(text: bytes) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Broken("not a number") from error
