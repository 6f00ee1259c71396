"""Tables of the catalogue as their users see them: the fakes and DynamoDB behave alike."""

from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video_catalogue import CATALOGUE, SUGGESTIONS
from tests.fakes.core import FakeClock
from tests.fakes.video_catalogue import FakeShelves, FakeSuggestions, a_film
from tests.tables import create_table
from video.adapters.catalogue_table import CatalogueTable
from video.adapters.suggestion_table import SuggestionTable
from video.catalogue.places import genres_of, keys_of
from video.catalogue.ports import NOTHING, Shelved, Trending
from video.model import Video
from video.ratings import Rating
from video.recommending.model import NOTHING_LEARNED

Store = FakeShelves | CatalogueTable
Suggestions = FakeSuggestions | SuggestionTable


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "fake":
        yield FakeShelves()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, CATALOGUE)
        yield CatalogueTable(client=client, table=CATALOGUE.name)


@pytest.fixture(params=["fake", "dynamodb"])
def suggestions(request: pytest.FixtureRequest) -> Iterator[Suggestions]:
    if request.param == "fake":
        yield FakeSuggestions()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, SUGGESTIONS)
        yield SuggestionTable(client=client, table=SUGGESTIONS.name, clock=FakeClock())


def shelved(video: Video, *, rating: Rating | None = None, version: int = 1) -> Shelved:
    return Shelved(
        version=version,
        maturity=video.maturity,
        genres=genres_of(video),
        keys=keys_of(video, rating or Rating()),
        number=7,
        indexed=5,
        stale=frozenset({3, 2**62}),
    )


def test_what_is_shelved_comes_back_whole(store: Store) -> None:
    film = a_film(1, genres=["Sci-Fi", "War"], maturity="13+")
    assert store.shelved(film.id) == NOTHING
    assert store.reshelve(film.id, before=NOTHING, after=shelved(film))
    assert store.shelved(film.id) == shelved(film)


def test_what_others_changed_meanwhile_is_not_overwritten(store: Store) -> None:
    film = a_film(1)
    first = shelved(film)
    assert store.reshelve(film.id, before=NOTHING, after=first)
    assert not store.reshelve(film.id, before=NOTHING, after=shelved(a_film(1, "Else")))
    second = replace(first, version=2)
    assert store.reshelve(film.id, before=first, after=second)
    gone = replace(first, keys=(), genres=(), version=2)
    assert not store.reshelve(film.id, before=first, after=gone)
    assert store.shelved(film.id) == second
    assert len(store.page("all#newest#all", after=None, ascending=False, most=9)) == 1


def test_pages_go_on_behind_a_key_in_both_directions(store: Store) -> None:
    films = [a_film(n, f"T{n}") for n in range(5)]
    for film in films:
        store.reshelve(film.id, before=NOTHING, after=shelved(film))
    first = store.page("all#newest#all", after=None, ascending=False, most=2)
    rest = store.page("all#newest#all", after=first[-1][0], ascending=False, most=9)
    assert [video for _, video in [*first, *rest]] == [f.id for f in reversed(films)]
    up = store.page("genre#drama#title#all", after=None, ascending=True, most=3)
    more = store.page("genre#drama#title#all", after=up[-1][0], ascending=True, most=3)
    assert [video for _, video in [*up, *more]] == [f.id for f in films]


def test_moved_it_stands_in_one_place_and_is_counted_once(store: Store) -> None:
    film = a_film(1, genres=["Drama"])
    store.reshelve(film.id, before=NOTHING, after=shelved(film))
    moved = shelved(a_film(1, genres=["War"], maturity="7+"), rating=Rating(9, 2), version=2)
    store.reshelve(film.id, before=shelved(film), after=moved)
    for shelf in ("all#rating#all", "genre#drama#rating#all", "genre#drama#newest#all"):
        assert store.page(shelf, after=None, ascending=False, most=9) == []
    assert len(store.page("genre#war#rating#7+", after=None, ascending=False, most=9)) == 1
    counts = {(each.name, each.maturity): each.videos for each in store.genres()}
    assert {key: count for key, count in counts.items() if count} == {("War", "7+"): 1}


def test_a_film_of_ten_genres_fits_into_one_transaction(store: Store) -> None:
    film = a_film(1, genres=[f"g{n}" for n in range(10)])
    assert store.reshelve(film.id, before=NOTHING, after=shelved(film))
    off = replace(shelved(film), keys=(), genres=(), version=2)
    assert store.reshelve(film.id, before=shelved(film), after=off)
    assert store.page("all#newest#all", after=None, ascending=False, most=9) == []


def test_trends_are_kept_per_maturity_in_order(suggestions: Suggestions) -> None:
    assert list(suggestions.trending("7+").videos) == []
    suggestions.keep_trending("7+", Trending([("b", 9), ("a", 2)]))
    suggestions.keep_trending("18+", Trending([("c", 1)]))
    assert list(suggestions.trending("7+").videos) == [("b", 9), ("a", 2)]


def test_where_nothing_is_known_nothing_is_said(suggestions: Suggestions) -> None:
    assert list(suggestions.near("v")) == []
    assert suggestions.learned("u", "p") == NOTHING_LEARNED
    assert suggestions.erase("u") == 0
