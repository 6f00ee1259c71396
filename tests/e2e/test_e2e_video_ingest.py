"""A film from a browser's parts to what plays, and out of the world: bucket, queues, transcoder."""

import json
from pathlib import Path

import httpx
import pytest

from contracts.tables.video import caption_key, original_key, prefix_of
from infra.local.demo_films import PATTERNS
from tests.e2e.filming import (
    clip,
    film,
    jobs,
    nothing_left,
    objects,
    parts_kept,
    record,
    settled,
    until,
    uploader,
    uploads,
)
from tests.e2e.people import Person
from tests.e2e.stack import Stack
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually
from video.ingest.uploading import SMALLEST_PART, part_count

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nA tone\n"


def viewers_of(person: Person) -> list[str]:
    """Profiles of somebody that are stored."""
    items = person.behind.items(person.behind.outputs["ViewersTable"])
    return [item["sk"]["S"] for item in items if item["pk"]["S"] == f"user#{person.id}"]


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of at least two parts."""
    path = clip(tmp_path_factory.mktemp("films") / "Noise.mp4", seconds=3, noise=60)
    assert path.stat().st_size > SMALLEST_PART
    return path


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("films") / "Pattern.mp4")


def test_a_film_is_uploaded_in_parts_and_becomes_ready(
    ada: Person, grace: Person, large: Path, tmp_path: Path
) -> None:
    captions = tmp_path / "en.vtt"
    captions.write_text(VTT)
    video_id = uploads(ada, large, genres=["Noise"], maturity="all", captions={"en": captions})
    found = settled(ada, video_id)
    assert (found["status"], found["error"], found["progress"]) == ("ready", None, 100)
    assert found["duration"] == pytest.approx(3, abs=0.1)
    assert [(r["profile"], r["width"], r["height"]) for r in found["profiles"]] == [
        ("240p", 320, 240)
    ]
    assert found["profiles"][0]["bitrate"] > 0
    site = ada.behind.stack.url
    assert found["manifestUrl"] == f"{site}/videos/{video_id}/master.m3u8"
    assert found["captions"] == [{"language": "en", "label": "English"}]
    assert grace.ok("GET", f"/api/videos/{video_id}").json["status"] == "ready"
    there = objects(ada, video_id)
    assert there[original_key(video_id)] == large.stat().st_size
    assert caption_key(video_id, "en") in there
    for name in ("master_cap240.m3u8", "master_cap2160.mpd", "storyboard.vtt"):
        assert prefix_of(video_id) + name in there
    assert found["poster"].removeprefix(f"{site}/") in there
    assert len(jobs(ada, video_id)) == 1


def test_V12_an_interrupted_upload_goes_on_with_the_parts_that_are_there(
    ada: Person, large: Path, tmp_path: Path
) -> None:
    upload = uploader(ada, tmp_path)
    announced = ada.ok("POST", "/api/videos", film(large).announcement()).json
    upload.notes.write(film(large), ada.username, announced["id"])
    body = large.read_bytes()[:SMALLEST_PART]
    sent = httpx.put(announced["parts"][0]["url"], content=body, timeout=60)
    assert sent.status_code == 200
    assert sent.headers["etag"]
    seen: list[int] = []
    assert upload.send(film(large), lambda done, _: seen.append(done)) == announced["id"]
    assert seen[0] == SMALLEST_PART  # nothing of it is sent again
    assert seen[-1] == large.stat().st_size
    assert settled(ada, announced["id"])["status"] == "ready"


def test_an_upload_that_is_not_whole_is_not_completed(ada: Person, large: Path) -> None:
    announced = ada.ok("POST", "/api/videos", film(large).announcement()).json
    path = f"/api/videos/{announced['id']}/upload"
    answer = ada.api.asks("POST", path, body={"action": "complete"})
    assert (answer.status, answer.code) == (409, "upload_incomplete")
    every = list(range(1, part_count(large.stat().st_size) + 1))
    assert answer.json["error"]["details"] == {"parts": every}
    assert ada.ok("GET", f"{path}/parts").json["items"] == []


def test_a_part_of_another_length_is_refused_by_the_bucket(ada: Person, large: Path) -> None:
    announced = ada.ok("POST", "/api/videos", film(large).announcement()).json
    url = announced["parts"][1]["url"]
    assert httpx.put(url, content=b"x" * 7, timeout=60).status_code == 403
    assert parts_kept(ada, announced["id"]) == 1


def test_V12_an_aborted_upload_leaves_nothing(ada: Person, large: Path) -> None:
    announced = ada.ok("POST", "/api/videos", film(large).announcement()).json
    body = large.read_bytes()[:SMALLEST_PART]
    httpx.put(announced["parts"][0]["url"], content=body, timeout=60).raise_for_status()
    path = f"/api/videos/{announced['id']}/upload"
    assert ada.ok("POST", path, {"action": "abort"}).status == 204
    assert ada.api.gets(f"/api/videos/{announced['id']}").status == 404
    eventually(lambda: nothing_left(ada, announced["id"]))


def test_V6_deleted_while_transcoding_the_job_is_cancelled_and_nothing_is_left(
    ada: Person, tmp_path: Path
) -> None:
    path = clip(tmp_path / "Long.mp4", seconds=120, size="1280x720")
    video_id = uploads(ada, path)
    until(ada, video_id, lambda found: found["status"] == "transcoding")
    assert ada.ok("DELETE", f"/api/videos/{video_id}").status == 204
    assert ada.api.gets(f"/api/videos/{video_id}").status == 404
    eventually(lambda: jobs(ada, video_id)[0]["Status"] == "CANCELED")
    eventually(lambda: nothing_left(ada, video_id))


BAD = {
    "Text.mp4": b"This is no film at all.\n" * 50,
    "Picture.mp4": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "Playlist.mp4": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
}


@pytest.mark.parametrize("name", BAD)
def test_V2_what_is_no_film_fails_with_a_reason(ada: Person, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    found = settled(ada, uploads(ada, path))
    assert found["status"] == "failed"
    assert found["error"]
    assert "s3://" not in found["error"]
    assert found["profiles"] == []


def test_V2_a_film_that_breaks_off_fails_with_a_reason(
    ada: Person, small: Path, tmp_path: Path
) -> None:
    """Its table of contents is at the end, and missing."""
    path = tmp_path / "Cut.mp4"
    path.write_bytes(small.read_bytes()[: small.stat().st_size // 2])
    found = settled(ada, uploads(ada, path))
    assert (found["status"], bool(found["error"])) == ("failed", True)


def test_V5_events_that_come_again_make_no_second_job_and_change_nothing(
    ada: Person, small: Path
) -> None:
    video_id = uploads(ada, small)
    ada.ok("POST", f"/api/videos/{video_id}/upload", {"action": "complete"})
    before = settled(ada, video_id)
    assert before["status"] == "ready"
    sqs, outputs = ada.behind.client("sqs"), ada.behind.outputs
    arrived = {"detail": {"object": {"key": original_key(video_id)}}}
    (job,) = jobs(ada, video_id)
    about = {"jobId": job["Id"], "userMetadata": job["UserMetadata"]}
    for status in ("STATUS_UPDATE", "ERROR", "COMPLETE", "CANCELED"):
        body = json.dumps({"detail": {**about, "status": status, "errorCode": 1999}})
        sqs.send_message(QueueUrl=outputs["VideoJobs"], MessageBody=body)
    sqs.send_message(QueueUrl=outputs["VideoArrivals"], MessageBody=json.dumps(arrived))
    queues = [outputs["VideoJobs"], outputs["VideoArrivals"]]
    eventually(lambda: sum(waiting(ada, queue) for queue in queues) == 0)
    assert record(ada, video_id) == before
    assert len(jobs(ada, video_id)) == 1


def waiting(person: Person, queue: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = person.behind.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)
    return sum(int(found["Attributes"][name]) for name in names)


def test_a_browser_may_put_parts_and_read_their_etags(ada: Person, large: Path) -> None:
    announced = ada.ok("POST", "/api/videos", film(large).announcement()).json
    asked = httpx.options(
        announced["parts"][0]["url"],
        headers={
            "Origin": ada.behind.stack.url,
            "Access-Control-Request-Method": "PUT",
        },
    )
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] in ("*", ada.behind.stack.url)


def test_others_see_a_private_film_never_and_a_public_one_when_it_is_ready(
    ada: Person, grace: Person, small: Path
) -> None:
    video_id = uploads(ada, small, visibility="private")
    settled(ada, video_id)
    assert grace.api.gets(f"/api/videos/{video_id}").status == 404
    edited = {"visibility": "public", "maturity": "16+", "title": "<script>alert(1)</script>"}
    shown = ada.ok("PATCH", f"/api/videos/{video_id}", edited).json
    assert shown["title"] == edited["title"]
    assert grace.ok("GET", f"/api/videos/{video_id}").json["maturity"] == "16+"
    assert grace.api.asks("DELETE", f"/api/videos/{video_id}").status == 403


def test_a_reported_video_is_banned_by_an_administrator(
    ada: Person, grace: Person, admin: Person, small: Path
) -> None:
    video_id = uploads(ada, small)
    settled(ada, video_id)
    report = {"reason": "illegal", "note": "Not hers"}
    assert grace.ok("POST", f"/api/videos/{video_id}/report", report).status == 202
    listed = admin.ok("GET", "/api/admin/videos/reports?limit=100").json["items"]
    assert video_id in [each["videoId"] for each in listed]
    admin.ok("POST", f"/api/admin/videos/{video_id}/ban")
    assert grace.api.gets(f"/api/videos/{video_id}").status == 404
    assert record(ada, video_id)["status"] == "ready"
    admin.ok("DELETE", f"/api/admin/videos/{video_id}/ban")
    assert grace.ok("GET", f"/api/videos/{video_id}").status == 200
    admin.ok("DELETE", f"/api/admin/videos/reports/{video_id}")


def test_X6_announced_twice_with_one_key_it_is_one_upload_in_the_list(
    ada: Person, large: Path
) -> None:
    said, once = film(large).announcement(), {"Idempotency-Key": "once"}
    refused = ada.api.asks("POST", "/api/videos", body={**said, "size": 10**15}, headers=once)
    assert refused.status == 422  # which is no answer that is kept
    first, again = (ada.ok("POST", "/api/videos", said, **once).json for _ in range(2))
    assert first == again
    listed = eventually(lambda: ada.ok("GET", "/api/me/videos").json["items"])
    assert [(each["id"], each["status"]) for each in listed] == [(first["id"], "uploading")]


def test_X12_whoever_leaves_takes_films_and_uploads_along(
    ada: Person, small: Path, large: Path
) -> None:
    ready = uploads(ada, small)
    settled(ada, ready)
    announced = ada.ok("POST", "/api/videos", film(large).announcement()).json["id"]
    ada.ok("PUT", f"/api/videos/{ready}/rating", {"stars": 5})
    assert viewers_of(ada)  # whoever has left is not told their id any more
    ada.ok("DELETE", "/api/me")
    eventually(lambda: nothing_left(ada, ready))
    eventually(lambda: nothing_left(ada, announced))
    eventually(lambda: not viewers_of(ada))


def test_a_newcomer_finds_three_films_that_play(stack: Stack, visitor: Visitor) -> None:
    demo = visitor.bearing(stack.said["apiKey"])
    films = demo.gets("/api/me/videos?limit=100").json["items"]
    made = {each.title: each for each in PATTERNS}
    shown = [each for each in films if each["title"] in made]
    assert {each["title"] for each in shown} == set(made)
    for each in shown:
        wanted = made[each["title"]]
        assert (each["status"], each["maturity"]) == ("ready", wanted.maturity)
        assert [c["language"] for c in each["captions"]] == list(wanted.languages)
        assert each["duration"] == pytest.approx(wanted.seconds, abs=0.1)
    assert demo.gets("/api/me").json["plan"] == "premium"
