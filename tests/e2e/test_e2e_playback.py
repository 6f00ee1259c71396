"""Playing a film through the front door: tokens, plans, sessions, and what is remembered."""

import json
import secrets
import zipfile
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest

from tests.e2e.behind import Behind
from tests.e2e.films import (
    DURATION,
    Film,
    a_film,
    edge_kids,
    figures,
    keep_ring,
    ring,
    tickets,
    turn_keys,
)
from tests.e2e.people import Person
from tests.e2e.visiting import Answer, Visitor
from tests.e2e.waiting import eventually
from video.playback.signing import Key


def subscribed(person: Person, plan: str = "premium") -> Person:
    person.ok("PUT", "/api/me/subscription", {"plan": plan})
    return person


def started(person: Person, film: Film, **wanted: str) -> dict[str, object]:
    made: dict[str, object] = person.ok("POST", f"/api/videos/{film.id}/streams", wanted).json
    return made


def refused(person: Person, method: str, path: str, body: object = None) -> tuple[int, str]:
    answer = person.api.asks(method, path, body=body)
    return answer.status, answer.json["error"]["code"]


def below(manifest_url: object, file: str, behind: Behind) -> str:
    """The path of another file of the same film under the same token."""
    path = str(manifest_url).removeprefix(behind.stack.url)
    return path.rpartition("/")[0] + "/" + file


def test_V7_with_a_token_the_film_plays_and_without_nothing_of_it(
    behind: Behind, ada: Person, visitor: Visitor
) -> None:
    film = a_film(behind)
    stream = started(subscribed(ada), film)
    assert str(stream["manifestUrl"]).startswith(f"{behind.stack.url}/t/{stream['token']}/")
    assert stream["resumePosition"] == 0
    assert datetime.fromisoformat(str(stream["expiresAt"]))
    for file in ("master.m3u8", "master.mpd", "master_480p.m3u8", "master_4K_000000001.cmfv"):
        answer = visitor.gets(below(stream["manifestUrl"], file, behind))
        name = file.replace("master.", "master_cap2160.")
        assert (answer.status, answer.body) == (200, f"{film.id} {name}".encode())
        assert visitor.gets(f"/videos/{film.id}/{file}").status == 403
    poster = visitor.gets(f"/videos/{film.id}/poster.0000001.jpg")
    assert (poster.status, poster.headers["content-type"]) == (200, "image/jpeg")
    for path in (f"/videos/originals/{film.id}.mp4", f"/t/x.y.z/videos/{film.id}/master.m3u8"):
        assert visitor.gets(path).status == 403


def test_V7_a_token_opens_no_other_film_and_no_trick_helps(
    behind: Behind, ada: Person, visitor: Visitor
) -> None:
    film, other = a_film(behind), a_film(behind)
    stream = started(subscribed(ada), film)
    base = f"/t/{stream['token']}/videos"
    for path in (
        f"{base}/{other.id}/master.m3u8",
        f"{base}/{film.id}/../{other.id}/master.m3u8",
        f"{base}/{film.id}/%2e%2e/{other.id}/master.m3u8",
        f"{base}/{film.id}/..%2f{other.id}%2fmaster.m3u8",
        f"{base}/{film.id}//master.m3u8",
        f"{base}/originals/{film.id}.mp4",
        f"{base}/{film.id}/nothing.mp4",
    ):
        assert visitor.gets(path).status == 403, path


def test_V7_a_token_opens_no_more_than_its_height_and_ends(
    behind: Behind, visitor: Visitor
) -> None:
    film = a_film(behind)
    low = tickets(behind, seconds=300).issue(video_id=film.id, session_id="s", cap=480)
    path = below(low.manifest_url, "master_480p_000000001.cmfv", behind)
    assert visitor.gets(path).status == 200
    assert visitor.gets(path.replace("480p", "720p")).status == 403

    def opened() -> str:
        """The path of a segment that a token of two seconds opened, or nothing: too late."""
        short = tickets(behind, seconds=2).issue(video_id=film.id, session_id="s", cap=480)
        path = below(short.manifest_url, "master_480p_000000001.cmfv", behind)
        return path if visitor.gets(path).status == 200 else ""

    path = eventually(opened)
    eventually(lambda: visitor.gets(path).status, lambda status: status == 403)
    master = path.replace("master_480p_000000001.cmfv", "master.m3u8")
    assert visitor.gets(master).status == 403


