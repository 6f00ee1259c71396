"""Playing a film through the front door: tokens, plans, keys that follow one another."""

from dataclasses import replace
from datetime import datetime

from tests.e2e.behind import Behind
from tests.e2e.films import a_film, edge_kids, keep_ring, ring, tickets, turn_keys
from tests.e2e.people import Person
from tests.e2e.playing import refused, started, subscribed
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually
from video.playback.signing import Key


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
