"""Facts about uploads: announced, received, taken into tweets, deleted."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from core.errors import ValidationFailed
from social.errors import MediaInUse, MediaNotFound, MediaUnknown
from social.media.clearing import Clearing
from social.media.model import NAMES
from social.media.ports import Film
from social.media.receiving import NOT_AS_ANNOUNCED, Receiving
from social.media.uploading import FORM_SECONDS, Shelf
from social.model import Media
from tests.fakes.core import NOON, FakeClock, FakeIds
from tests.fakes.social import FakePeople, World
from tests.fakes.social_media import FakeDarkroom, FakeDrop, FakeFilms, FakeGallery, FakeUploads

MOST = 1_000


@dataclass
class Studio:
    uploads: FakeUploads = field(default_factory=FakeUploads)
    drop: FakeDrop = field(default_factory=FakeDrop)
    gallery: FakeGallery = field(default_factory=FakeGallery)
    darkroom: FakeDarkroom = field(default_factory=FakeDarkroom)
    films: FakeFilms = field(default_factory=FakeFilms)
    world: World = field(default_factory=World)

    @property
    def clearing(self) -> Clearing:
        return Clearing(uploads=self.uploads, drop=self.drop, gallery=self.gallery)

    def __post_init__(self) -> None:
        self.shelf = Shelf(
            uploads=self.uploads,
            drop=self.drop,
            clearing=self.clearing,
            films=self.films,
            people=FakePeople(self.world),
            clock=FakeClock(),
            ids=FakeIds(),
            public_url="https://triptych.example",
            largest=MOST,
        )
        self.receiving = Receiving(
            uploads=self.uploads, drop=self.drop, gallery=self.gallery, darkroom=self.darkroom
        )

    def announces(self, owner: str = "ada", size: int = 9, alt_text: str = "") -> str:
        upload, _ = self.shelf.announce(
            owner, content_type="image/png", size=size, alt_text=alt_text
        )
        return upload.id

    def posts(self, body: bytes = b"a picture", owner: str = "ada", alt_text: str = "") -> str:
        """Announced and put where it belongs, but not looked at."""
        media_id = self.announces(owner, len(body), alt_text)
        self.drop.files[media_id] = body
        return media_id

    def has(self, owner: str = "ada", alt_text: str = "") -> str:
        media_id = self.posts(owner=owner, alt_text=alt_text)
        assert self.receiving.receive(media_id) == "ready"
        return media_id

    def nothing_left_of(self, media_id: str) -> bool:
        pictures = [each for each, _ in self.gallery.pictures]
        return media_id not in {*self.uploads.records, *self.drop.files, *pictures}


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_an_announcement_gives_a_form_for_a_quarter_of_an_hour(studio: Studio) -> None:
    upload, form = studio.shelf.announce(
        "ada", content_type="image/jpeg", size=MOST, alt_text="A kite"
    )
    assert (upload.owner_id, upload.status, upload.alt_text) == ("ada", "uploading", "A kite")
    assert form.url.endswith(f"seconds={FORM_SECONDS}")


def test_an_announcement_that_nothing_follows_ends_in_a_day(studio: Studio) -> None:
    media_id = studio.announces()
    assert studio.uploads.ends[media_id] == (NOON + timedelta(days=1)).timestamp()


@pytest.mark.parametrize(
    ("content_type", "size", "path"),
    [
        ("image/svg+xml", 9, "contentType"),
        ("text/html", 9, "contentType"),
        ("video/mp4", 9, "contentType"),
        ("IMAGE/PNG", 9, "contentType"),
        ("image/png", MOST + 1, "size"),
    ],
)
def test_what_is_not_taken_is_refused_by_its_field(
    studio: Studio, content_type: str, size: int, path: str
) -> None:
    with pytest.raises(ValidationFailed) as caught:
        studio.shelf.announce("ada", content_type=content_type, size=size, alt_text="")
    assert f"'path': '{path}'" in str(caught.value.details)
    assert studio.uploads.records == {}


def test_a_file_becomes_pictures_of_every_size_and_goes(studio: Studio) -> None:
    media_id = studio.posts()
    assert studio.receiving.receive(media_id) == "ready"
    assert {name for _, name in studio.gallery.pictures} == set(NAMES)
    assert studio.drop.files == {}
    assert [each.name for each in studio.shelf.find("ada", media_id).pictures] == list(NAMES)


def test_told_twice_nothing_changes(studio: Studio) -> None:
    media_id = studio.has()
    before = studio.shelf.find("ada", media_id)
    assert studio.receiving.receive(media_id) == "ready"
    assert studio.shelf.find("ada", media_id) == before
    assert studio.darkroom.runs == 1


def test_a_file_that_is_no_picture_fails_with_a_reason(studio: Studio) -> None:
    media_id = studio.posts(b"broken")
    assert studio.receiving.receive(media_id) == "failed"
    assert studio.shelf.find("ada", media_id).reason == "The image is damaged or not complete."
    assert studio.drop.files == {}
    assert studio.gallery.pictures == {}


def test_a_file_larger_than_announced_fails_unread(studio: Studio) -> None:
    media_id = studio.posts()
    studio.drop.files[media_id] = b"much more than was announced"
    assert studio.receiving.receive(media_id) == "failed"
    assert studio.shelf.find("ada", media_id).reason == NOT_AS_ANNOUNCED
    assert studio.darkroom.runs == 0


def test_a_message_before_its_file_leaves_it_waiting(studio: Studio) -> None:
    media_id = studio.announces()
    assert studio.receiving.receive(media_id) == "gone"
    assert studio.shelf.find("ada", media_id).status == "uploading"


def test_a_file_nobody_announced_is_cleared_away(studio: Studio) -> None:
    studio.drop.files["m-unknown"] = b"a picture"
    assert studio.receiving.receive("m-unknown") == "gone"
    assert studio.nothing_left_of("m-unknown")


def test_X5_cut_before_it_was_settled_it_is_done_again(studio: Studio) -> None:
    media_id = studio.posts()

    def cut() -> None:
        raise ConnectionError

    studio.darkroom.before = cut
    with pytest.raises(ConnectionError):
        studio.receiving.receive(media_id)
    studio.darkroom.before = lambda: None
    assert studio.receiving.receive(media_id) == "ready"


def test_of_two_runs_at_once_one_settles_and_both_agree(studio: Studio) -> None:
    media_id = studio.posts()
    outcomes: list[str] = []

    def another() -> None:
        studio.darkroom.before = lambda: None
        outcomes.append(studio.receiving.receive(media_id))

    studio.darkroom.before = another
    outcomes.append(studio.receiving.receive(media_id))
    assert outcomes == ["ready", "ready"]
    assert {name for _, name in studio.gallery.pictures} == set(NAMES)


def test_X12_deleted_while_pictures_are_made_nothing_is_left(studio: Studio) -> None:
    media_id = studio.posts()
    studio.darkroom.before = lambda: studio.shelf.delete("ada", media_id)
    assert studio.receiving.receive(media_id) == "gone"
    assert studio.nothing_left_of(media_id)


def test_X12_pictures_of_a_run_that_was_cut_go_with_its_repetition(studio: Studio) -> None:
    media_id = studio.has()
    studio.uploads.forget(media_id)  # deleted while a run hung its pictures, and was cut
    assert studio.receiving.receive(media_id) == "gone"
    assert studio.nothing_left_of(media_id)


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
