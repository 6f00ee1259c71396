"""Tweets for a query, newest first, a page at a time.

Postings give candidates; each is read and looked at once more, because postings know neither
phrases nor what happened since: a deleted tweet is gone at once, and so is a blocked author (S16).
A page costs at most READ_PAGES pages of postings and LOOKED_AT tweets, whatever the corpus holds
(P14); then it ends early, and its cursor goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from core.text_search.document import fits
from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.syntax import Node, names_in, parsed, resolved

from ..model import Entry
from .indexing import document_of
from .ports import Circle, Index, Names, Tweets

READ_PAGES, LOOKED_AT, AT_ONCE = 120, 200, 25


@dataclass(frozen=True, slots=True)
class Found:
    """``below``: the page after this has ids below it; None at the end."""

    entries: Sequence[Entry]
    below: int | None


class TweetSearch:
    def __init__(self, *, index: Index, tweets: Tweets, names: Names, circle: Circle) -> None:
        self._index, self._tweets = index, tweets
        self._names, self._circle = names, circle

    def find(self, viewer_id: str, query: str, *, below: int | None, most: int) -> Found:
        """Raises QueryRefused."""
        tree = self._resolved(parsed(query))
        runs = self._index.load().runs
        hidden = self._circle.relations(viewer_id).cut
        found: list[Entry] = []
        looked, start, budget = 0, HIGHEST if below is None else below, READ_PAGES
        while start:
            search = Search(tree, runs, Reader(self._index, budget=budget), below=start)
            for some in _by(AT_ONCE, search):
                for entry in self._fitting(some, tree, hidden):
                    found.append(entry)
                    if len(found) == most:
                        return Found(found, int(entry.id))
                looked += len(some)
                if looked >= LOOKED_AT:
                    return Found(found, some[-1])
            if not search.spent:
                return Found(found, None)
            if search.at < start:
                return Found(found, search.at)
            budget *= 2  # not even one step down: a query of very many parts
        return Found(found, None)

    def _resolved(self, tree: Node) -> Node:
        names = names_in(tree)
        if not names:
            return tree
        people = self._names.named(names)
        return resolved(tree, {name: person.id for name, person in people.items()})

    def _fitting(self, ids: Sequence[int], tree: Node, hidden: frozenset[str]) -> Iterator[Entry]:
        entries = self._tweets.find_many(map(str, ids))
        for id_ in ids:
            entry = entries.get(str(id_))
            if entry is None or entry.gone or entry.author_id in hidden:
                continue
            if fits(document_of(entry), tree):
                yield entry


def _by(most: int, ids: Search) -> Iterator[list[int]]:
    iterator = iter(ids)
    while some := list(islice(iterator, most)):
        yield some
