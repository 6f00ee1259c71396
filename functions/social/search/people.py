"""People by how their names begin: the words of name and display name in an index of their own.

A person's number in the index is a hash of their id, so order means nothing there; the best of the
candidates come first. A renamed person leaves old postings behind, which the second look refuses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from itertools import islice
from typing import Protocol

from core.errors import ValidationFailed
from core.text_search.document import Document, fits
from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.index import Batch, Compactor, Writer
from core.text_search.syntax import And, Node, Prefix
from core.text_search.tokens import units

from ..model import Person
from .ports import Circle, Index, People

READ_PAGES, MOST_WORDS = 120, 8
NO_DAY: date = datetime.fromtimestamp(0, UTC).date()


class NumberedPeople(Protocol):
    """Who has a number, kept beside the index."""

    def get(self, names: Sequence[str]) -> Mapping[str, bytes]: ...

    def put(self, pages: Iterable[tuple[str, bytes]]) -> None: ...

    def delete(self, names: Iterable[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """``below``: the page after this has numbers below it; None at the end."""

    people: Sequence[Person]
    below: int | None


class PeopleIndexer:
    def __init__(self, *, writer: Writer, compactor: Compactor, numbers: NumberedPeople) -> None:
        self._writer, self._compactor, self._numbers = writer, compactor, numbers

    def index(self, people: Iterable[Person]) -> None:
        """Twice is the same as once."""
        documents = {number_of(p.id): (p.id, document_of(p).terms()) for p in people}
        if not documents:
            return
        self._numbers.put((_page(n), user_id.encode()) for n, (user_id, _) in documents.items())
        self._writer.write(Batch(documents={n: its for n, (_, its) in documents.items()}))
        self._compactor.run()

    def forget(self, user_id: str) -> None:
        """Nothing leads from the index to them any more; merges take their number out, too."""
        number = number_of(user_id)
        self._numbers.delete([_page(number)])
        self._writer.write(Batch(documents={}, dead=frozenset({number})))
        self._compactor.run()


class PeopleSearch:
    def __init__(
        self, *, index: Index, numbers: NumberedPeople, people: People, circle: Circle
    ) -> None:
        self._index, self._numbers = index, numbers
        self._people, self._circle = people, circle

    def find(self, viewer_id: str, typed: str, *, below: int | None, most: int) -> FoundPeople:
        """Every word typed begins a name. Raises ValidationFailed where none was typed."""
        words = words_of(typed)[:MOST_WORDS]
        if not words:
            raise ValidationFailed.of("q", "Say how a name begins.")
        tree = And(tuple(map(Prefix, words)))
        search = Search(
            tree,
            self._index.load().runs,
            Reader(self._index, budget=READ_PAGES),
            below=HIGHEST if below is None else below,
        )
        numbers = list(islice(search, most))
        found = self._fitting(viewer_id, numbers, tree, name=_as_name(typed), first=below is None)
        found.sort(key=lambda person: _rank(person, words))
        return FoundPeople(found, search.at or None)

    def _fitting(
        self, viewer_id: str, numbers: Sequence[int], tree: Node, *, name: str, first: bool
    ) -> list[Person]:
        """The very ``name`` that was typed is on the first page, wherever its number stands."""
        ids = self._numbers.get([_page(number) for number in numbers])
        people = dict(self._people.of(user_id.decode() for user_id in ids.values()))
        exact = self._people.named([name]).get(name)
        if exact is not None:
            people.pop(exact.id, None)
            if first:
                people[exact.id] = exact
        hidden = self._circle.relations(viewer_id).cut
        return [
            person
            for person in people.values()
            if person.id not in hidden and (person is exact or fits(document_of(person), tree))
        ]


def number_of(user_id: str) -> int:
    return int.from_bytes(blake2b(user_id.encode(), digest_size=8).digest()) >> 1 or 1


def document_of(person: Person) -> Document:
    names = dict.fromkeys((*words_of(person.username), *words_of(person.display_name)))
    return Document(units=(), day=NO_DAY, names=tuple(names))


def words_of(text: str) -> list[str]:
    """``john_doe`` is found by ``doe`` and by ``john_d``, too."""
    whole = units(text)
    return [*whole, *(part for word in whole if "_" in word for part in word.split("_") if part)]


def _as_name(typed: str) -> str:
    return typed.strip().removeprefix("@").casefold()


def _page(number: int) -> str:
    return f"who.{number:x}"


def _rank(person: Person, words: Sequence[str]) -> tuple[int, int, str]:
    name = person.username.casefold()
    begins = 0 if name == words[0] else 1 if name.startswith(words[0]) else 2
    return begins, len(name), name
