"""Films in tweets: they play there without a plan, for whoever may see the tweet, as it is."""

from typing import Any

from tests.e2e.behind import Behind
from tests.e2e.films import Film, a_film
from tests.e2e.people import Person
from tests.e2e.playing import refused
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually

Json = dict[str, Any]  # Any: an answer's JSON


def posts(person: Person, film: Film) -> str:
    made = person.ok("POST", "/api/tweets", {"text": "Look", "mediaIds": [film.id]}).json
    return str(made["id"])


def plays(person: Person, film: Film, tweet_id: str) -> Json:
    """As the client does: the tweet by itself, then a stream by what came with it."""
    (media,) = person.ok("GET", f"/api/tweets/{tweet_id}").json["media"]
    body = {"tweetPass": media["playPass"]}
    return dict(person.ok("POST", f"/api/videos/{film.id}/streams", body).json)


def test_a_film_in_a_tweet_plays_in_anothers_home_without_a_plan_up_to_720p(
    behind: Behind, ada: Person, grace: Person, visitor: Visitor
) -> None:
    film = a_film(behind, owner=ada.id, visibility="unlisted")
    grace.ok("POST", f"/api/users/{ada.username}/follow")
    tweet_id = posts(ada, film)

    def home() -> list[Json]:
        return list(grace.ok("GET", "/api/timeline/home").json["tweets"])

    (shown,) = eventually(home)
    (media,) = shown["media"]
    assert (media["id"], media["type"], media["altText"]) == (film.id, "video/mp4", "A test")
    poster = visitor.gets(media["url"].removeprefix(behind.stack.url))
    assert poster.headers["content-type"] == "image/jpeg"

    streams = f"/api/videos/{film.id}/streams"
    assert refused(grace, "POST", streams, {}) == (402, "subscription_required")
    stream = plays(grace, film, tweet_id)
    folder = stream["manifestUrl"].removeprefix(behind.stack.url).rpartition("/")[0]
    assert visitor.gets(f"{folder}/master.m3u8").body == f"{film.id} master_cap720.m3u8".encode()
    assert visitor.gets(f"{folder}/master_720p_000000001.cmfv").status == 200
    assert visitor.gets(f"{folder}/master_1080p_000000001.cmfv").status == 403
    session = f"/api/streams/{stream['sessionId']}"
    renewed = grace.ok("PATCH", session, {"position": 1, "quality": "720p"}).json
    assert renewed["token"]


def test_X1_S12_what_plays_is_the_viewers_own_and_ends_with_tweet_contact_and_film(
    behind: Behind, ada: Person, grace: Person
) -> None:
    film, other = a_film(behind, owner=ada.id), a_film(behind, owner=grace.id)
    streams = f"/api/videos/{film.id}/streams"
    tweet_id = posts(ada, film)
    stream = plays(grace, film, tweet_id)
    grace.ok("POST", f"/api/streams/{stream['sessionId']}/end", {"position": 0})

    (media,) = ada.ok("GET", f"/api/tweets/{tweet_id}").json["media"]
    hers = {"tweetPass": media["playPass"]}
    assert refused(grace, "POST", streams, hers) == (402, "subscription_required")
    body = {"text": "Mine?", "mediaIds": [film.id]}
    assert refused(grace, "POST", "/api/tweets", body) == (422, "media_not_found")
    (media,) = grace.ok("GET", f"/api/tweets/{posts(grace, other)}").json["media"]
    another = {"tweetPass": media["playPass"]}
    assert refused(grace, "POST", streams, another) == (402, "subscription_required")

    ada.ok("POST", f"/api/users/{grace.username}/block")
    assert refused(grace, "GET", f"/api/tweets/{tweet_id}") == (404, "tweet_not_found")
    ada.ok("DELETE", f"/api/users/{grace.username}/block")
    stream = plays(grace, film, tweet_id)
    ada.ok("PATCH", f"/api/videos/{film.id}", {"visibility": "private"})
    session = f"/api/streams/{stream['sessionId']}"
    report = {"position": 1, "quality": "480p"}
    assert refused(grace, "PATCH", session, report) == (404, "video_not_found")
    body = {"text": "Hidden", "mediaIds": [film.id]}
    assert refused(ada, "POST", "/api/tweets", body) == (422, "media_not_found")
    ada.ok("DELETE", f"/api/tweets/{tweet_id}")
    assert refused(grace, "GET", f"/api/tweets/{tweet_id}") == (404, "tweet_not_found")
