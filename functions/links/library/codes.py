"""Short codes: leased ids through a keyed permutation, written in Base62; or derived ones.

The permutation is a balanced Feistel network over 2^42 numbers (a Luby-Rackoff construction: four
rounds of a pseudorandom function give a strong pseudorandom permutation) with cycle walking: what
falls outside [0, 62^7) goes through it again until it falls inside, which keeps it a permutation of
just those numbers (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). So no two ids
give one code, nobody looks one up, and neighbours look unrelated without the key.
"""

import hashlib
import threading
from collections.abc import Callable
from typing import Protocol

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 7
SIZE = len(ALPHABET) ** LENGTH  # 3,521,614,606,208
HALF_BITS = 21  # 2^42 is 4,398,046,511,104: four in five numbers fall inside at once
MASK = (1 << HALF_BITS) - 1
ROUNDS = 6
BLOCK = 1_000

VALUES = {character: value for value, character in enumerate(ALPHABET)}


class IdsUsedUp(RuntimeError):
    """All 62^7 ids were given out."""


def base62(number: int) -> str:
    """``number`` in the alphabet above, without padding; 0 is ``0``."""
    digits = ""
    while True:
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
        if not number:
            return digits


def from_base62(text: str) -> int:
    """Raises KeyError for a character outside the alphabet."""
    number = 0
    for character in text:
        number = number * len(ALPHABET) + VALUES[character]
    return number


class Permutation:
    """``encode`` gives the seven characters of an id, ``decode`` the id again."""

    def __init__(self, *, key: bytes) -> None:
        self._key = hashlib.sha256(key).digest()

    def encode(self, id_: int) -> str:
        """Raises IdsUsedUp outside [0, 62^7)."""
        if not 0 <= id_ < SIZE:
            raise IdsUsedUp(str(id_))
        number = self._forward(id_)
        while number >= SIZE:
            number = self._forward(number)
        return base62(number).rjust(LENGTH, ALPHABET[0])

    def decode(self, code: str) -> int:
        """The inverse of :meth:`encode`."""
        number = self._backward(from_base62(code))
        while number >= SIZE:
            number = self._backward(number)
        return number

    def _forward(self, number: int) -> int:
        left, right = number >> HALF_BITS, number & MASK
        for index in range(ROUNDS):
            left, right = right, left ^ self._round(index, right)
        return left << HALF_BITS | right

    def _backward(self, number: int) -> int:
        left, right = number >> HALF_BITS, number & MASK
        for index in reversed(range(ROUNDS)):
            left, right = right ^ self._round(index, left), left
        return left << HALF_BITS | right

    def _round(self, index: int, half: int) -> int:
        digest = hashlib.blake2b(
            half.to_bytes(4, "big"), key=self._key, salt=bytes([index]), digest_size=4
        ).digest()
        return int.from_bytes(digest, "big") & MASK


class BlockLease(Protocol):
    def lease(self, size: int) -> int:
        """The first of ``size`` ids in a row that nobody else gets, ever."""
        ...


class LeasedCodes:
    """Codes for new links; a block of ids costs one write. A sandbox that ends wastes its rest."""

    def __init__(self, *, blocks: BlockLease, key: Callable[[], str]) -> None:
        self._blocks, self._key = blocks, key
        self._lock = threading.Lock()
        self._next, self._end = 0, 0
        self._permutation: Permutation | None = None

    def next(self) -> str:
        """Raises what the lease raises, IdsUsedUp."""
        with self._lock:
            if self._next >= self._end:
                self._next = self._blocks.lease(BLOCK)
                self._end = self._next + BLOCK
            id_ = self._next
            self._next += 1
            if self._permutation is None:
                self._permutation = Permutation(key=self._key().encode())
        return self._permutation.encode(id_)


class DerivedCodes:
    """Of what is made once however often it is asked for: a repetition finds the first one's link.

    Keyed, so that nobody guesses a code before its link is there; one in 62^7 by accident.
    """

    def __init__(self, *, key: Callable[[], str]) -> None:
        self._key = key

    def of(self, source: str, url: str, *, attempt: int) -> str:
        secret = hashlib.sha256(self._key().encode()).digest()
        digest = hashlib.blake2b(f"{source} {attempt} {url}".encode(), key=secret).digest()
        return base62(int.from_bytes(digest, "big") % SIZE).rjust(LENGTH, ALPHABET[0])
