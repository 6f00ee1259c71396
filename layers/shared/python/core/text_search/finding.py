"""A query over runs, newest first, reading as few pages as it can.

Every part of a query answers one question: the highest id at or below a given one. A term asks its
runs from the newest down and stops where no older one can do better; parts that stand side by side
leap over each other. So a query reads what its first matches cost, however many there are behind
them; and it never reads more than its budget: then it says where it got to.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Protocol

from . import terms, typos
from .merging import Pages
from .postings import Entry, found_in, unpacked_ids
from .runs import Run
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

HIGHEST = 2**64 - 1
CHANCE_BITS = 22  # of an id; those above are milliseconds since 1970
FIRST_WAVE, LARGEST_WAVE = 2, 16


class BudgetSpent(Exception):
    """The query has read as much as it may; nothing above ``at_most`` is left unseen."""

    def __init__(self, at_most: int = HIGHEST) -> None:
        super().__init__()
        self.at_most = at_most


class Part(Protocol):
    def at_most(self, id_: int) -> int | None:
        """The highest id of this part that is not above ``id_``."""
        ...


class Reader:
    """Pages for one query, each read once. Raises BudgetSpent before the read that is too much."""

    def __init__(self, pages: Pages, *, budget: int) -> None:
        self._pages, self.left = pages, budget
        self._known: dict[str, bytes | None] = {}

    def get(self, names: Sequence[str]) -> Mapping[str, bytes]:
        missing = [name for name in names if name not in self._known]
        if missing:
            if len(missing) > self.left:
                raise BudgetSpent
            self.left -= len(missing)
            found = self._pages.get(missing)
            self._known.update({name: found.get(name) for name in missing})
        known = {name: self._known[name] for name in names}
        return {name: data for name, data in known.items() if data is not None}


class Search:
    """Iterates over candidates; ``at`` is where it goes on if the budget ended it (``spent``)."""

    def __init__(self, tree: Node, runs: Sequence[Run], reader: Reader, *, below: int) -> None:
        self._part = _part(tree, sorted(runs, key=lambda run: -run.high), reader)
        self.at, self.spent = below, False

    def __iter__(self) -> Iterator[int]:
        while self.at > 0:
            try:
                found = self._part.at_most(self.at - 1) if self._part else None
            except BudgetSpent as spent:
                self.at, self.spent = min(self.at, spent.at_most + 1), True
                return
            if found is None:
                self.at = 0
                return
            self.at = found
            yield found


class _InRun:
    """A term in one run."""

    def __init__(self, run: Run, key: int, reader: Reader) -> None:
        self._run, self._key, self._reader = run, key, reader
        self._entry: Entry | None = None
        self._ids: list[int] = []
        self._opened = False

    def at_most(self, id_: int) -> int | None:
        if id_ < self._run.low:
            return None
        self._open()
        if self._entry is None:
            return None
        if not self._entry.blocks:
            return _at_most(self._ids, id_)
        # The block before begins above id_, and may end at or below it; scrubbed ones are empty.
        first = max(0, _place(self._ids, id_) - 1)
        for candidate in range(first, len(self._ids)):
            found = _at_most(self._block(candidate), id_)
            if found is not None:
                return found
        return None

    def _open(self) -> None:
        if not self._opened:
            name = self._run.page_of(self._key)
            self._entry = found_in(self._reader.get([name]).get(name, b""), self._key)
            self._ids = self._entry.ids() if self._entry else []
            self._opened = True

    def _block(self, number: int) -> list[int]:
        name = self._run.block_of(self._key, number)
        return unpacked_ids(self._reader.get([name]).get(name, b"\0"))


class _Term:
    """A term in all runs; opens them in growing waves, so that rare terms take few round trips."""

    def __init__(self, key: int, runs: Sequence[Run], reader: Reader) -> None:
        self._runs, self._key, self._reader = runs, key, reader
        self._parts = [_InRun(run, key, reader) for run in runs]
        self._opened, self._wave = 0, FIRST_WAVE

    def at_most(self, id_: int) -> int | None:
        best: int | None = None
        for number, run in enumerate(self._runs):
            if best is not None and run.high <= best:
                break
            if run.low > id_:
                continue
            try:
                if number >= self._opened:
                    self._open_from(number)
                found = self._parts[number].at_most(id_)
            except BudgetSpent as spent:
                raise BudgetSpent(min(id_, max(best or 0, run.high))) from spent
            if found is not None and (best is None or found > best):
                best = found
        return best

    def _open_from(self, number: int) -> None:
        wave = max(1, min(self._wave, self._reader.left))
        some = self._runs[number : number + wave]
        self._reader.get([run.page_of(self._key) for run in some])
        self._opened, self._wave = number + len(some), min(self._wave * 2, LARGEST_WAVE)


class _All:
    def __init__(self, parts: Sequence[Part], without: Sequence[Part], low: int, high: int) -> None:
        self._parts, self._without = parts, without
        self._low, self._high = low, high

    def at_most(self, id_: int) -> int | None:
        wanted = min(id_, self._high)
        while wanted >= self._low:
            found = self._agreed(wanted)
            if found is None or found < self._low:
                return None
            if all(part.at_most(found) != found for part in self._without):
                return found
            wanted = found - 1
        return None

    def _agreed(self, wanted: int) -> int | None:
        """Each part in turn leaps to the lowest that any other has come to."""
        agreeing = 0
        while agreeing < len(self._parts):
            agreeing = 0
            for part in self._parts:
                found = part.at_most(wanted)
                if found is None:
                    return None
                agreeing = agreeing + 1 if found == wanted else 1
                wanted = found
        return wanted


class _Any:
    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    def at_most(self, id_: int) -> int | None:
        found, unseen = [], []
        for part in self._parts:
            try:
                found.append(part.at_most(id_))
            except BudgetSpent as spent:
                unseen.append(spent.at_most)
        best = max((f for f in found if f is not None), default=None)
        if unseen and max(unseen) >= (best or 0):
            raise BudgetSpent(max(unseen))
        return best


def _part(tree: Node, runs: Sequence[Run], reader: Reader) -> Part | None:
    """None for what postings cannot tell: it is left to whoever looks at the documents."""
    if isinstance(tree, Or):
        each = [_part(side, runs, reader) for side in tree.parts]
        known = [part for part in each if part is not None]
        return _Any(known) if len(known) == len(each) else None
    sides = tree.parts if isinstance(tree, And) else (tree,)
    low = max((_first_id(side.day) for side in sides if isinstance(side, Since)), default=0)
    high = min((_first_id(s.day) - 1 for s in sides if isinstance(s, Until)), default=HIGHEST)
    wanted: list[Part] = []
    without: list[Part] = []
    for side in sides:
        if isinstance(side, And | Or):
            nested = _part(side, runs, reader)
            wanted += [nested] if nested else []
        elif isinstance(side, Word) and side.slips:
            wanted.append(_slipped(side, runs, reader))
        elif isinstance(side, Not):
            without += [_term(t, runs, reader) for t in _exactly(side.part)]
        else:
            wanted += [_term(term, runs, reader) for term in sorted(_terms(side))]
    return _All(wanted, without, low, high) if wanted else None


def _terms(leaf: Leaf) -> set[str]:
    """The terms that every document with this leaf has."""
    match leaf:
        case Phrase(units):
            return terms.of_phrase(units)
        case Tag(tag):
            return {terms.tag(tag)}
        case Mention(who):
            return {terms.mentioned(who)}
        case From(who):
            return {terms.author(who)}
        case Has(what):
            return {terms.having(what)}
        case Prefix(typed):
            return {terms.prefix(typed)}
        case Word(text, field, begun):
            return {terms.begun_in(field, text) if begun else terms.word_in(field, text)}
        case Since() | Until():
            return set()


def _slipped(word: Word, runs: Sequence[Run], reader: Reader) -> Part:
    """Any of what is left of it; all of the first pages are read at once."""
    left = sorted(terms.left_of(each) for each in typos.looked_up(word.text, word.slips))
    reader.get([run.page_of(terms.key(term)) for term in left for run in runs])
    return _Any([_term(term, runs, reader) for term in left])


def _exactly(leaf: Node) -> set[str]:
    """The term that says just what the leaf says, if one does."""
    if isinstance(leaf, Not | And | Or | Since | Until) or (isinstance(leaf, Word) and leaf.slips):
        return set()
    if isinstance(leaf, Phrase) and len(leaf.units) > 1:
        return set()
    return _terms(leaf)


def _term(term: str, runs: Sequence[Run], reader: Reader) -> Part:
    return _Term(terms.key(term), runs, reader)


def _first_id(day: date) -> int:
    """The lowest id of a day."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return max(0, int(at.timestamp() * 1000) << CHANCE_BITS)


def _place(ids: Sequence[int], id_: int) -> int:
    """The index of the first, in a descending list, that is not above ``id_``."""
    return bisect_left(ids, -id_, key=lambda each: -each)


def _at_most(ids: Sequence[int], id_: int) -> int | None:
    place = _place(ids, id_)
    return ids[place] if place < len(ids) else None
