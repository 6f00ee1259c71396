"""A document as the query language sees it, and whether it fits a tree: the meaning of a query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from . import terms, typos
from .syntax import (
    And,
    From,
    Has,
    Leaf,
    Mention,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Since,
    Tag,
    Until,
    Word,
)
from .tokens import hashtags, units


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``author`` and ``mentions`` are user ids, ``day`` is in UTC.

    ``names`` are folded words that are also found by how they begin. So are those of ``fields``, a
    field at a time; and those of fields in ``typed``, too, where they were typed with a slip.
    """

    units: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    author: str = ""
    day: date
    has: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    typed: frozenset[str] = frozenset()

    @classmethod
    def of_text(
        cls,
        text: str,
        *,
        author: str,
        day: date,
        mentions: Iterable[str] = (),
        has: Iterable[str] = (),
    ) -> "Document":
        return cls(
            units=tuple(units(text)),
            tags=frozenset(hashtags(text)),
            mentions=frozenset(mentions),
            author=author,
            day=day,
            has=frozenset(has),
        )

    def terms(self) -> set[str]:
        return {
            *terms.of_units(self.units),
            *map(terms.tag, self.tags),
            *map(terms.mentioned, self.mentions),
            *map(terms.having, self.has),
            *([terms.author(self.author)] if self.author else []),
            *(prefix for name in self.names for prefix in terms.prefixes(name)),
            *(term for name, words in self.fields.items() for term in _of_field(name, words)),
            *(terms.left_of(left) for left in self._left()),
        }

    def _left(self) -> set[str]:
        words = {word for name in self.typed for word in self.fields.get(name, ())}
        return {left for word in words for left in typos.indexed(word)}


def _of_field(name: str, words: Iterable[str]) -> set[str]:
    return {term for word in words for term in terms.of_field(name, word)}


def fits(document: Document, tree: Node) -> bool:
    match tree:
        case And(parts):
            return all(fits(document, part) for part in parts)
        case Or(parts):
            return any(fits(document, part) for part in parts)
        case Not(part):
            return not fits(document, part)
        case _:
            return _has(document, tree)


def _has(document: Document, leaf: Leaf) -> bool:
    match leaf:
        case Phrase(wanted):
            return _side_by_side(document.units, wanted)
        case Tag(tag):
            return tag in document.tags
        case Mention(who):
            return who in document.mentions
        case From(who):
            return bool(who) and who == document.author
        case Since(day):
            return document.day >= day
        case Until(day):
            return document.day < day
        case Has(what):
            return what in document.has
        case Prefix(typed):
            return any(name.startswith(typed) for name in document.names)
        case Word():
            return any(_is(leaf, word) for word in document.fields.get(leaf.field, ()))


def _is(wanted: Word, word: str) -> bool:
    if wanted.slips:
        return typos.slips(wanted.text, word, begun=wanted.begun) <= wanted.slips
    return word.startswith(wanted.text) if wanted.begun else word == wanted.text


def _side_by_side(units: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(
        units[start : start + len(wanted)] == wanted
        for start in range(len(units) - len(wanted) + 1)
    )
