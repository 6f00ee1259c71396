"""Trending and likeness: what is watched, and what is watched with it."""

from datetime import timedelta

import pytest

from tests.fakes.video_catalogue import CatalogueWorld, a_film


def ids(*numbers: int) -> list[str]:
    return [f"v-{number:04}" for number in numbers]


@pytest.fixture
def world() -> CatalogueWorld:
    return CatalogueWorld()


def test_trending_is_of_seven_days(world: CatalogueWorld) -> None:
    world.publish(*(a_film(n) for n in range(5)))
    today = world.clock.now().date()

    def day(ago: int) -> str:
        return (today - timedelta(days=ago)).isoformat()

    world.views.days = {
        day(0): {"v-0001": 2, "v-0002": 1},
        day(6): {"v-0002": 3, "gone": 50},
        day(7): {"v-0003": 99},
        day(1): {"v-0004": 0},
    }
    world.maker.make()
    top = world.trends.top(cap="18+", most=20)
    assert [(video.id, views) for video, views in top] == [("v-0002", 4), ("v-0001", 2)]


def test_V10_each_maturity_has_a_trend_of_its_own_and_it_is_full(world: CatalogueWorld) -> None:
    world.publish(*(a_film(n, maturity="18+") for n in range(100)))
    world.publish(*(a_film(n, maturity="7+") for n in range(200, 230)))
    today = world.clock.now().date().isoformat()
    world.views.days = {today: {each: 500 - n for n, each in enumerate(world.videos.records)}}
    world.maker.make()
    assert {v.maturity for v, _ in world.trends.top(cap="7+", most=20)} == {"7+"}
    assert len(world.trends.top(cap="7+", most=20)) == 20
    assert {v.maturity for v, _ in world.trends.top(cap="18+", most=20)} == {"18+"}


def test_trending_loses_what_was_taken_back_at_once(world: CatalogueWorld) -> None:
    film = a_film(1)
    world.publish(film, a_film(2))
    world.views.days = {world.clock.now().date().isoformat(): {"v-0001": 2, "v-0002": 1}}
    world.maker.make()
    world.videos.add(a_film(1, banned=True, revision=2))
    assert [video.id for video, _ in world.trends.top(cap="18+", most=20)] == ids(2)


def test_alike_is_who_else_was_watched_then_what_is_in_common(world: CatalogueWorld) -> None:
    film = a_film(1, genres=["Drama", "War"], cast=["Ann"])
    world.publish(
        film,
        a_film(2, genres=["Musical"]),
        a_film(3, genres=["Drama"], cast=["ANN"]),
        a_film(4, genres=["War", "Drama"]),
        a_film(5, genres=["Drama", "Comedy"]),
        a_film(6, genres=["Comedy"]),
    )
    world.suggestions.neighbours[film.id] = ["v-0006", film.id, "gone"]
    alike = world.similar.of(film, cap="18+", most=20)
    assert [each.video.id for each in alike] == ids(6, 3, 4, 5)
    assert [each.why for each in alike] == [
        "Watched by people who watched Film 1",
        "With Ann, as Film 1",
        "Drama, as Film 1",
        "Drama, as Film 1",
    ]
    assert world.similar.of(film, cap="18+", most=20) == alike


def test_what_has_no_genre_is_like_nothing(world: CatalogueWorld) -> None:
    film = a_film(1, genres=[])
    world.publish(film, a_film(2))
    assert world.similar.of(film, cap="18+", most=20) == []
