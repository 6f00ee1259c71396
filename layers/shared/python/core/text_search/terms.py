"""What is indexed of a document, and where a term stands in an index.

A term is text: a word, a character or pair of characters of a script without spaces, an emoji, or a
kind and a value (``#tag``, ``@<user id>``, ``from:<user id>``, ``has:media``, ``^prefix``,
``title=word``, ``title^prefix``, ``~what is left of a word``). Units hold none of ``#@^:=~``, so no
word is taken for one. In the index a term is 48 bits of its hash: two
terms may share them, so whoever finds a document by postings looks at the document once more.
"""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise

from .tokens import is_single

KEY_BITS = 48
DEAD = 0  # the key of what was deleted; no term has it
LONGEST_PREFIX = 16


def of_units(units: Iterable[str]) -> set[str]:
    """Every unit, and each pair of neighbours that both are single characters."""
    listed = list(units)
    return {*listed, *pairs(listed)}


def pairs(units: Iterable[str]) -> list[str]:
    return [one + other for one, other in pairwise(units) if _single(one) and _single(other)]


def of_phrase(units: tuple[str, ...]) -> set[str]:
    """The fewest terms that any document with these neighbours has."""
    covered = {
        place
        for start, (one, other) in enumerate(pairwise(units))
        if _single(one) and _single(other)
        for place in (start, start + 1)
    }
    alone = {unit for place, unit in enumerate(units) if place not in covered}
    return {*alone, *pairs(units)}


def tag(folded: str) -> str:
    return "#" + folded


def mentioned(user_id: str) -> str:
    return "@" + user_id


def author(user_id: str) -> str:
    return "from:" + user_id


def having(what: str) -> str:
    return "has:" + what


def prefixes(word: str) -> set[str]:
    """Everything one may have typed of a word so far."""
    return {prefix(word[:end]) for end in range(1, min(len(word), LONGEST_PREFIX) + 1)}


def prefix(typed: str) -> str:
    return "^" + typed[:LONGEST_PREFIX]


def word_in(field: str, word: str) -> str:
    return f"{field}={word}"


def begun_in(field: str, typed: str) -> str:
    return field + prefix(typed)


def left_of(word: str) -> str:
    """What is left of a word with a slip (``typos``)."""
    return "~" + word


def of_field(field: str, word: str) -> set[str]:
    """Whole, and by how it begins."""
    return {word_in(field, word), *(field + begun for begun in prefixes(word))}


def key(term: str) -> int:
    digest = blake2b(term.encode(errors="surrogatepass"), digest_size=KEY_BITS // 8).digest()
    return int.from_bytes(digest) or 1


def _single(unit: str) -> bool:
    return bool(unit) and is_single(unit[0])
