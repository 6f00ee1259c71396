"""Fakes of what the catalogue and recommending need, held to the real thing by contract suites."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.tables.video_catalogue import genre_row
from core.text_search.index import Compactor, Writer
from core.text_search.scrubbing import PERIOD, Scrubber
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.postings import FakePostings
from tests.fakes.video_viewing import AT, FakeVideos
from video.catalogue.browsing import Browser
from video.catalogue.finding import VideoSearch
from video.catalogue.ports import NOTHING, GenreCount, Shelved, Trending
from video.catalogue.shelving import Shelver, VideoIndexer
from video.catalogue.similar import SimilarVideos
from video.catalogue.trending import TrendList, TrendMaker
from video.model import Maturity, Video
from video.ratings import UNRATED, Rating
from video.recommending.model import NOTHING_LEARNED, Learned


def a_film(
    number: int,
    title: str = "",
    *,
    genres: Sequence[str] = ("Drama",),
    cast: Sequence[str] = (),
    released: str = "",
    maturity: Maturity = "all",
    **others: Any,  # other fields of the record
) -> Video:
    """The ``number``-th second's film."""
    return Video(
        id=f"v-{number:04}",
        owner_id="owner",
        title=title or f"Film {number}",
        created_at=AT + number * 1_000,
        genres=tuple(genres),
        cast=tuple(cast),
        release_date=released,
        maturity=maturity,
        **{"visibility": "public", "status": "ready", "duration": 100.0, **others},
    )


@dataclass
class FakeRatings:
    ratings: dict[str, Rating] = field(default_factory=dict)

    def of(self, video_id: str) -> Rating:
        return self.ratings.get(video_id, UNRATED)

    def of_many(self, video_ids: Iterable[str]) -> Mapping[str, Rating]:
        return {each: self.ratings[each] for each in video_ids if each in self.ratings}


@dataclass
class FakeShelves:
    """``Shelves`` and ``Listings``. ``refusals``: as many writes lose to others first."""

    kept: dict[str, Shelved] = field(default_factory=dict)
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    refusals: int = 0
    writes: int = 0

    def shelved(self, video_id: str) -> Shelved:
        return self.kept.get(video_id, NOTHING)

    def reshelve(self, video_id: str, *, before: Shelved, after: Shelved) -> bool:
        if self.refusals:
            self.refusals -= 1
            return False
        if self.shelved(video_id).version != before.version:
            return False
        self.writes += 1
        for place in before.places - after.places:
            self.rows[place.partition].pop(place.key, None)
        for place in after.places - before.places:
            self.rows.setdefault(place.partition, {})[place.key] = video_id
        was, is_ = _genres(before), _genres(after)
        self.counted.subtract(was.keys() - is_.keys())
        self.counted.update(is_.keys() - was.keys())
        self.names |= {row: is_.get(row) or was[row] for row in was.keys() ^ is_.keys()}
        self.kept[video_id] = after
        return True

    def page(
        self, partition: str, *, after: str | None, ascending: bool, most: int
    ) -> Sequence[tuple[str, str]]:
        rows = sorted(self.rows.get(partition, {}).items(), reverse=not ascending)
        behind = [
            row
            for row in rows
            if after is None or (row[0] > after if ascending else row[0] < after)
        ]
        return behind[:most]

    def genres(self) -> Iterable[GenreCount]:
        for row, videos in self.counted.items():
            maturity, _, folded = row.partition("#")
            yield GenreCount(
                folded=folded,
                name=self.names[row],
                maturity=maturity,  # type: ignore[arg-type]  # rows are made of the model's own
                videos=videos,
            )


def _genres(shelved: Shelved) -> dict[str, str]:
    if not shelved.keys:
        return {}
    return {genre_row(shelved.maturity, each.folded): each.name for each in shelved.genres}