def test_V7_the_plan_caps_playlists_and_segments_and_reports_renew(
    behind: Behind, ada: Person, visitor: Visitor
) -> None:
    film = a_film(behind)
    stream = started(subscribed(ada, "standard"), film)
    for file, status in (
        ("master_1080p.m3u8", 200),
        ("master_1080p_000000001.cmfv", 200),
        ("master_4K.m3u8", 403),
        ("master_4K_000000001.cmfv", 403),
        ("master_cap2160.m3u8", 403),
    ):
        assert visitor.gets(below(stream["manifestUrl"], file, behind)).status == status, file
    report = {"position": 1.5, "quality": "480p", "startupMs": 300, "rebuffers": 0}
    renewed = ada.ok("PATCH", f"/api/streams/{stream['sessionId']}", report).json
    assert set(renewed) == {"token", "manifestUrl", "expiresAt"}
    path = renewed["manifestUrl"].removeprefix(behind.stack.url)
    assert visitor.gets(path).body == f"{film.id} master_cap1080.m3u8".encode()


def test_who_may_not_play_is_told_why(behind: Behind, ada: Person) -> None:
    film, coming = a_film(behind), a_film(behind, status="transcoding")
    adults, hidden = a_film(behind, maturity="18+"), a_film(behind, visibility="private")
    streams = f"/api/videos/{film.id}/streams"
    assert refused(ada, "POST", streams, {}) == (402, "subscription_required")
    subscribed(ada)
    assert refused(ada, "POST", f"/api/videos/{coming.id}/streams") == (409, "video_not_ready")
    assert refused(ada, "POST", f"/api/videos/{hidden.id}/streams") == (404, "video_not_found")
    child = ada.ok("POST", "/api/profiles", {"name": "Bo", "kids": True}).json
    assert child["maturity"] == "7+"
    body = {"profileId": child["id"]}
    path = f"/api/videos/{adults.id}/streams"
    assert refused(ada, "POST", path, body) == (403, "maturity_exceeded")
    assert refused(ada, "POST", path, {"profileId": "x"}) == (404, "profile_not_found")
    listed = f"/api/watchlist/{adults.id}?profileId={child['id']}"
    assert refused(ada, "PUT", listed) == (403, "maturity_exceeded")


def test_as_many_streams_as_the_plan_allows(behind: Behind, ada: Person) -> None:
    film = a_film(behind)
    subscribed(ada, "standard")
    first, _second = started(ada, film), started(ada, film)
    path = f"/api/videos/{film.id}/streams"
    assert refused(ada, "POST", path, {}) == (409, "too_many_streams")
    ada.ok("POST", f"/api/streams/{first['sessionId']}/end", {"position": 0})
    started(ada, film)


def test_V8_V9_a_session_from_start_to_history_counts_once(behind: Behind, ada: Person) -> None:
    film = a_film(behind)
    stream = started(subscribed(ada), film)
    session = f"/api/streams/{stream['sessionId']}"
    beyond = {"position": DURATION + 1, "quality": "480p"}
    assert refused(ada, "PATCH", session, beyond) == (422, "validation_failed")
    ada.ok("PATCH", session, {"position": 200.25, "quality": "480p", "startupMs": 420})
    assert started(ada, film)["resumePosition"] == 200.25
    begun = ada.ok("GET", "/api/continue-watching").json["items"]
    assert [(each["video"]["id"], each["position"]) for each in begun] == [(film.id, 200.25)]
    for position in (210.5, 210.5, 300):
        assert ada.ok("POST", f"{session}/end", {"position": position}).status == 204
    assert refused(ada, "PATCH", session, {"position": 1, "quality": "480p"}) == (
        409,
        "session_over",
    )
    assert started(ada, film)["resumePosition"] == 210.5

    def history() -> list[dict[str, object]]:
        found: list[dict[str, object]] = ada.ok("GET", "/api/watch-history").json["items"]
        return found

    (watched,) = eventually(history)
    assert (watched["watchCount"], watched["position"]) == (1, 210.5)
    assert float(str(watched["totalWatchTime"])) < 120  # twice the time of this test at most
    counted = eventually(lambda: figures(behind, film.id), lambda seen: seen.get("views") == 3)
    assert (counted["sessions"], counted["startups"], counted["startupMs"]) == (1, 1, 420)
    ada.ok("DELETE", f"/api/watch-history/{film.id}")
    assert history() == []


