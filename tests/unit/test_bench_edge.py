"""The replay of an edge: a cache is a cache, and the same week is the same week."""

from tests.bench.edge_replay import Cache, Week, replayed

SMALL = Week(films=120, sessions=600, days=4, watched_before=1, new=2)


def test_the_least_recently_asked_for_goes_first() -> None:
    cache = Cache(capacity=300)
    for number in (1, 2, 3):
        assert not cache.ask((1, 0, number), 100)
    assert cache.ask((1, 0, 1), 100)
    assert not cache.ask((1, 0, 4), 100)
    assert [number for _, _, number in cache.held] == [3, 1, 4]
    assert cache.used == 300


def test_what_never_fits_is_never_there() -> None:
    cache = Cache(capacity=50)
    assert not cache.ask((1, 0, 1), 100)
    assert not cache.ask((1, 0, 1), 100)
    assert (cache.used, len(cache.held)) == (0, 0)


def test_P18_bringing_films_helps_who_waits_for_a_picture() -> None:
    capacity = SMALL.catalogue // 3
    plain = replayed(SMALL, capacity=capacity, bring=0)
    brought = replayed(SMALL, capacity=capacity, bring=100)
    assert brought.first_rate > plain.first_rate
    assert (plain.brought, plain.asked) == (0, brought.asked)
    assert replayed(SMALL, capacity=capacity, bring=100) == brought


def test_a_larger_cache_is_never_worse() -> None:
    rates = [
        replayed(SMALL, capacity=int(SMALL.catalogue * share), bring=0).rate
        for share in (0.05, 0.2, 1)
    ]
    assert rates == sorted(rates)
