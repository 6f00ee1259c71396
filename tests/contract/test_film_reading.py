"""What social reads of films is what the video system wrote, and the fake behaves alike."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video import VIDEOS
from social.adapters.film_reading import FilmReader
from social.media.ports import Film, Films
from tests.fakes.social_media import FakeFilms
from tests.fakes.video_viewing import a_video
from tests.tables import create_table
from video.adapters.video_items import item_of
from video.cards import card_of
from video.model import Video

SITE = "https://triptych.example"
READY = replace(a_video("v-1", owner="ada"), poster="poster.0000001.jpg")
FILM = Film(
    id="v-1",
    owner_id="ada",
    title="Film v-1",
    poster_url=f"{SITE}/videos/v-1/poster.0000001.jpg",
    width=3840,
    height=2160,
)
Filming = Callable[[Video, Film], Films]


@pytest.fixture(params=["fake", "dynamodb"])
def filming(request: pytest.FixtureRequest) -> Iterator[Filming]:
    """Films of which one is there: as video stores it, as social is to see it."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, VIDEOS)

        def there(video: Video, film: Film) -> Films:
            if request.param == "fake":
                fake = FakeFilms()
                fake.add(film)
                return fake
            client.put_item(TableName=VIDEOS.name, Item=item_of(video))
            return FilmReader(client=client, table=VIDEOS.name, public_url=SITE)

        yield there


def test_a_film_is_found_with_its_largest_size_and_what_is_not_there_is_not(
    filming: Filming,
) -> None:
    assert dict(filming(READY, FILM).find_many(["v-1", "v-2"])) == {"v-1": FILM}


def test_its_poster_is_the_one_its_own_system_shows(filming: Filming) -> None:
    film = filming(READY, FILM).find_many(["v-1"])["v-1"]
    assert film.poster_url == card_of(READY, rating=None, public_url=SITE).poster


@pytest.mark.parametrize(
    ("video", "why_not"),
    [
        (replace(READY, visibility="unlisted"), ""),
        (replace(READY, visibility="private"), "Is private; make it unlisted or public first."),
        (replace(READY, status="transcoding"), "Cannot be played."),
        (replace(READY, banned=True), "Cannot be played."),
    ],
    ids=["unlisted", "private", "transcoding", "banned"],
)
def test_it_says_why_a_film_may_not_be_taken(filming: Filming, video: Video, why_not: str) -> None:
    film = filming(video, replace(FILM, why_not=why_not)).find_many(["v-1"])["v-1"]
    assert film.why_not == why_not


def test_a_deleted_film_is_not_there() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, VIDEOS)
        item = item_of(replace(READY, deleted=True))
        client.put_item(TableName=VIDEOS.name, Item=item)
        reader = FilmReader(client=client, table=VIDEOS.name, public_url=SITE)
        assert reader.find_many(["v-1"]) == {}
