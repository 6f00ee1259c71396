"""What is kept of playing a film: sessions, history, profiles, stars; and what others see of it."""

import json
import secrets
import zipfile
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.e2e.behind import Behind
from tests.e2e.films import DURATION, a_film, figures
from tests.e2e.people import Person
from tests.e2e.playing import refused, started, subscribed
from tests.e2e.visiting import Answer
from tests.e2e.waiting import eventually


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
