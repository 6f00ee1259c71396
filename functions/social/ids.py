"""Ids of entries: 64 bits, 41 of milliseconds since 1970 and 22 random, in decimal.

They sort by time as text too, because all of them have 19 digits until 2039. Nothing about them is
unique by itself: the put that stores one is conditional. They are never floats and never a score
(S18): doubles hold 53 bits.
"""

import hashlib
import re
import secrets
from typing import Protocol

from core.attempts import Attempt
from core.clock import Clock

RANDOM_BITS = 22
DIGITS = 19
LIMIT = 1 << 63
PATTERN = re.compile(r"[1-9][0-9]{18}", re.ASCII)


class TweetIds(Protocol):
    def new(self, *, after: str = "") -> str:
        """Later than ``after`` in any order, whatever this function's clock says (X10)."""
        ...


class RandomTweetIds:
    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def new(self, *, after: str = "") -> str:
        at = max(ms(self._clock), ms_of(after) + 1) if after else ms(self._clock)
        return id_at(at, noise=secrets.randbits(RANDOM_BITS))


def id_of(attempt: Attempt, *, after: str = "") -> str:
    """The same for every attempt, so that a repetition finds what the first one stored."""
    at = max(attempt.began, ms_of(after) + 1) if after else attempt.began
    noise = int.from_bytes(hashlib.sha256(attempt.token.encode()).digest()) % (1 << RANDOM_BITS)
    return id_at(at, noise=noise)


def ms(clock: Clock) -> int:
    """Now, in milliseconds since 1970."""
    return int(clock.now().timestamp() * 1000)


def id_at(at: int, *, noise: int = 0) -> str:
    """The id of that millisecond with those low bits; with none, the least of all its ids."""
    return str(at << RANDOM_BITS | noise)


def ms_of(tweet_id: str) -> int:
    return int(tweet_id) >> RANDOM_BITS


def is_id(text: str) -> bool:
    """Whether this can be an entry's id at all."""
    return bool(PATTERN.fullmatch(text)) and int(text) < LIMIT
