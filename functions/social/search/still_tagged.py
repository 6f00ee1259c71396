"""Who of these still has a tweet with a tag: asked of the search index, for top candidates only."""

from collections.abc import Sequence
from itertools import islice

from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.syntax import And, From, Tag

from ..ids import id_at
from .ports import Index, Tweets

LOOKED_AT, READ_PAGES = 5, 60


class LiveTaggers:
    """``trends.ranking.StillTagged``.

    An author with very many deleted tweets may be taken for gone.
    """

    def __init__(self, *, index: Index, tweets: Tweets) -> None:
        self._index, self._tweets = index, tweets

    def __call__(self, tag: str, authors: Sequence[str], since: int) -> frozenset[str]:
        runs = self._index.load().runs
        first = int(id_at(since))
        newest: dict[str, list[str]] = {}
        for author in authors:
            reader = Reader(self._index, budget=READ_PAGES)
            search = Search(And((Tag(tag), From(author))), runs, reader, below=HIGHEST)
            newest[author] = [str(i) for i in islice(search, LOOKED_AT) if i >= first]
        entries = self._tweets.find_many({id_ for ids in newest.values() for id_ in ids})
        return frozenset(
            author
            for author, ids in newest.items()
            if any(id_ in entries and not entries[id_].gone for id_ in ids)
        )