def test_V9_a_session_nobody_ends_is_closed_by_itself(behind: Behind, ada: Person) -> None:
    """The clock of the record is put back; waiting would take minutes."""
    film = a_film(behind)
    stream = started(subscribed(ada), film)
    key = {"id": {"S": f"session#{stream['sessionId']}"}}
    table = behind.outputs["VideoSessionsTable"]
    behind.client("dynamodb").update_item(
        TableName=table,
        Key=key,
        UpdateExpression="SET leaseEnds = :past",
        ExpressionAttributeValues={":past": {"N": "1"}},
    )
    counted = eventually(
        lambda: figures(behind, film.id), lambda seen: seen.get("sessions") == 1, within=150
    )
    assert counted["views"] == 1
    stored = behind.client("dynamodb").get_item(TableName=table, Key=key)["Item"]
    assert "endedAt" in stored
    assert "open" not in stored
    places = {"id": {"S": f"places#{ada.id}"}}
    assert "sessions" not in behind.client("dynamodb").get_item(TableName=table, Key=places)["Item"]


def test_V10_behind_a_pin(behind: Behind, ada: Person) -> None:
    film = a_film(behind, maturity="18+")
    subscribed(ada)
    (me,) = ada.ok("GET", "/api/profiles").json["items"]
    ada.ok("PATCH", f"/api/profiles/{me['id']}", {"pin": "1234"})
    path = f"/api/videos/{film.id}/streams"
    assert refused(ada, "POST", path, {}) == (403, "profile_locked")
    assert refused(ada, "POST", path, {"profileId": me["id"]}) == (403, "profile_locked")
    wrong = tries(ada, me["id"], "0000")
    assert (wrong.status, wrong.code) == (403, "pin_wrong")
    opened = tries(ada, me["id"], "1234").json
    assert started(ada, film, profileId=opened["profileId"])
    assert refused(ada, "POST", "/api/profiles", {"name": "Way out"}) == (403, "profile_locked")
    for _ in range(3):
        tries(ada, me["id"], "0000")
    over = tries(ada, me["id"], "1234")
    assert (over.status, over.code) == (429, "too_many_attempts")


def tries(person: Person, profile_id: str, pin: str) -> Answer:
    """Where the cache is too slow for a moment nobody counts attempts: 503, come again."""
    path = f"/api/profiles/{profile_id}/unlock"
    return eventually(
        lambda: person.api.asks("POST", path, body={"pin": pin}),
        until=lambda answer: answer.status != 503,
    )


def test_watchlist_stars_and_figures(
    behind: Behind, ada: Person, people: Callable[[], Person]
) -> None:
    film = a_film(behind, owner=ada.id)
    ada.ok("PUT", f"/api/watchlist/{film.id}")
    (listed,) = ada.ok("GET", "/api/watchlist").json["items"]
    assert listed["video"]["poster"].endswith("poster.0000001.jpg")
    other = people()
    given = [(ada, 5, 5.0, 1), (other, 2, 3.5, 2), (ada, 3, 2.5, 2)]
    for person, stars, mean, raters in given:
        rated = person.ok("PUT", f"/api/videos/{film.id}/rating", {"stars": stars}).json
        assert rated == {"stars": stars, "rating": mean, "raters": raters}
    assert ada.ok("GET", "/api/watchlist").json["items"][0]["video"]["rating"] == 2.5
    path = f"/api/videos/{film.id}/analytics"
    assert len(ada.ok("GET", path).json["days"]) == 30
    assert refused(other, "GET", path) == (403, "not_owner")
    ada.ok("DELETE", f"/api/watchlist/{film.id}")
    assert ada.ok("GET", "/api/watchlist").json["items"] == []


