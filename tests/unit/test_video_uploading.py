"""Facts about uploads: parts that arrive or do not, and what becomes of them."""

from typing import Any

import pytest

from contracts.tables.video import caption_key, original_key
from tests.builders import EVE, json_body
from tests.fakes.shortening import problem
from tests.fakes.video_studio import PART, SIZE, Studio
from video.ingest.course import LOOKED_AT_WITHIN
from video.ingest.uploading import KEPT
from video.moments import ms


@pytest.fixture
def studio() -> Studio:
    return Studio()


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
    video_id = studio.announces(captions=[{"language": "en"}, {"language": "de-AT"}])
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
