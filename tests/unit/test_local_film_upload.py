"""Facts about ``make upload`` that need no instance: arguments, notes, the demo's captions."""

from functools import partial
from pathlib import Path

import httpx
import pytest

from infra.local.demo_films import PATTERNS, captions
from infra.local.failures import LocalFailure
from infra.local.film_command import film_of
from infra.local.film_upload import Film, FilmUpload, Notes, remembered


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "Holiday.MOV"
    found.write_bytes(b"film")
    return found


def wanted(path: Path, **given: str) -> Film:
    arguments = {
        "title": "",
        "visibility": "public",
        "maturity": "all",
        "genres": "",
        "captions": "",
    }
    return film_of(file=path, **{**arguments, **given})


def test_what_is_not_said_is_taken_from_the_file(path: Path) -> None:
    said = wanted(path).announcement()
    assert said == {
        "title": "Holiday",
        "size": 4,
        "contentType": "video/quicktime",
        "description": "",
        "visibility": "public",
        "maturity": "all",
        "genres": [],
        "cast": [],
        "captions": [],
    }


def test_genres_and_captions_are_separated_by_commas(path: Path, tmp_path: Path) -> None:
    text = tmp_path / "en.vtt"
    text.write_text("WEBVTT\n")
    film = wanted(path, genres="Kids, Drama,", captions=f"en:{text}")
    assert film.genres == ["Kids", "Drama"]
    assert film.captions == {"en": text}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"visibility": "secret"}, "VISIBILITY="),
        ({"maturity": "21+"}, "MATURITY="),
        ({"captions": "en.vtt"}, "CAPTIONS="),
        ({"captions": "en:never-there.vtt"}, "CAPTIONS="),
    ],
)
def test_a_wrong_argument_is_named(path: Path, given: dict[str, str], named: str) -> None:
    with pytest.raises(LocalFailure, match=named):
        wanted(path, **given)


def test_a_file_that_is_none_or_empty_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    for name in ("missing.mp4", "empty.mp4"):
        with pytest.raises(LocalFailure, match=name):
            wanted(tmp_path / name)


def test_V12_an_upload_is_noted_until_it_is_there_and_only_for_the_same_file(
    path: Path, tmp_path: Path
) -> None:
    notes, film = Notes(directory=tmp_path / "notes"), wanted(path)
    assert notes.read(film, "demo") is None
    notes.write(film, "demo", "v-1")
    assert notes.read(film, "demo") == "v-1"
    assert notes.read(film, "ada") is None
    assert notes.read(wanted(path, title="Other"), "demo") is None
    path.write_bytes(b"another film")
    assert notes.read(film, "demo") is None
    notes.drop(film, "demo")


@pytest.mark.parametrize("status", [500, 502, 401])
def test_V12_where_nobody_can_say_whether_it_was_begun_no_second_film_is_announced(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(status, json={})

    api = partial(httpx.Client, transport=httpx.MockTransport(answer))
    monkeypatch.setattr(httpx, "Client", api)
    notes, film = Notes(directory=tmp_path / "notes"), wanted(path)
    notes.write(film, "demo", "v-1")
    upload = FilmUpload(url="http://here", token=lambda: "t", owner="demo", notes=notes)
    with pytest.raises(LocalFailure, match=str(status)):
        upload.send(film, lambda *_: None)
    assert asked == ["GET"]
    assert notes.read(film, "demo") == "v-1"


def test_a_token_is_asked_for_once_in_a_while() -> None:
    signed_in: list[int] = []

    def sign_in() -> str:
        signed_in.append(1)
        return "token"

    token = remembered(sign_in)
    assert [token(), token()] == ["token", "token"]
    assert len(signed_in) == 1


def test_demo_captions_have_a_cue_for_every_second() -> None:
    assert captions(2, "Second {} of {}") == (
        "WEBVTT\n\n00:00.000 --> 00:01.000\nSecond 1 of 2\n\n"
        "00:01.000 --> 00:02.000\nSecond 2 of 2\n"
    )


def test_demo_films_differ_and_one_is_for_children() -> None:
    assert len({each.title for each in PATTERNS}) == len({each.maturity for each in PATTERNS}) == 3
    assert [each.title for each in PATTERNS if "Kids" in each.genres and each.maturity == "all"]
    assert all(each.languages and each.cast for each in PATTERNS)