def test_keys_follow_one_another_without_a_stop(
    behind: Behind, ada: Person, visitor: Visitor
) -> None:
    film = a_film(behind)
    played = below(started(subscribed(ada), film)["manifestUrl"], "master_480p.m3u8", behind)
    first = ring(behind)
    outlived = Key(key="x" * 64, made=1, stored=1, retired=1)
    due = first.changed(first.signing, replace(first.keys[first.signing], made=1))
    keep_ring(behind, due.changed("outlived", outlived))
    turn_keys(behind)
    waiting = ring(behind)
    assert waiting.signing == first.signing
    assert edge_kids(behind) >= {first.signing, waiting.coming()}
    assert "outlived" not in edge_kids(behind)
    coming = waiting.coming()
    keep_ring(behind, waiting.changed(coming, replace(waiting.keys[coming], stored=1)))
    turn_keys(behind)
    assert ring(behind).signing == coming
    assert visitor.gets(played).status == 200
    signed = tickets(behind, seconds=60).issue(video_id=film.id, session_id="s", cap=480)
    assert visitor.gets(below(signed.manifest_url, "master_480p.m3u8", behind)).status == 200


def test_X5_a_record_nobody_can_read_is_set_aside_and_the_next_is_counted(
    behind: Behind, ada: Person
) -> None:
    film, word = a_film(behind), secrets.token_hex(8)
    behind.client("kinesis").put_record(
        StreamName=behind.outputs["ViewsStream"], Data=word.encode(), PartitionKey="k"
    )
    started(subscribed(ada), film)
    eventually(lambda: figures(behind, film.id), lambda seen: seen.get("views") == 1)

    def kept() -> list[dict[str, str]]:
        s3, bucket = behind.client("s3"), behind.outputs["VideoQuarantine"]
        listed = s3.list_objects_v2(Bucket=bucket, Prefix="views/").get("Contents", [])
        bodies = [s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read() for each in listed]
        records = [json.loads(body) for body in bodies]
        return [each for each in records if b64decode(each["data"]) == word.encode()]

    (found,) = eventually(kept)
    assert found["reason"]


def test_X12_nothing_stays_of_what_who_left_watched_wished_and_thought(
    behind: Behind, ada: Person
) -> None:
    film = a_film(behind)
    stream = started(subscribed(ada), film)
    ada.ok("PATCH", f"/api/streams/{stream['sessionId']}", {"position": 9, "quality": "480p"})
    ada.ok("PUT", f"/api/watchlist/{film.id}")
    ada.ok("PUT", f"/api/videos/{film.id}/rating", {"stars": 5})
    (profile,) = ada.ok("GET", "/api/profiles").json["items"]
    archived = ada.ok("GET", "/api/me/export")
    with zipfile.ZipFile(BytesIO(archived.body)) as archive:
        (held,) = json.loads(archive.read("viewing-profiles.json"))
    assert [each["stars"] for each in held["ratings"]] == [5]
    tables = (behind.outputs["ViewersTable"], behind.outputs["VideoSessionsTable"])

    def left() -> list[str]:
        items = [json.dumps(item) for table in tables for item in behind.items(table)]
        return [item for item in items if profile["id"] in item or ada.id in item]

    assert len(left()) >= 5
    ada.ok("DELETE", "/api/me")
    eventually(left, lambda found: found == [])
    key = {"pk": {"S": film.id}, "sk": {"S": "rating"}}
    table = behind.outputs["VideoStatsTable"]
    total = behind.client("dynamodb").get_item(TableName=table, Key=key)["Item"]
    assert (total["stars"], total["raters"]) == ({"N": "0"}, {"N": "0"})


@pytest.mark.parametrize("path", ["/api/streams/nothing", "/api/streams/nothing/end"])
def test_X1_somebody_elses_session_is_not_there(
    behind: Behind, ada: Person, grace: Person, path: str
) -> None:
    stream = started(subscribed(grace), a_film(behind))
    own = path.replace("nothing", str(stream["sessionId"]))
    method, body = (
        ("POST", {"position": 1})
        if path.endswith("end")
        else (
            "PATCH",
            {"position": 1, "quality": "480p"},
        )
    )
    assert refused(ada, method, own, body) == (404, "session_not_found")
    assert refused(ada, method, path, body) == (404, "session_not_found")
