"""Facts about uploads: announced, received, made into pictures."""

from datetime import timedelta

import pytest

from core.errors import ValidationFailed
from social.media.model import NAMES
from social.media.receiving import NOT_AS_ANNOUNCED
from social.media.uploading import FORM_SECONDS
from tests.fakes.core import NOON
from tests.fakes.social_studio import MOST, Studio


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
