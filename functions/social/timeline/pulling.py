"""The home timeline from the tables alone: what all followees posted, merged by time.

Slower than a timeline in Valkey and always right: rebuilding uses it, so does whoever reads past
the 800th entry, and everybody while there is no Valkey.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from heapq import merge
from itertools import islice

from .ports import Authors, End, Graph, Slice

FIRST_PAGE = 20  # of each followee; who posted more is asked again
AT_ONCE = 16

Each = Callable[[Callable[[str], Sequence[str]], Sequence[str]], Sequence[Sequence[str]]]


def in_threads(
    ask: Callable[[str], Sequence[str]], users: Sequence[str]
) -> Sequence[Sequence[str]]:
    """Sixteen at a time: the answers of two hundred followees must not add up."""
    if len(users) < 2:
        return [ask(user) for user in users]
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(users))) as pool:
        return list(pool.map(ask, users))


class Pull:
    """``each`` asks many authors; in tests one after the other."""

    def __init__(self, *, graph: Graph, authors: Authors, each: Each = in_threads) -> None:
        self._graph, self._authors, self._each = graph, authors, each

    def newest(self, viewer: str, *, before: str, most: int, without: Sequence[str] = ()) -> Slice:
        """Entries of the viewer and those they follow, but for ``without``."""
        followees = {viewer, *self._graph.followees(viewer)} - set(without)
        return self.of(sorted(followees), before=before, most=most)

    def of(self, authors: Sequence[str], *, before: str, most: int) -> Slice:
        page = min(most + 1, FIRST_PAGE)
        firsts = self._each(
            lambda author: self._authors.newest(author, before=before, most=page), authors
        )
        lists = [
            self._from(author, first, page)
            for author, first in zip(authors, firsts, strict=True)
            if first
        ]
        found = list(islice(merge(*lists, reverse=True), most + 1))
        end = End.MORE if len(found) > most else End.COMPLETE
        return Slice(tuple(found[:most]), end)

    def _from(self, author: str, first: Sequence[str], asked: int) -> Iterator[str]:
        yield from first
        last, size = first, asked
        while len(last) == size:
            size = 100
            last = self._authors.newest(author, before=last[-1], most=size)
            yield from last
