"""What stands in a text: hashtags, mentions, addresses. Pure.

Tags are compared as NFKC + casefold (S14): full width equals narrow, ``Straße`` equals ``STRASSE``,
``Zähler`` is not ``Zahler``. A tag is letters, marks, digits and ``_``, with at least one letter
or mark; emoji and their joiners end it.
"""

import re
import unicodedata
from collections.abc import Iterator

from .access import NAME

MOST_TAG = 100
HASHES = "#\uff03"
JOINERS = "\u200c\u200d"  # inside words of Persian and Indic scripts
ADDRESS = re.compile(r"https?://[^\s<>\"\u3000]+", re.IGNORECASE)
MENTION = re.compile(r"(?<![A-Za-z0-9_@\uff20-])[@\uff20]([A-Za-z0-9_-]{1,50})(?![A-Za-z0-9_@-])")
TRAILING = ".,;:!?)]}'\u2026\u3002\uff0c"


def folded(tag: str) -> str:
    """The form in which two tags are equal, without ``#``."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).casefold())


def addresses(text: str) -> tuple[str, ...]:
    """http(s) addresses as written, without the punctuation of the sentence behind them."""
    found = (match.group().rstrip(TRAILING) for match in ADDRESS.finditer(text))
    return tuple(dict.fromkeys(found))


def hashtags(text: str) -> tuple[str, ...]:
    """Folded, in order, each once."""
    return tuple(dict.fromkeys(folded(tag) for tag in _tags(ADDRESS.sub(" ", text))))


def mentions(text: str) -> tuple[str, ...]:
    """Usernames as written, in order, each once regardless of case."""
    names: dict[str, str] = {}
    for match in MENTION.finditer(ADDRESS.sub(" ", text)):
        if NAME.fullmatch(match.group(1)):
            names.setdefault(match.group(1).casefold(), match.group(1))
    return tuple(names.values())


def _tags(text: str) -> Iterator[str]:
    for start, character in enumerate(text):
        if character not in HASHES or (start and _in_tag(text[start - 1])):
            continue
        end = start + 1
        while end < len(text) and (_in_tag(text[end]) or _joins(text, end)):
            end += 1
        tag = text[start + 1 : end].rstrip(JOINERS)
        if 0 < len(tag) <= MOST_TAG and any(unicodedata.category(c)[0] in "LM" for c in tag):
            yield tag


def _in_tag(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LM" or character.isdigit()


def _joins(text: str, at: int) -> bool:
    """A joiner between two letters; between emoji it is none of a tag's."""
    return (
        text[at] in JOINERS and at + 1 < len(text) and unicodedata.category(text[at + 1])[0] in "LM"
    )
