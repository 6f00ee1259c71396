"""Facts about announcements of films: what is shown and refused, and which parts they ask for."""

import pytest

from contracts.tables.video import caption_key
from tests.builders import json_body
from tests.fakes.shortening import problem
from tests.fakes.video_studio import LARGEST, PART, SIZE, Studio
from video.ingest.uploading import MIB, part_count, part_size, size_of_part

ALL_OF_IT = {
    "title": " Kites ",
    "size": SIZE,
    "contentType": "video/quicktime",
    "description": "Two of them",
    "genres": ["Documentary", "Kids", "Documentary"],
    "cast": ["Ada", "Grace"],
    "releaseDate": "2026-05-01",
    "maturity": "7+",
    "visibility": "public",
    "captions": [{"language": "en", "label": "English"}, {"language": "de-AT", "label": "Deutsch"}],
}


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_an_announcement_answers_with_the_record_and_addresses_of_all_parts(
    studio: Studio,
) -> None:
    answer = studio.asks("POST", "/api/videos", ALL_OF_IT)
    assert answer["statusCode"] == 201
    said = json_body(answer)
    assert (said["id"], said["partSize"], said["partCount"]) == ("id-1", PART, 3)
    assert [each["partNumber"] for each in said["parts"]] == [1, 2, 3]
    assert said["parts"][2]["url"].endswith(f"part=3&size={SIZE - 2 * PART}")
    assert [each["language"] for each in said["captions"]] == ["en", "de-AT"]
    assert said["captions"][0]["url"].endswith(caption_key("id-1", "en"))
    assert said["expiresAt"] == "2026-11-23T13:00:00Z"
    assert said["video"] == {
        "id": "id-1",
        "ownerId": "u-1",
        "title": "Kites",
        "description": "Two of them",
        "genres": ["Documentary", "Kids"],
        "cast": ["Ada", "Grace"],
        "releaseDate": "2026-05-01",
        "maturity": "7+",
        "visibility": "public",
        "captions": [
            {"language": "en", "label": "English"},
            {"language": "de-AT", "label": "Deutsch"},
        ],
        "status": "uploading",
        "progress": 0,
        "manifestUrl": None,
        "uploadedAt": "2026-11-23T12:00:00Z",
        "transcodedAt": None,
        "profiles": [],
        "error": None,
        "poster": None,
        "storyboard": False,
        "duration": 0.0,
        "rating": None,
    }


def test_what_is_not_said_is_private_and_for_adults(studio: Studio) -> None:
    shown = studio.shown(studio.announces())
    assert (shown["visibility"], shown["maturity"]) == ("private", "18+")


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"size": 0}, "size"),
        ({"size": LARGEST + 1}, "size"),
        ({"size": "12"}, "size"),
        ({"contentType": "image/png"}, "contentType"),
        ({"contentType": "application/vnd.apple.mpegurl"}, "contentType"),
        ({"title": " "}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"maturity": "21+"}, "maturity"),
        ({"visibility": "secret"}, "visibility"),
        ({"releaseDate": "2026-02-30"}, "releaseDate"),
        ({"genres": [""]}, "genres.0"),
        ({"captions": [{"language": "../x", "label": "x"}]}, "captions.0.language"),
        (
            {"captions": [{"language": "en", "label": "a"}, {"language": "EN", "label": "b"}]},
            "captions",
        ),
        ({"id": "my-own"}, "id"),
    ],
)
def test_X9_a_bad_announcement_names_its_field_and_makes_nothing(
    studio: Studio, wrong: dict[str, object], path: str
) -> None:
    answer = studio.asks("POST", "/api/videos", {"title": "Kites", "size": SIZE, **wrong})
    assert problem(answer) == (422, "validation_failed", [path])
    assert studio.works.records == {}
    assert studio.bucket.uploads == {}


def test_X6_the_same_announcement_with_a_key_is_made_once(studio: Studio) -> None:
    headers = {"Idempotency-Key": "k-1"}
    body = {"title": "Kites", "size": SIZE}
    first = studio.asks("POST", "/api/videos", body, headers=headers)
    again = studio.asks("POST", "/api/videos", body, headers=headers)
    assert json_body(first) == json_body(again)
    assert len(studio.works.records) == len(studio.bucket.uploads) == 1
    other = studio.asks("POST", "/api/videos", {**body, "title": "Other"}, headers=headers)
    assert problem(other)[:2] == (422, "idempotency_mismatch")


def test_a_large_file_has_a_thousand_parts_and_a_hundred_addresses_at_first(
    studio: Studio,
) -> None:
    said = json_body(studio.asks("POST", "/api/videos", {"title": "x", "size": LARGEST}))
    assert (said["partSize"], said["partCount"]) == (10 * MIB, 954)
    assert len(said["parts"]) == 100


@pytest.mark.parametrize("size", [1, PART, PART + 1, SIZE, 5_000_000_000, 5_243_000_000, 10**12])
def test_parts_make_up_the_file_and_are_as_large_as_the_bucket_wants(size: int) -> None:
    count = part_count(size)
    sizes = [size_of_part(number, size) for number in range(1, count + 1)]
    assert sum(sizes) == size
    assert count <= 1_000
    assert all(each == part_size(size) >= PART for each in sizes[:-1])
    assert 0 < sizes[-1] <= part_size(size)


def test_further_addresses_are_given_and_none_beyond_the_last(studio: Studio) -> None:
    video_id = studio.announces(captions=[{"language": "en", "label": "English"}])
    path = f"/api/videos/{video_id}/upload/parts"
    answer = studio.asks("POST", path, {"partNumbers": [3, 1, 3]})
    said = json_body(answer)
    assert [each["partNumber"] for each in said["parts"]] == [3, 1]
    assert [each["language"] for each in said["captions"]] == ["en"]
    beyond = studio.asks("POST", path, {"partNumbers": [1, 4]})
    assert problem(beyond) == (422, "validation_failed", ["partNumbers.1"])


@pytest.mark.parametrize(
    ("tag", "label"),
    [
        ("en", "English"),
        ("DE", "German"),
        ("pt-br", "Portuguese (BR)"),
        ("zh-Hant-HK", "Chinese (Hant, HK)"),
        ("fil", "Filipino"),
        ("tlh", "tlh"),
    ],
)
@pytest.mark.parametrize("given", ["none", "tag"])
def test_captions_without_a_name_are_called_by_their_language(
    studio: Studio, tag: str, label: str, given: str
) -> None:
    captions = {"language": tag} | ({"label": tag.upper()} if given == "tag" else {})
    video_id = studio.announces(captions=[captions])
    assert studio.shown(video_id)["captions"] == [{"language": tag, "label": label}]
