"""Learning what people like: from rows to what is published, and when nothing is."""

from random import Random

import numpy as np
import pytest

from tests.fakes.core import FakeClock
from tests.fakes.video_catalogue import a_film
from tests.fakes.video_taste import Crowd, FakePublished, FakeRows, with_maturity
from tests.fakes.video_viewing import FakeVideos
from video.model import Video
from video.recommending.learning.choosing import chosen
from video.recommending.learning.interactions import Interactions, collected
from video.recommending.learning.judging import (
    Verdict,
    judged,
    latest_held_out,
    mean,
    ndcg,
    random_held_out,
)
from video.recommending.learning.learner import LATE_MS, SUGGESTED, Learner
from video.recommending.learning.models import Ease, ItemNeighbours, Memory, Popularity
from video.recommending.learning.rows import Rated, Row, Watched


class World:
    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.videos, self.published = crowd, FakeVideos(), FakePublished()
        self.rows, self.clock = FakeRows(crowd.rows()), FakeClock()
        self.videos.add(*(film(number) for number in range(crowd.videos)))
        self.learner = Learner(
            rows=self.rows, videos=self.videos, published=self.published, clock=self.clock
        )

    def watched(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in self.rows.rows:
            if isinstance(row, Watched):
                found.setdefault(row.profile_id, set()).add(row.video_id)
        return found


def film(number: int, **others: object) -> Video:
    made = a_film(number, **others)  # type: ignore[arg-type]  # fields of the record
    return Video(**{**{n: getattr(made, n) for n in made.__slots__}, "id": f"v{number:04}"})


@pytest.fixture(scope="module")
def taken() -> Interactions:
    return collected(Crowd().rows())


def everything(taken: Interactions) -> np.ndarray:  # of booleans
    return np.ones(len(taken), dtype=np.bool_)


def test_rows_in_any_order_are_the_same_arrays() -> None:
    rows = Crowd(profiles=20).rows()
    shuffled = list(rows)
    Random(3).shuffle(shuffled)
    one, other = collected(rows), collected(shuffled)
    assert (one.profiles, one.videos) == (other.profiles, other.videos)
    ones = np.ones(len(one), dtype=np.float32)
    same = one.matrix(everything(one), ones) - other.matrix(everything(other), ones)
    assert abs(same).sum() == 0


def test_stars_say_more_than_what_was_watched() -> None:
    rows: list[Row] = [
        Watched("p", "a", 1, 1.0), Watched("p", "b", 2, 0.25), Watched("p", "c", 3, 1.0),
        Rated("p", "c", 2), Rated("p", "never watched", 5),
    ]  # fmt: skip
    taken = collected(rows)
    assert dict(zip(taken.videos, taken.liking.tolist(), strict=True)) == {"a": 5, "b": 2, "c": 2}


def test_only_the_most_watched_are_in_a_model() -> None:
    taken = collected(Crowd().rows(), most_videos=10)
    assert len(taken.videos) == 10
    assert collected([]).videos == ()


def test_the_last_fifth_of_each_is_held_out(taken: Interactions) -> None:
    known = latest_held_out(taken, everything(taken))
    for number in range(len(taken.profiles)):
        own = taken.who == number
        assert (own & ~known).sum() == 3
        assert taken.at[own & known].max() < taken.at[own & ~known].min()


def test_of_a_random_fifth_every_entry_is_known_or_held_out(taken: Interactions) -> None:
    known = random_held_out(1)(taken, everything(taken))
    assert known.sum() == int(len(taken) * 0.8)


def test_ndcg_by_hand() -> None:
    """Two held out, popular and not: at places 1 and 3 of what was not watched."""
    rows: list[Row] = [Watched(f"o{n}", "a", 1, 1) for n in range(3)]
    rows += [Watched(f"o{n}", "b", 1, 1) for n in range(2)]
    rows += [Watched("o0", "c", 1, 1), Watched("p", "a", 9, 1), Watched("p", "c", 9, 1),
             Watched("p", "z", 1, 1)]  # fmt: skip
    taken = collected(rows)
    who = taken.profiles.index("p")
    held = (taken.who == who) & (taken.at == 9)
    model = Popularity()
    known = ~held
    values = ndcg(taken, known, held, model.fitted(taken, known), model, Memory())
    assert values.tolist() == [pytest.approx((1 + 0.5) / (1 + 1 / np.log2(3)))]


def test_ease_is_what_the_paper_says() -> None:
    """Closed form: B = I - P diag(1 / diag(P)) with P the inverse of X'X + penalty."""
    taken = collected(Crowd(profiles=40, videos=30).rows())
    model = Ease(penalty=50, dropout=0, evening=0, liking=0, nearness=0)
    x = taken.matrix(everything(taken), np.ones(len(taken), dtype=np.float32)).toarray()
    p = np.linalg.inv(x.T @ x + 50 * np.eye(x.shape[1]))
    b = np.eye(x.shape[1]) - p / np.diag(p)
    np.fill_diagonal(b, 0)
    assert np.allclose(model.fitted(taken, everything(taken)), b, atol=1e-4)


@pytest.mark.parametrize("model", [Ease(penalty=20), ItemNeighbours()])
def test_models_find_taste(taken: Interactions, model: Ease | ItemNeighbours) -> None:
    known = latest_held_out(taken, everything(taken))
    verdict = judged(taken, known, ~known, model, Memory())
    assert verdict.model > verdict.popularity * 1.2
    assert verdict.publish


def test_what_is_chosen_is_at_least_as_good_as_the_usual(taken: Interactions) -> None:
    mask = latest_held_out(taken, everything(taken))
    choice = chosen(taken, mask, [latest_held_out])
    inner = latest_held_out(taken, mask)
    usual = Ease()
    square = usual.fitted(taken, inner)
    assert choice.ndcg >= mean(ndcg(taken, inner, mask & ~inner, square, usual, Memory()))


def test_where_there_is_little_only_neighbours_are_counted() -> None:
    taken = collected(Crowd(videos=30, profiles=40).rows())
    choice = chosen(taken, everything(taken), [latest_held_out])
    assert isinstance(choice.model, ItemNeighbours)


def test_memory_fades_to_its_floor() -> None:
    rows: list[Row] = [Watched("p", f"v{n}", n, 1) for n in range(40)]
    taken = collected(rows)
    weights = Memory(half_life=5, floor=0.2).weights(taken, everything(taken))
    by_age = [float(weights[taken.at == 39 - age][0]) for age in (0, 5, 39)]
    assert by_age == [pytest.approx(1), pytest.approx(0.6), pytest.approx(0.2, abs=0.01)]


def test_V11_what_is_published_is_unwatched_of_ones_taste_and_once_each() -> None:
    world = World(Crowd())
    outcome = world.learner.learn()
    assert outcome.published
    assert outcome.said == world.crowd.profiles
    watched, hits, shown = world.watched(), 0, 0
    for (_, profile), learned in world.published.said.items():
        ids = [video for video, _ in learned.videos]
        assert len(set(ids)) == len(ids) <= SUGGESTED
        assert not set(ids) & watched[profile]
        assert {because for _, because in learned.videos} <= watched[profile]
        liked = world.crowd.liked_by(profile)
        hits += sum(world.crowd.cluster_of(video) == liked for video in ids[:5])
        shown += len(ids[:5])
    assert hits / shown > 0.35  # of what is left to watch a tenth is of ones taste


def test_V11_the_same_rows_say_the_same_and_nothing_is_written_again() -> None:
    world, again = World(Crowd()), World(Crowd())
    world.learner.learn()
    Random(2).shuffle(again.rows.rows)
    again.learner.learn()
    assert world.published.said == again.published.said
    outcome = world.learner.learn()
    assert (outcome.said, outcome.placed) == (0, 0)


def test_V11_a_model_that_does_not_beat_popularity_is_not_published() -> None:
    world = World(Crowd(taste=0))
    outcome = world.learner.learn()
    assert outcome.verdict is not None
    assert not outcome.published
    assert (world.published.said, world.published.neighbours) == ({}, {})


def test_V11_too_few_judges_publish_nothing() -> None:
    assert not Verdict(model=1.0, popularity=0.1, judges=19, surely=True).publish
    world = World(Crowd(profiles=10))
    assert not world.learner.learn().published
    world.rows.rows = []
    assert world.learner.learn().verdict is None


def test_V10_V11_nothing_unsuitable_or_unlisted_is_said_or_near() -> None:
    world = World(Crowd())
    world.rows.rows = with_maturity(world.rows.rows, "p0001", "7+")
    for number in range(0, 80, 2):
        world.videos.add(film(number, maturity="18+"))
    for number in range(1, 80, 4):
        world.videos.add(film(number, visibility="private"))
    assert world.learner.learn().published
    said = world.published.said
    assert all(int(v[1:]) % 2 for v, _ in said["u0001", "p0001"].videos)
    assert any(int(v[1:]) % 2 == 0 for v, _ in said["u0002", "p0002"].videos)
    every = {v for learned in said.values() for v, _ in learned.videos}
    near = {v for others in world.published.neighbours.values() for v in others}
    assert not [v for v in every | near if int(v[1:]) % 4 == 1]


def test_X12_who_left_is_not_written_to() -> None:
    world = World(Crowd())
    world.published.gone = {"p0003"}
    world.rows.rows = [
        row for row in world.rows.rows if getattr(row, "user_id", "") != "u0004"
    ]  # its views are there still
    world.learner.learn()
    profiles = {profile for _, profile in world.published.said}
    assert not profiles & {"p0003", "p0004"}


def test_what_was_watched_while_it_learned_is_asked_for_later() -> None:
    world = World(Crowd())
    world.learner.learn()
    now = int(world.clock.now().timestamp() * 1000)
    assert {learned.at for learned in world.published.said.values()} == {now - LATE_MS}


def test_videos_near_are_of_one_taste() -> None:
    world = World(Crowd())
    world.learner.learn()
    near = world.published.neighbours
    same = [
        world.crowd.cluster_of(video) == world.crowd.cluster_of(other)
        for video, others in near.items()
        for other in others[:3]
    ]
    assert sum(same) / len(same) > 0.7
    assert all(video not in others for video, others in near.items())
