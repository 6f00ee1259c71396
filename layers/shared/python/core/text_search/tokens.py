"""Text as units: words, single characters of scripts that write without spaces, and emoji.

A hashtag is ``#`` before letters, marks, digits and ``_``, with at least one letter or mark; it
begins where no word goes on, and any emoji ends it. What stands in a URL is neither a tag nor a
mention.
"""

import re
import unicodedata
from collections.abc import Iterator

from .normalise import JOINER, NON_JOINER, folded

LONGEST_WORD = 64  # characters that tell words apart; no language needs more
LONGEST_TAG = 100
URL = re.compile(r"https?://[^\s<>\"\u3000]+", re.IGNORECASE)
_HASHES = "#\uff03"
_ATS = "@\uff20"
_KEYCAP, _TAG_END = "\u20e3", "\U000e007f"
_MENTION = re.compile(rf"(?<![\w{_ATS}/.])[{_ATS}]([A-Za-z0-9_-]{{1,50}})(?![\w{_ATS}])")


def units(text: str) -> list[str]:
    """What a phrase is made of, in order, already folded."""
    return list(_units(folded(text)))


def hashtags(text: str) -> tuple[str, ...]:
    """The folded tags without ``#``, each once, in order."""
    plain = URL.sub(" ", text)
    found: dict[str, None] = {}
    for place, character in enumerate(plain):
        if character in _HASHES and not (place and _goes_on(plain[place - 1])):
            tag = as_tag(_leading_word(plain[place + 1 :]))
            if tag:
                found[tag] = None
    return tuple(found)


def mentions(text: str) -> tuple[str, ...]:
    """The names after ``@`` as they are written, each once in any case, in order."""
    found: dict[str, str] = {}
    for match in _MENTION.finditer(URL.sub(" ", text)):
        found.setdefault(match[1].casefold(), match[1])
    return tuple(found.values())


def as_tag(text: str) -> str:
    """The folded form of a tag's text, empty if it cannot be a tag."""
    tag = folded(text).lstrip("".join(_HASHES)).replace(NON_JOINER, "").replace(JOINER, "")
    if not 0 < len(tag) <= LONGEST_TAG or not all(map(_of_word, tag)):
        return ""
    return tag if any(unicodedata.category(character)[0] in "LM" for character in tag) else ""


def is_single(character: str) -> bool:
    """Whether it belongs to a script without spaces between words (or with long ones: Hangul)."""
    code = ord(character)
    return (
        0x3040 <= code <= 0x30FF  # kana
        or 0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x3005 <= code <= 0x3007
        or 0xAC00 <= code <= 0xD7AF  # Hangul
        or 0x1100 <= code <= 0x11FF
        or 0x31F0 <= code <= 0x31FF
        or 0x20000 <= code <= 0x3FFFF
    )


def _units(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        character = text[place]
        if _starts_emoji(text, place):
            end = _end_of_emoji(text, place)
            yield text[place:end]
        elif is_single(character) and _of_word(character):
            end = place + 1
            while end < len(text) and unicodedata.category(text[end])[0] == "M":
                end += 1
            yield text[place:end]
        elif _of_word(character):
            end = _end_of_word(text, place)
            word = text[place:end].replace(JOINER, "").replace(NON_JOINER, "")
            yield word[:LONGEST_WORD]
        else:
            end = place + 1
        place = end


def _end_of_word(text: str, place: int) -> int:
    end = place + 1
    while end < len(text):
        character = text[end]
        joins = character in (JOINER, NON_JOINER) and end + 1 < len(text)
        if joins and _of_word(text[end + 1]) and not is_single(text[end + 1]):
            end += 2
        elif _of_word(character) and not is_single(character) and not _starts_emoji(text, end):
            end += 1
        else:
            break
    return end


def _of_word(character: str) -> bool:
    """Letters, marks, digits, ``_``; a keycap's frame is a mark and belongs to an emoji."""
    return character == "_" or (
        unicodedata.category(character)[0] in "LMN" and character != _KEYCAP
    )


def _goes_on(character: str) -> bool:
    return _of_word(character) or character in "&" + _HASHES


def _leading_word(text: str) -> str:
    end = 0
    while end < len(text) and (
        _of_word(text[end])
        or (text[end] == NON_JOINER and end + 1 < len(text) and _of_word(text[end + 1]))
    ):
        end += 1
    return text[:end]


def _starts_emoji(text: str, place: int) -> bool:
    following = text[place + 1 : place + 2]
    return unicodedata.category(text[place]) == "So" or following == _KEYCAP


def _end_of_emoji(text: str, place: int) -> int:
    """Joined emoji, skin tones, flags (two letters or a sequence of tags) and keycaps are one."""
    end = place + 1
    if _is_regional(text[place]) and end < len(text) and _is_regional(text[end]):
        return end + 1
    while end < len(text):
        character = text[end]
        if _modifies_emoji(character):
            end += 1
        elif character == JOINER and end + 1 < len(text) and _joins(text[end + 1]):
            end += 2
        else:
            break
    return end


def _modifies_emoji(character: str) -> bool:
    code = ord(character)
    return 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= ord(_TAG_END) or character == _KEYCAP


def _joins(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sm")


def _is_regional(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF
