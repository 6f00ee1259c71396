"""Shelves: what is listed, in what order, for whom."""

import random
from contextlib import suppress
from typing import Any

import pytest

from core.errors import Unavailable
from core.text_search.index import Compactor, Writer
from tests.fakes.clicks import Crash, Crashing
from tests.fakes.core import FakeIds
from tests.fakes.video_catalogue import CatalogueWorld, a_film
from video.catalogue.ports import Trending
from video.catalogue.shelving import Shelver, VideoIndexer
from video.model import MATURITIES, Video


def ids(*numbers: int) -> list[str]:
    return [f"v-{number:04}" for number in numbers]


@pytest.fixture
def world() -> CatalogueWorld:
    return CatalogueWorld()


def test_each_order_of_a_shelf(world: CatalogueWorld) -> None:
    world.publish(
        a_film(1, "Zulu", released="1964-01-22"),
        a_film(2, "Éclair", released="2001-05-05"),
        a_film(3, "alpha"),
    )
    world.rate(world.videos.records["v-0001"], 5)
    world.rate(world.videos.records["v-0003"], 3)
    assert world.browsed() == ids(3, 2, 1)
    assert world.browsed(sort="released") == ids(2, 1, 3)
    assert world.browsed(sort="rating") == ids(1, 3, 2)
    assert world.browsed(sort="title") == ids(3, 2, 1)


def test_equally_rated_the_later_released_is_first(world: CatalogueWorld) -> None:
    world.publish(a_film(1, released="2020-01-01"), a_film(2, released="1990-01-01"), a_film(3))
    assert world.browsed(sort="rating") == ids(1, 2, 3)


def test_a_genre_is_one_shelf_however_it_is_written(world: CatalogueWorld) -> None:
    world.publish(a_film(1, genres=["Sci-Fi", "sci-fi"]), a_film(2, genres=["SCI-FI"]), a_film(3))
    assert world.browsed(genres=["sci-Fi"]) == ids(2, 1)
    assert world.browsed(genres=["SCI-FI", "drama"]) == ids(3, 2, 1)


def test_union_of_pages_is_the_shelf_while_others_come_and_go(world: CatalogueWorld) -> None:
    world.publish(*(a_film(n, maturity=MATURITIES[n % 5]) for n in range(40)))
    first = world.browser.page(cap="18+", genres=[], sort="newest", after=None, most=10)
    world.publish(a_film(99))
    world.edit(world.videos.records["v-0025"], deleted=True)
    rest, after = [], first.after
    while after is not None:
        page = world.browser.page(cap="18+", genres=[], sort="newest", after=after, most=10)
        rest += [video.id for video in page.videos]
        after = page.after
    assert [video.id for video in first.videos] == ids(*range(39, 29, -1))
    assert rest == ids(*(n for n in range(29, -1, -1) if n != 25))


def test_V10_no_shelf_shows_above_a_rating_and_pages_are_full(world: CatalogueWorld) -> None:
    world.publish(*(a_film(n, maturity="18+") for n in range(60)))
    world.publish(a_film(70), a_film(80, maturity="7+"), a_film(90, maturity="13+"))
    page = world.browser.page(cap="7+", genres=[], sort="newest", after=None, most=2)
    assert [video.id for video in page.videos] == ids(80, 70)
    for sort in ("newest", "released", "rating", "title"):
        assert set(world.browsed(cap="7+", sort=sort)) == set(ids(70, 80))


def test_V10_a_stricter_rating_counts_before_the_shelves_follow(world: CatalogueWorld) -> None:
    film = a_film(1, "Teddy")
    world.publish(film, a_film(2, "Other"))
    world.videos.add(a_film(1, "Teddy", maturity="18+", revision=2))
    world.suggestions.keep_trending("7+", Trending([(film.id, 9)]))
    world.suggestions.neighbours["v-0002"] = [film.id]
    other = world.videos.records["v-0002"]
    assert world.browsed(cap="7+") == ids(2)
    assert world.found("teddy", cap="7+") == []
    assert world.trends.top(cap="7+", most=9) == []
    assert world.similar.of(other, cap="7+", most=9) == []


@pytest.mark.parametrize(
    "hidden",
    [{"visibility": "private"}, {"visibility": "unlisted"}, {"banned": True}, {"deleted": True},
     {"status": "failed"}],
)  # fmt: skip
def test_what_is_not_listed_is_nowhere(world: CatalogueWorld, hidden: dict[str, Any]) -> None:
    film = a_film(1, "Gone")
    world.publish(film)
    assert world.browsed() == ids(1)
    hidden_now = world.edit(film, **hidden)
    assert world.browsed() == []
    assert world.found("gone") == []
    assert world.browser.genres(cap="18+") == []
    assert all(not rows for rows in world.shelves.rows.values())
    world.edit(hidden_now, visibility="public", banned=False, deleted=False, status="ready")
    assert world.browsed() == ids(1)
    assert world.found("gone") == ["Gone"]


def test_back_again_it_stays_found_when_runs_are_merged(world: CatalogueWorld) -> None:
    film = a_film(1, "Back")
    world.publish(film)
    film = world.edit(film, visibility="private")
    film = world.edit(film, visibility="public")
    world.publish(*(a_film(n) for n in range(10, 30)))
    world.tidies()
    assert world.found("back") == ["Back"]


def test_an_edit_moves_it_and_leaves_nothing_behind(world: CatalogueWorld) -> None:
    film = a_film(1, "Old name", genres=["Drama"], cast=["Ann Old"])
    world.publish(film)
    world.edit(film, title="New name", genres=("War",), cast=("Bob New",))
    assert world.browsed(genres=["Drama"]) == []
    assert world.browsed(genres=["War"]) == ids(1)
    assert [world.found(q) for q in ("old", "ann")] == [[], []]
    assert world.found("new") == ["New name"]
    assert sum(len(rows) for rows in world.shelves.rows.values()) == 8


def test_many_genres_at_once_are_all_changed(world: CatalogueWorld) -> None:
    film = a_film(1, genres=[f"a{n}" for n in range(10)])
    world.publish(film)
    world.edit(film, title="Else", genres=tuple(f"b{n}" for n in range(10)), maturity="13+")
    assert world.browser.genres(cap="18+") == [f"b{n}" for n in range(10)]
    assert world.browsed(genres=["b7"]) == ids(1)
    assert sum(len(rows) for rows in world.shelves.rows.values()) == 44


def test_genres_the_fullest_first_for_this_profile(world: CatalogueWorld) -> None:
    world.publish(
        a_film(1, genres=["Drama", "War"]), a_film(2, genres=["war"]), a_film(3, genres=["War"]),
        a_film(4, genres=["Horror"], maturity="18+"),
    )  # fmt: skip
    assert world.browser.genres(cap="18+") == ["War", "Drama", "Horror"]
    assert world.browser.genres(cap="7+") == ["War", "Drama"]


def test_X5_changes_twice_shuffled_and_late_end_in_the_same_shelves() -> None:
    for seed in range(30):
        random_ = random.Random(seed)
        world = CatalogueWorld()
        films = [a_film(n) for n in range(4)]
        world.videos.add(*films)
        told = [film.id for film in films]
        for _ in range(12):
            film = random_.choice(films)
            changes: dict[str, Any] = random_.choice(
                [{"title": f"T{random_.random()}"}, {"visibility": "private"},
                 {"visibility": "public"}, {"genres": ("War",)}, {"deleted": True}]
            )  # fmt: skip
            place = films.index(film)
            films[place] = a_film(
                place, **{**_fields(film), **changes, "revision": film.revision + 1}
            )
            world.videos.add(films[place])
            told += [films[place].id] * random_.randint(1, 2)
        random_.shuffle(told)
        for video_id in told:
            world.shelver.follow(video_id)
        fresh = CatalogueWorld()
        fresh.publish(*films)
        assert world.browsed() == fresh.browsed()
        assert _rows(world) == _rows(fresh)
        for film in films:
            assert world.found(film.title) == fresh.found(film.title)


def _fields(film: Video) -> dict[str, Any]:  # Any: fields of the record
    names = ("title", "genres", "visibility", "deleted")
    return {name: getattr(film, name) for name in names}


def _rows(world: CatalogueWorld) -> dict[str, dict[str, str]]:
    return {shelf: rows for shelf, rows in world.shelves.rows.items() if rows}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("what", ["shelves", "postings", "numbers"])
def test_X5_cut_anywhere_and_told_again(what: str, at: int, after: bool) -> None:
    """Whatever was done before the cut, the next one who hears of the video does the rest."""
    world = CatalogueWorld()
    film = a_film(1, "Before")
    world.publish(film)
    world.videos.add(a_film(1, "After", genres=["War"], revision=2))
    cut: dict[str, Any] = {
        name: Crashing(target, at=at if name == what else 0, after=after)
        for name, target in (
            ("shelves", world.shelves), ("postings", world.postings), ("numbers", world.postings)
        )
    }  # fmt: skip
    ids_ = FakeIds()
    indexer = VideoIndexer(
        writer=Writer(store=cut["postings"], ids=ids_, clock=world.clock),
        compactor=Compactor(store=cut["postings"], ids=ids_, clock=world.clock),
        numbers=cut["numbers"],
    )
    shelver = Shelver(
        videos=world.videos, ratings=world.ratings, shelves=cut["shelves"], index=indexer
    )
    with suppress(Crash):
        shelver.follow(film.id)
    world.shelver.follow(film.id)
    world.shelver.follow(film.id)
    assert world.found("after") == ["After"]
    assert world.found("before") == []
    assert world.browsed(genres=["War"]) == ids(1)
    assert world.browsed(genres=["Drama"]) == []
    assert world.shelves.kept[film.id].stale == frozenset()
    world.tidies()
    assert world.found("after") == ["After"]


def test_others_who_write_meanwhile_are_waited_for(world: CatalogueWorld) -> None:
    world.videos.add(a_film(1))
    world.shelves.refusals = 3
    world.shelver.follow("v-0001")
    assert world.browsed() == ids(1)
    world.videos.add(a_film(1, "Else", revision=2))
    world.shelves.refusals = 99
    with pytest.raises(Unavailable):
        world.shelver.follow("v-0001")


def test_a_rating_that_hardly_moves_writes_nothing(world: CatalogueWorld) -> None:
    world.publish(a_film(1))
    world.rate(world.videos.records["v-0001"], 4, raters=10_000)
    writes = world.shelves.writes
    world.rate(world.videos.records["v-0001"], 4, raters=10_001)
    assert world.shelves.writes == writes
