"""Shelves whose genres others count just now: tried again after a pause, or left whole."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video_catalogue import CATALOGUE
from tests.contract.contended import Contended
from tests.fakes.video_catalogue import a_film
from tests.tables import create_table
from video.adapters import catalogue_table as module
from video.adapters.catalogue_table import CatalogueTable
from video.catalogue.places import genres_of, keys_of
from video.catalogue.ports import NOTHING, Shelved
from video.ratings import UNRATED

FILM = a_film(1, genres=["Drama"])
AFTER = Shelved(version=1, maturity="all", genres=genres_of(FILM), keys=keys_of(FILM, UNRATED))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The attempts after which was waited."""
    waited: list[int] = []
    monkeypatch.setattr(module, "pause", waited.append)
    return waited


@pytest.fixture
def client() -> Iterator[Contended]:
    with mock_aws():
        real = boto3.client("dynamodb", region_name="us-east-1")
        create_table(real, CATALOGUE)
        yield Contended(real)


def table(client: Any) -> CatalogueTable:
    return CatalogueTable(client=client, table=CATALOGUE.name)


def test_X4_what_collides_is_tried_again_after_a_pause_and_counted_once(
    client: Contended, pauses: list[int]
) -> None:
    client.conflicts = module.ATTEMPTS - 1
    assert table(client).reshelve(FILM.id, before=NOTHING, after=AFTER)
    assert pauses == list(range(module.ATTEMPTS - 1))
    assert table(client).shelved(FILM.id) == AFTER
    assert [(each.name, each.videos) for each in table(client).genres()] == [("Drama", 1)]


def test_X4_what_collides_again_and_again_is_left_whole_to_who_asked(
    client: Contended, pauses: list[int]
) -> None:
    client.conflicts = module.ATTEMPTS
    assert not table(client).reshelve(FILM.id, before=NOTHING, after=AFTER)
    assert client.tried == len(pauses) == module.ATTEMPTS
    assert table(client).shelved(FILM.id) == NOTHING
    assert list(table(client).genres()) == []


def test_what_others_shelved_meanwhile_is_not_tried_again(
    client: Contended, pauses: list[int]
) -> None:
    assert table(client).reshelve(FILM.id, before=NOTHING, after=AFTER)
    assert not table(client).reshelve(FILM.id, before=NOTHING, after=AFTER)
    assert (client.tried, pauses) == (2, [])
