"""Facts about media in use: taken into tweets, deleted, other people's."""

from dataclasses import replace

import pytest

from social.errors import MediaInUse, MediaNotFound, MediaUnknown
from social.media.ports import Film
from social.model import Media
from tests.fakes.social_studio import Studio


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_what_is_shown_beside_a_name_is_not_deleted(studio: Studio) -> None:
    media_id, other = studio.has("u-ada"), studio.has("u-ada")
    studio.world.born("ada")
    ada = studio.world.people["u-ada"]
    url = f"https://triptych.example/media/{media_id}/square.webp"
    studio.world.people["u-ada"] = replace(ada, avatar_url=url)
    with pytest.raises(MediaInUse):
        studio.shelf.delete("u-ada", media_id)
    studio.shelf.delete("u-ada", other)
    studio.world.people["u-ada"] = ada
    studio.shelf.delete("u-ada", media_id)
    assert studio.nothing_left_of(media_id)


def test_X12_a_deletion_that_was_cut_goes_on_where_it_stopped(studio: Studio) -> None:
    media_id = studio.has()
    studio.uploads.withdraw(media_id)  # and then it was cut
    with pytest.raises(MediaUnknown):
        studio.shelf.find("ada", media_id)
    studio.shelf.delete("ada", media_id)
    assert studio.nothing_left_of(media_id)


def test_X12_all_of_somebodys_go_and_nobody_elses(studio: Studio) -> None:
    mine, waiting, hers = studio.has(), studio.announces(), studio.has("grace")
    studio.clearing.empty("ada")
    studio.clearing.empty("ada")
    assert studio.nothing_left_of(mine)
    assert studio.nothing_left_of(waiting)
    assert studio.shelf.find("grace", hers).status == "ready"


def test_X1_other_peoples_uploads_are_not_there(studio: Studio) -> None:
    media_id = studio.has("grace")
    for use in (studio.shelf.find, studio.shelf.delete):
        with pytest.raises(MediaUnknown):
            use("ada", media_id)
    assert studio.shelf.find("grace", media_id).status == "ready"


def test_a_tweet_takes_media_in_its_order(studio: Studio) -> None:
    first, second = studio.has(alt_text="A kite"), studio.has()
    taken = studio.shelf.take("ada", [second, first])
    assert [each.id for each in taken] == [second, first]
    assert taken[1] == Media(
        id=first,
        url=f"https://triptych.example/media/{first}/large.webp",
        type="image/webp",
        alt_text="A kite",
        width=4,
        height=3,
    )
    assert studio.shelf.take("ada", []) == ()


def test_a_tweet_takes_nothing_that_is_not_ready_or_not_ones_own(studio: Studio) -> None:
    mine, hers, waiting = studio.has(), studio.has("grace"), studio.announces()
    for wrong in (hers, waiting, "m-unknown"):
        with pytest.raises(MediaNotFound) as caught:
            studio.shelf.take("ada", [mine, wrong])
        assert "mediaIds.1" in str(caught.value.details)


def a_film(id_: str = "v-1", *, owner: str = "ada", why_not: str = "") -> Film:
    return Film(
        id=id_,
        owner_id=owner,
        title="Kites",
        poster_url=f"https://triptych.example/videos/{id_}/poster.jpg",
        width=1920,
        height=1080,
        why_not=why_not,
    )


def test_a_tweet_takes_an_own_film_among_pictures_with_its_poster_and_title(
    studio: Studio,
) -> None:
    studio.films.add(a_film())
    picture = studio.has()
    taken = studio.shelf.take("ada", [picture, "v-1"])
    assert taken[1] == Media(
        id="v-1",
        url="https://triptych.example/videos/v-1/poster.jpg",
        type="video/mp4",
        alt_text="Kites",
        width=1920,
        height=1080,
    )
    assert studio.films.asked == [["v-1"]]


def test_pictures_alone_ask_nothing_of_films(studio: Studio) -> None:
    studio.shelf.take("ada", [studio.has(), studio.has()])
    assert studio.films.asked == []


def test_X1_a_tweet_takes_no_film_of_others_none_that_does_not_play_and_no_second(
    studio: Studio,
) -> None:
    hers, hidden = a_film("hers", owner="grace"), a_film("hidden", why_not="Is private.")
    studio.films.add(hers, hidden, a_film(), a_film("v-2"))
    for wrong, why in (
        ("hers", "Cannot be used."),
        ("hidden", "Is private."),
        ("nothing", "Cannot be used."),
        ("v-2", "A tweet takes one video."),
    ):
        with pytest.raises(MediaNotFound) as caught:
            studio.shelf.take("ada", ["v-1", wrong])
        assert caught.value.details == {"fields": [{"path": "mediaIds.1", "message": why}]}
