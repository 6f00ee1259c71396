"""Facts about uploads: whole requests to the video API on fakes."""

from typing import Any

import pytest

from contracts.tables.video import caption_key, original_key
from tests.builders import claims, json_body
from tests.fakes.shortening import problem
from tests.fakes.video_studio import LARGEST, SIZE, Studio
from video.ingest.course import LOOKED_AT_WITHIN
from video.ingest.uploading import KEPT, MIB, part_count, part_size, size_of_part
from video.moments import ms

EVE = claims("u-2", username="eve")
PART = 5 * MIB
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


def test_V12_what_arrived_is_listed_page_by_page(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id, 1, 3)
    path = f"/api/videos/{video_id}/upload/parts"
    first = json_body(studio.asks("GET", path, query={"limit": "1"}))
    assert [(p["partNumber"], p["size"]) for p in first["items"]] == [(1, PART)]
    query = {"limit": "5", "cursor": first["nextCursor"]}
    rest = json_body(studio.asks("GET", path, query=query))
    assert [p["partNumber"] for p in rest["items"]] == [3]
    assert rest["nextCursor"] is None
    assert (rest["partSize"], rest["partCount"]) == (PART, 3)


def test_V12_an_upload_goes_on_with_the_parts_that_are_there(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id, 2)
    refused = studio.completes(video_id)
    assert problem(refused)[:2] == (409, "upload_incomplete")
    assert json_body(refused)["error"]["details"] == {"parts": [1, 3]}
    assert studio.shown(video_id)["status"] == "uploading"
    studio.sends(video_id, 1, 3)
    assert json_body(studio.completes(video_id))["status"] == "processing"
    assert len(studio.bucket.objects[original_key(video_id)]) == SIZE


def test_a_part_of_another_size_is_named(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id)
    studio.bucket.uploads[f"upload-of-{video_id}"][2] += b"x"
    refused = studio.completes(video_id)
    assert json_body(refused)["error"]["details"] == {"parts": [2]}


def test_a_part_more_than_announced_is_refused(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id)
    studio.bucket.uploads[f"upload-of-{video_id}"][4] = b"x"
    assert problem(studio.completes(video_id))[:2] == (409, "upload_incomplete")


def _listed(studio: Studio, video_id: str) -> list[dict[str, Any]]:
    items = json_body(studio.asks("GET", f"/api/videos/{video_id}/upload/parts"))["items"]
    return [{"partNumber": each["partNumber"], "etag": each["etag"]} for each in items]


def test_parts_can_be_named_with_their_etags_quoted_or_not(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id)
    parts = _listed(studio, video_id)
    parts[0]["etag"] = parts[0]["etag"].strip('"')
    path = f"/api/videos/{video_id}/upload"
    wrong = [{**parts[0], "etag": "other"}, *parts[1:]]
    assert problem(studio.asks("POST", path, {"parts": wrong}))[0] == 409
    assert problem(studio.asks("POST", path, {"parts": parts[1:]}))[0] == 409
    assert studio.asks("POST", path, {"parts": parts})["statusCode"] == 200


def test_V5_completed_twice_answers_the_same_and_joins_once(studio: Studio) -> None:
    video_id = studio.uploads()
    first = studio.work(video_id)
    again = studio.completes(video_id)
    assert again["statusCode"] == 200
    assert json_body(again) == studio.shown(video_id)
    assert studio.work(video_id) == first
    assert first.due_at == ms(studio.clock) + LOOKED_AT_WITHIN


def test_V12_a_completion_that_was_cut_after_the_join_is_completed(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id)
    video = studio.work(video_id).video
    parts = studio.bucket.parts(video_id, video.upload_id, after=0, most=9)
    studio.bucket.join(video_id, video.upload_id, parts)
    assert json_body(studio.completes(video_id))["status"] == "processing"


def test_V12_an_upload_that_is_gone_cannot_be_completed(studio: Studio) -> None:
    video_id = studio.announces()
    studio.bucket.uploads.clear()
    assert problem(studio.completes(video_id))[:2] == (409, "video_not_uploading")


def test_missing_captions_are_named(studio: Studio) -> None:
    video_id = studio.announces(captions=ALL_OF_IT["captions"])
    studio.sends(video_id)
    del studio.bucket.objects[caption_key(video_id, "de-AT")]
    refused = studio.completes(video_id)
    assert json_body(refused)["error"]["details"] == {"captions": ["de-AT"]}


def test_V12_captions_whose_file_is_lost_are_given_up_and_the_film_goes_on(studio: Studio) -> None:
    video_id = studio.announces(captions=[{"language": "de-AT"}, {"language": "en"}])
    studio.sends(video_id)
    del studio.bucket.objects[caption_key(video_id, "de-AT")]
    path = f"/api/videos/{video_id}/upload"
    missing = studio.asks("POST", path, {"withoutCaptions": ["fr"]})
    assert json_body(missing)["error"]["details"] == {"captions": ["de-AT"]}
    done = json_body(studio.asks("POST", path, {"withoutCaptions": ["DE-at"]}))
    assert (done["status"], [each["language"] for each in done["captions"]]) == (
        "processing",
        ["en"],
    )


def test_V12_an_aborted_upload_leaves_nothing(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id, 1)
    path = f"/api/videos/{video_id}/upload"
    assert studio.asks("POST", path, {"action": "abort"})["statusCode"] == 204
    assert problem(studio.asks("GET", f"/api/videos/{video_id}"))[:2] == (404, "video_not_found")
    assert studio.removing.remove(video_id)
    assert studio.nothing_left_of(video_id)


def test_what_is_uploaded_is_not_aborted_or_sent_again(studio: Studio) -> None:
    video_id = studio.uploads()
    path = f"/api/videos/{video_id}/upload"
    for method, at, body in (
        ("POST", path, {"action": "abort"}),
        ("POST", f"{path}/parts", {"partNumbers": [1]}),
        ("GET", f"{path}/parts", None),
    ):
        assert problem(studio.asks(method, at, body))[:2] == (409, "video_not_uploading")


def test_a_completion_that_was_faster_is_not_aborted(studio: Studio) -> None:
    video_id = studio.announces()
    studio.sends(video_id)
    studio.works.meanwhile = lambda: studio.uploading.complete(video_id, "u-1", None)
    path = f"/api/videos/{video_id}/upload"
    assert problem(studio.asks("POST", path, {"action": "abort"}))[0] == 409
    assert studio.shown(video_id)["status"] == "processing"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/upload", {"action": "complete"}),
        ("POST", "/upload", {"action": "abort"}),
        ("POST", "/upload/parts", {"partNumbers": [1]}),
        ("GET", "/upload/parts", None),
        ("PATCH", "", {"title": "Mine"}),
        ("DELETE", "", None),
    ],
)
def test_X1_others_do_not_reach_an_upload_nor_learn_of_it(
    studio: Studio, method: str, path: str, body: object
) -> None:
    video_id = studio.announces()
    before = studio.work(video_id)
    answer = studio.asks(method, f"/api/videos/{video_id}{path}", body, who=EVE)
    assert problem(answer)[:2] == (404, "video_not_found")
    assert studio.work(video_id) == before


def test_V12_an_upload_nobody_completes_is_looked_after_in_a_week(studio: Studio) -> None:
    video_id = studio.announces()
    assert studio.work(video_id).due_at == ms(studio.clock) + KEPT


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
