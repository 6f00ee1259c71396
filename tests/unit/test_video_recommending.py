"""What to watch next: the model's word, then the design document's rule, then what is watched."""

import pytest

from tests.fakes.video_catalogue import CatalogueWorld, FakeHistory, a_film
from tests.fakes.video_viewing import AT, a_profile
from video.catalogue.ports import Trending
from video.model import Maturity, Profile
from video.recommending.genres import because_of_genre, top_genres
from video.recommending.model import Learned
from video.recommending.serving import CHOSEN, NEW, TRENDING, Recommender
from video.wiring.listing import Listed


class World(CatalogueWorld):
    def __init__(self) -> None:
        super().__init__()
        self.history, self.profile = FakeHistory(), a_profile()
        self.recommender = Recommender(
            learned=self.suggestions,
            history=self.history,
            catalogue=Listed(browser=self.browser, trends=self.trends),
            videos=self.videos,
        )

    def watch(self, *numbers: int) -> None:
        for ago, number in enumerate(numbers):
            self.history.watch(self.profile.id, f"v-{number:04}", AT + 1_000 - ago)

    def learn(self, *pairs: tuple[int, int], at: int = 0) -> None:
        videos = [(f"v-{video:04}", f"v-{because:04}") for video, because in pairs]
        key = (self.profile.owner_id, self.profile.id)
        self.suggestions.said[key] = Learned(at=at, videos=videos)

    def trend(self, *numbers: int) -> None:
        for cap in ("7+", "18+"):
            self.suggestions.trends[cap] = Trending([(f"v-{n:04}", 9) for n in numbers])

    def said(self, *, most: int = 20, profile: Profile | None = None) -> list[tuple[int, str]]:
        found = self.recommender.suggest(profile or self.profile, most=most)
        return [(int(each.video.id[2:]), each.why) for each in found]


@pytest.fixture
def world() -> World:
    return World()


def test_top_genres_are_of_the_last_watched_ties_by_the_latest() -> None:
    watched = [["War", "Drama"], ["drama", "Drama"], ["Comedy", "War"], ["Horror"]]
    assert top_genres(watched) == ["War", "Drama", "Comedy"]
    assert because_of_genre(["DRAMA", "War"], ["Comedy", "Drama"]) == "Because you watch Drama"
    assert because_of_genre(["Horror"], ["Drama"]) is None


def test_the_model_speaks_first_and_says_why(world: World) -> None:
    world.publish(*(a_film(n) for n in range(6)))
    world.watch(1)
    world.learn((3, 1), (2, 1), (4, 99))
    assert world.said(most=3) == [
        (3, "Because you watched Film 1"),
        (2, "Because you watched Film 1"),
        (4, CHOSEN),
    ]


def test_V11_nothing_watched_since_it_learned_and_nothing_twice(world: World) -> None:
    world.publish(*(a_film(n) for n in range(8)))
    world.watch(3, 1)
    world.learn((3, 1), (2, 1), (2, 1))
    world.trend(2, 3, 5)
    found = [number for number, _ in world.said()]
    assert len(found) == len(set(found))
    assert not {1, 3} & set(found)
    assert found[0] == 2


def test_V11_a_view_that_is_counted_after_it_learned_is_watched_all_the_same(world: World) -> None:
    world.publish(*(a_film(n) for n in range(4)))
    world.learn((3, 1), (2, 1), at=AT + 60_000)
    world.watch(3)
    assert 3 not in [number for number, _ in world.said()]


def test_the_rule_of_genres_is_by_rating_then_release(world: World) -> None:
    world.publish(
        a_film(1, genres=["Drama"]),
        a_film(2, genres=["Drama"], released="2001-01-01"),
        a_film(3, genres=["War", "Drama"], released="2020-01-01"),
        a_film(4, genres=["War"]),
        a_film(5, genres=["Musical"]),
    )
    world.rate(world.videos.records["v-0004"], 5)
    world.watch(1)
    assert world.said(most=2) == [
        (3, "Because you watch Drama"),
        (2, "Because you watch Drama"),
    ]
    world.watch(3, 1)
    assert world.said(most=2) == [(4, "Because you watch War"), (2, "Because you watch Drama")]


def test_who_is_new_gets_what_is_watched_then_what_is_new(world: World) -> None:
    world.publish(*(a_film(n) for n in range(4)))
    world.trend(1)
    assert world.said() == [(1, TRENDING), (3, NEW), (2, NEW), (0, NEW)]


@pytest.mark.parametrize("cap", ["all", "7+"])
def test_V10_nothing_above_a_rating_from_any_source(world: World, cap: Maturity) -> None:
    world.publish(*(a_film(n, maturity="13+") for n in range(10)))
    world.publish(*(a_film(n, maturity="all") for n in range(20, 23)))
    kid = a_profile(maturity=cap, kids=True)
    world.watch(20, 5)
    world.learn((1, 5), (21, 5))
    world.trend(2, 22)
    assert world.said(profile=kid)[0] == (21, CHOSEN)  # not because of what it may not see
    assert {number for number, _ in world.said(profile=kid)} == {21, 22}


def test_V11_taken_back_banned_or_private_is_not_said(world: World) -> None:
    films = [a_film(n) for n in range(1, 5)]
    world.publish(*films)
    world.learn((1, 0), (2, 0), (3, 0), (4, 0))
    world.videos.add(
        a_film(1, banned=True), a_film(2, visibility="private"), a_film(3, deleted=True)
    )
    assert [number for number, _ in world.said()] == [4]


def test_V11_the_same_state_says_the_same(world: World) -> None:
    world.publish(*(a_film(n, genres=["Drama", "War"][: 1 + n % 2]) for n in range(40)))
    world.watch(1, 2, 3)
    world.learn(*((n, 1) for n in range(5, 12)))
    world.trend(20, 21)
    assert world.said() == world.said()
    assert len(world.said()) == 20


def test_X12_what_was_learned_of_somebody_is_erased(world: World) -> None:
    world.publish(a_film(1), a_film(2))
    world.learn((1, 2))
    assert world.suggestions.erase(world.profile.owner_id) == 1
    assert not world.suggestions.said
