"""The query language as a tree.

``words`` all have to be there, ``"phrases"`` in this order, ``-not``, ``OR`` (binds weaker than
what stands side by side; parentheses bind first), ``#tag``, ``@name``, ``from:name``,
``since:2026-01-31`` (from that day on, UTC), ``until:2026-02-01`` (before that day), ``has:media``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..errors import ValidationFailed
from .tokens import as_tag, units

LONGEST, MOST_PARTS, DEEPEST = 500, 32, 8
FIELDS = ("from", "since", "until", "has")
HAS = ("media",)


class QueryRefused(ValidationFailed):
    """A query that cannot be read; ``position`` counts its characters from 0."""

    def __init__(self, message: str, *, position: int, path: str = "q") -> None:
        text = f"{message} (character {position + 1})"
        field = {"path": path, "message": text, "position": position}
        super().__init__(text, details={"fields": [field]})
        self.position = position


@dataclass(frozen=True, slots=True)
class Phrase:
    """Units side by side; one word is a phrase of one."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    tag: str


@dataclass(frozen=True, slots=True)
class Mention:
    """``who`` is a name in any case until :func:`resolved` makes it a user's id."""

    who: str


@dataclass(frozen=True, slots=True)
class From:
    who: str


@dataclass(frozen=True, slots=True)
class Since:
    day: date


@dataclass(frozen=True, slots=True)
class Until:
    day: date


@dataclass(frozen=True, slots=True)
class Has:
    what: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a name; for what is typed into people search, no part of the language."""

    typed: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a field of a document, for catalogues; no part of the language.

    ``begun``: it may go on. ``slips``: as many are forgiven.
    """

    text: str
    field: str
    begun: bool = False
    slips: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    parts: "tuple[Node, ...]"


Leaf = Phrase | Tag | Mention | From | Since | Until | Has | Prefix | Word
Node = Leaf | Not | And | Or

_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-)(?=[^\s)])"
    r"|(?P<quote>[\"\u201c\u201d\u201e])(?P<quoted>[^\"\u201c\u201d\u201e]*)"
    r"(?P<end>[\"\u201c\u201d\u201e]?)"
    r"|(?P<word>[^\s()\"\u201c\u201d\u201e]+))"
)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,50}")


def parsed(text: str) -> Node:
    """Raises QueryRefused with the place of what is wrong."""
    if len(text) > LONGEST:
        raise QueryRefused(f"At most {LONGEST} characters.", position=LONGEST)
    tree = _Parser(text).whole()
    if not findable(tree):
        raise QueryRefused("Say also what to look for, not only what to leave out.", position=0)
    return tree


def findable(tree: Node) -> bool:
    """Whether something in it can be looked up, on every side of every OR."""
    if isinstance(tree, And):
        return any(findable(part) for part in tree.parts)
    if isinstance(tree, Or):
        return all(findable(part) for part in tree.parts)
    return not isinstance(tree, Not | Since | Until)


def names_in(tree: Node) -> frozenset[str]:
    """The names that :func:`resolved` wants to know, case folded."""
    return frozenset(n.who.casefold() for n in _leaves(tree) if isinstance(n, From | Mention))


def resolved(tree: Node, users: Mapping[str, str]) -> Node:
    """``users`` maps case-folded names to ids; who is not in it has written nothing."""
    if isinstance(tree, From | Mention):
        return type(tree)(users.get(tree.who.casefold(), ""))
    if isinstance(tree, Not):
        return Not(resolved(tree.part, users))
    if isinstance(tree, And | Or):
        return type(tree)(tuple(resolved(part, users) for part in tree.parts))
    return tree


def _leaves(tree: Node) -> Iterator[Node]:
    if isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _leaves(part)
    elif isinstance(tree, Not):
        yield from _leaves(tree.part)
    else:
        yield tree


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # open, close, minus, quoted, word or end
    text: str
    at: int


class _Parser:
    """Recursive descent over at most LONGEST characters, at most DEEPEST levels."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text), _Token("end", "", len(text))]
        self._place = self._parts = 0

    def whole(self) -> Node:
        tree = self._either(0)
        if self._next.kind == "close":
            raise QueryRefused("There is no ( for this ).", position=self._next.at)
        return tree

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self) -> _Token:
        token = self._next
        self._place += 1
        return token

    def _either(self, depth: int) -> Node:
        sides = [self._all(depth)]
        while _is_or(self._next):
            self._take()
            sides.append(self._all(depth))
        return sides[0] if len(sides) == 1 else Or(tuple(sides))

    def _all(self, depth: int) -> Node:
        parts: list[Node] = []
        start = self._next
        while self._next.kind not in ("end", "close") and not _is_or(self._next):
            part = self._one(depth)
            if part is not None:
                parts.append(part)
        if not parts:
            raise QueryRefused("Here is nothing to look for.", position=start.at)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self, depth: int) -> Node | None:
        token = self._take()
        if token.kind == "minus":
            if self._next.kind == "minus":
                raise QueryRefused("One - is enough.", position=self._next.at)
            part = self._one(depth)
            return None if part is None else Not(part)
        if token.kind == "open":
            return self._grouped(token, depth + 1)
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise QueryRefused(f"At most {MOST_PARTS} parts.", position=token.at)
        return _phrase(token.text) if token.kind == "quoted" else _word(token)

    def _grouped(self, token: _Token, depth: int) -> Node:
        if depth > DEEPEST:
            raise QueryRefused(f"At most {DEEPEST} levels of ( ).", position=token.at)
        inside = self._either(depth)
        if self._take().kind != "close":
            raise QueryRefused("This ( is not closed.", position=token.at)
        return inside


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while match := _TOKEN.match(text, place):
        kind = match.lastgroup or ""
        if match["quote"]:
            if not match["end"]:
                raise QueryRefused(
                    "This quotation mark is not closed.", position=match.start("quote")
                )
            yield _Token("quoted", match["quoted"], match.start("quoted"))
        else:
            yield _Token(kind, match[kind], match.start(kind))
        place = match.end()


def _is_or(token: _Token) -> bool:
    return token.kind == "word" and token.text == "OR"


def _phrase(text: str) -> Phrase | None:
    found = tuple(units(text))
    return Phrase(found) if found else None


def _word(token: _Token) -> Node | None:
    """None for punctuation alone, which stands for nothing."""
    text = token.text
    field, colon, value = text.partition(":")
    if colon and field.casefold() in FIELDS:
        return _field(field.casefold(), value, token.at, token.at + len(field) + 1)
    if text[0] in "#\uff03" and len(text) > 1:
        tag = as_tag(text[1:])
        return Tag(tag) if tag else _phrase(text)
    if text[0] in "@\uff20" and _NAME.fullmatch(text[1:]):
        return Mention(text[1:])
    return _phrase(text)


def _field(field: str, value: str, at: int, value_at: int) -> Node:
    if not value:
        raise QueryRefused(f"Nothing follows {field}:", position=at)
    if field == "from":
        name = value.removeprefix("@")
        if not _NAME.fullmatch(name):
            raise QueryRefused("This is not a user's name.", position=value_at)
        return From(name)
    if field == "has":
        if value.casefold() not in HAS:
            raise QueryRefused(f"has: takes {' or '.join(HAS)}.", position=value_at)
        return Has(value.casefold())
    return Since(_day(value, value_at)) if field == "since" else Until(_day(value, value_at))


def _day(value: str, at: int) -> date:
    try:
        if len(value) != len("2026-01-31"):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as error:
        raise QueryRefused("This is not a date like 2026-01-31.", position=at) from error
