"""A document as the query language sees it, and whether it fits a tree: the meaning of a query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from . import terms
from .syntax import And, From, Has, Leaf, Mention, Node, Not, Or, Phrase, Prefix, Since, Tag, Until
from .tokens import hashtags, units


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``author`` and ``mentions`` are user ids, ``day`` is in UTC.

    ``names`` are folded words that are also found by how they begin.
    """

    units: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    author: str = ""
    day: date
    has: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()

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
        }


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


def _side_by_side(units: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(
        units[start : start + len(wanted)] == wanted
        for start in range(len(units) - len(wanted) + 1)
    )