@dataclass
class FakeSuggestions:
    """``TrendStore``, ``Neighbours``, ``LearnedStore``."""

    trends: dict[str, Trending] = field(default_factory=dict)
    neighbours: dict[str, list[str]] = field(default_factory=dict)
    said: dict[tuple[str, str], Learned] = field(default_factory=dict)

    def trending(self, cap: Maturity) -> Trending:
        return self.trends.get(cap, Trending())

    def keep_trending(self, cap: Maturity, trending: Trending) -> None:
        self.trends[cap] = trending

    def near(self, video_id: str) -> Sequence[str]:
        return self.neighbours.get(video_id, ())

    def learned(self, user_id: str, profile_id: str) -> Learned:
        return self.said.get((user_id, profile_id), NOTHING_LEARNED)

    def erase(self, user_id: str) -> int:
        gone = [key for key in self.said if key[0] == user_id]
        for key in gone:
            del self.said[key]
        return len(gone)


@dataclass
class FakeViews:
    days: dict[str, dict[str, int]] = field(default_factory=dict)

    def most_viewed(self, date: str) -> Mapping[str, int]:
        return self.days.get(date, {})


@dataclass
class FakeHistory:
    """``watched``: profile -> video -> when (ms)."""

    watched: dict[str, dict[str, int]] = field(default_factory=dict)

    def watch(self, profile_id: str, video_id: str, at: int) -> None:
        self.watched.setdefault(profile_id, {})[video_id] = at

    def latest(self, profile_id: str, *, since: int, most: int) -> Sequence[str]:
        own = self.watched.get(profile_id, {})
        ranked = sorted(own, key=lambda each: (own[each], each), reverse=True)
        return [each for each in ranked if own[each] >= since][:most]

    def among(self, profile_id: str, video_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(self.watched.get(profile_id, {})) & frozenset(video_ids)


class CatalogueWorld:
    """The catalogue on fakes: ``publish`` is what a change of a record does in the end."""

    def __init__(self) -> None:
        self.videos, self.ratings = FakeVideos(), FakeRatings()
        self.shelves, self.postings = FakeShelves(), FakePostings()
        self.views, self.suggestions, self.clock = FakeViews(), FakeSuggestions(), FakeClock()
        ids = FakeIds()
        self.compactor = Compactor(store=self.postings, ids=ids, clock=self.clock)
        self.indexer = VideoIndexer(
            writer=Writer(store=self.postings, ids=ids, clock=self.clock),
            compactor=self.compactor,
            numbers=self.postings,
        )
        self.shelver = Shelver(
            videos=self.videos, ratings=self.ratings, shelves=self.shelves, index=self.indexer
        )
        self.browser = Browser(listings=self.shelves, videos=self.videos)
        self.search = VideoSearch(index=self.postings, videos=self.videos)
        self.trends = TrendList(store=self.suggestions, videos=self.videos)
        self.maker = TrendMaker(
            views=self.views, videos=self.videos, store=self.suggestions, clock=self.clock
        )
        self.similar = SimilarVideos(
            neighbours=self.suggestions, browser=self.browser, videos=self.videos
        )

    def publish(self, *videos: Video) -> None:
        self.videos.add(*videos)
        for video in videos:
            self.shelver.follow(video.id)

    def edit(self, video: Video, **changes: Any) -> Video:  # Any: fields of the record
        edited = replace(video, revision=video.revision + 1, **changes)
        self.publish(edited)
        return edited

    def rate(self, video: Video, stars: int, raters: int = 1) -> None:
        self.ratings.ratings[video.id] = Rating(stars * raters, raters)
        self.shelver.follow(video.id)

    def browsed(self, *, most: int = 100, cap: Maturity = "18+", **query: Any) -> list[str]:
        """Ids of all pages, as many at a time."""
        seen: list[str] = []
        after: str | None = None
        while True:
            page = self.browser.page(
                **{"genres": [], "sort": "newest", **query}, cap=cap, after=after, most=most
            )
            seen += [video.id for video in page.videos]
            after = page.after
            if after is None:
                return seen

    def tidies(self) -> None:
        """What the upkeep does to an index whose runs have all waited long enough."""
        self.clock.advance(PERIOD)
        self.compactor.run()
        Scrubber(store=self.postings, clock=self.clock).run(most=100)

    def found(self, typed: str, *, most: int = 100, cap: Maturity = "18+") -> list[str]:
        """Titles of all pages, as many at a time."""
        seen: list[str] = []
        after = None
        while True:
            page = self.search.find(typed, cap=cap, after=after, most=most)
            seen += [video.title for video in page.videos]
            after = page.after
            if after is None:
                return seen
