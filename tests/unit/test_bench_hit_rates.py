"""The replay of visits: what is held is found, what is forgotten is not."""

import pytest

from tests.bench.visits_replay import DAY, Population, hit_rate

MANY = Population(size=500, asked=40, days=1, before=1)


def rate(share: float, *, kept_seconds: float = DAY, population: Population = MANY) -> float:
    room = int(population.size * share)
    return hit_rate(population, room=room, kept_seconds=kept_seconds)


def test_where_all_fit_and_nothing_is_forgotten_only_first_visits_miss() -> None:
    assert rate(1, kept_seconds=10 * DAY) == pytest.approx(1, abs=0.001)


def test_nothing_is_found_where_nothing_is_kept() -> None:
    assert rate(1, kept_seconds=0) == 0
    assert rate(0) == 0


def test_more_room_and_more_time_never_find_less() -> None:
    by_room = [rate(share) for share in (0.05, 0.2, 0.5, 1)]
    by_time = [rate(1, kept_seconds=DAY * days) for days in (0.01, 0.1, 1)]
    assert by_room == sorted(by_room)
    assert by_time == sorted(by_time)
    assert by_room[0] < by_room[-1]
    assert by_time[0] < by_time[-1]


def test_P18_as_large_a_share_of_more_finds_more() -> None:
    more = Population(size=5_000, asked=40, days=1, before=1)
    assert rate(0.1, population=more) > rate(0.1)


def test_the_same_population_is_the_same_visits() -> None:
    assert rate(0.3) == rate(0.3)
