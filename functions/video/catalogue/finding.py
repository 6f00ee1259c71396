"""Videos by words of title, cast and genre: the last may be begun only, and slips are forgiven.

First come those whose title has all words as they were typed, then those whose title has the last
word begun, then those that have the words anywhere; each newest first. Where that is not a page,
those follow in which words were meant (one slip from four letters on, two from eight), by how many
slips there are, title before cast, then the newest.

Postings give candidates and every candidate is looked at once more, so what is true now decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from core.errors import ValidationFailed
from core.text_search import typos
from core.text_search.document import Document, fits
from core.text_search.finding import HIGHEST, BudgetSpent, Reader, Search
from core.text_search.runs import Run
from core.text_search.syntax import And, Node, Or, Word
from core.text_search.tokens import units

from ..model import MATURITIES, Maturity, Video, suits
from ..ports import Videos
from .places import maturities_below
from .ports import Index
from .words import ANYWHERE, MATURITY, TITLE, document_of, page_of

MOST_WORDS, READ_PAGES, MEANT_PAGES = 8, 120, 600
LOOKED_AT, AT_ONCE = 200, 25
MEANT = 3  # the tier of slips, behind those in the order of the text above


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a page ended: in ``tier``, at ``number``; of the tier of slips also its rank."""

    tier: int = 0
    number: int = HIGHEST
    slips: int = -1
    elsewhere: int = 0  # words that are not in the title


@dataclass(frozen=True, slots=True)
class Found:
    """``after``: the page behind this goes on there; None at the end."""

    videos: Sequence[Video]
    after: Position | None


START = Position()


class VideoSearch:
    def __init__(self, *, index: Index, videos: Videos) -> None:
        self._index, self._videos = index, videos

    def find(self, typed: str, *, cap: Maturity, after: Position | None, most: int) -> Found:
        """Raises ValidationFailed where no word was typed."""
        words = units(typed)[:MOST_WORDS]
        if not words:
            raise ValidationFailed.of("q", "Say what to look for.")
        return _Query(self._index, self._videos, words, cap).page(after or START, most)


class _Query:
    def __init__(self, index: Index, videos: Videos, words: Sequence[str], cap: Maturity) -> None:
        self._index, self._videos = index, videos
        self._words, self._cap = words, cap
        self._runs: Sequence[Run] = index.load().runs
        self._tiers = (
            _tree(words, TITLE, begun=False),
            _tree(words, TITLE, begun=True),
            _tree(words, ANYWHERE, begun=True),
        )

    def page(self, start: Position, most: int) -> Found:
        found: list[Video] = []
        for tier in range(start.tier, MEANT):
            below = start.number if tier == start.tier else HIGHEST
            some, at = self._as_typed(tier, below, most - len(found))
            found += some
            if at is not None:
                return Found(found, Position(tier=tier, number=at))
        meant, after = self._meant(start, most - len(found))
        return Found([*found, *meant], after)

    def _as_typed(self, tier: int, below: int, most: int) -> tuple[list[Video], int | None]:
        """Those of a tier that no tier before it has; and where it goes on, None at its end."""
        found: list[Video] = []
        looked, budget = 0, READ_PAGES
        while below:
            search = self._search(self._tiers[tier], budget, below)
            for some in _by(AT_ONCE, search):
                for number, video, document in self._looked_at(some):
                    earlier = any(fits(document, tree) for tree in self._tiers[:tier])
                    if fits(document, self._tiers[tier]) and not earlier:
                        found.append(video)
                        if len(found) == most:
                            return found, number
                looked += len(some)
                if looked >= LOOKED_AT:
                    return found, some[-1]
            if not search.spent:
                return found, None
            if search.at < below:
                return found, search.at
            budget *= 2  # not even one step down
        return found, None

    def _meant(self, start: Position, most: int) -> tuple[list[Video], Position | None]:
        """All that postings give within their budget, ranked; there are few, or it was no slip."""
        if most <= 0:
            return [], Position(tier=MEANT)
        slips = [typos.forgiven(word) for word in self._words]
        if not any(slips):
            return [], None
        tree = _tree(self._words, ANYWHERE, begun=True, slips=slips)
        try:
            numbers = list(islice(self._search(tree, MEANT_PAGES, HIGHEST), LOOKED_AT))
        except BudgetSpent:
            return [], None
        ranked = sorted(
            ((_rank(self._words, document), -number, video) for number, video, document
             in self._looked_at(numbers)
             if fits(document, tree) and not any(fits(document, each) for each in self._tiers)),
            key=lambda each: each[:2],
        )  # fmt: skip
        last = ((start.slips, start.elsewhere), -start.number)
        left = ranked if start.tier < MEANT else [each for each in ranked if each[:2] > last]
        if len(left) <= most:
            return [video for _, _, video in left], None
        (wrong, elsewhere), negative, _ = left[most - 1]
        after = Position(tier=MEANT, number=-negative, slips=wrong, elsewhere=elsewhere)
        return [video for _, _, video in left[:most]], after

    def _search(self, tree: Node, budget: int, below: int) -> Search:
        suitable = [Word(each, MATURITY) for each in maturities_below(self._cap)]
        if len(suitable) < len(MATURITIES):
            tree = And((tree, Or(tuple(suitable))))
        return Search(tree, self._runs, Reader(self._index, budget=budget), below=below)

    def _looked_at(self, numbers: Sequence[int]) -> Iterator[tuple[int, Video, Document]]:
        """Those that are listed and suit, as they are now."""
        ids = self._ids(numbers)
        videos = self._videos.find_many(ids.values())
        for number in numbers:
            video = videos.get(ids.get(number, ""))
            if video is not None and video.listed() and suits(video.maturity, self._cap):
                yield number, video, document_of(video)

    def _ids(self, numbers: Sequence[int]) -> Mapping[int, str]:
        pages = self._index.get([page_of(number) for number in numbers])
        known = ((number, pages.get(page_of(number))) for number in numbers)
        return {number: page.decode() for number, page in known if page}


def _tree(
    words: Sequence[str], field: str, *, begun: bool, slips: Sequence[int] | None = None
) -> And:
    """All words; ``begun`` is said of the last."""
    last = len(words) - 1
    forgiven = slips or [0] * len(words)
    return And(
        tuple(
            Word(word, field, begun=begun and place == last, slips=forgiven[place])
            for place, word in enumerate(words)
        )
    )


def _rank(words: Sequence[str], document: Document) -> tuple[int, int]:
    """Slips, and words that are nearer to one elsewhere than to any of the title."""
    wrong = elsewhere = 0
    for place, word in enumerate(words):
        begun = place == len(words) - 1
        in_title, anywhere = (
            min((typos.slips(word, each, begun=begun) for each in document.fields[field]),
                default=len(word))
            for field in (TITLE, ANYWHERE)
        )  # fmt: skip
        wrong += anywhere
        elsewhere += in_title > anywhere
    return wrong, elsewhere


def _by(most: int, ids: Search) -> Iterator[list[int]]:
    iterator = iter(ids)
    while some := list(islice(iterator, most)):
        yield some
