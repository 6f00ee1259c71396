"""Reports and bans of tweets and people on the deployed stack: gone everywhere, and back again."""

import secrets

import pytest
from websockets.exceptions import ConnectionClosed

from tests.e2e.people import Person
from tests.e2e.test_e2e_social_live import listens, there
from tests.e2e.test_e2e_social_search import found, told
from tests.e2e.tweeting import all_of, follows, home_ids, posts
from tests.e2e.waiting import eventually

WITHIN = 120  # a ban acts within a minute, as whatever remembers people runs out


def reported(admin: Person, what: str, subject: str) -> list[int]:
    """How often, by every entry of the list that is about ``subject``."""
    waiting = all_of(admin, f"/api/admin/{what}/reports?limit=100", key="items")
    return [entry["reports"] for entry in waiting if entry["id"] == subject]


def test_S3_a_reported_tweet_is_banned_everywhere_and_let_in_again(
    ada: Person, grace: Person, admin: Person
) -> None:
    word = f"bad{secrets.token_hex(4)}"
    follows(ada, grace)
    tweet = posts(grace, f"{word} @{ada.username}")["id"]
    eventually(lambda: home_ids(ada) == [tweet])
    eventually(lambda: found(ada, word) == [tweet])
    eventually(lambda: [each["type"] for each in told(ada)] == ["mention"])
    ada.ok("POST", f"/api/tweets/{tweet}/bookmark")
    for _ in range(2):
        ada.ok("POST", f"/api/tweets/{tweet}/report", {"reason": "spam", "note": "again"})
    assert reported(admin, "tweets", tweet) == [2]
    admin.ok("POST", f"/api/admin/tweets/{tweet}/ban")
    assert reported(admin, "tweets", tweet) == []
    assert (home_ids(ada), found(ada, word), told(ada)) == ([], [], [])
    assert ada.ok("GET", "/api/bookmarks").json["tweets"] == []
    answer = ada.api.gets(f"/api/tweets/{tweet}")
    assert (answer.status, answer.code) == (451, "tweet_banned")
    admin.ok("DELETE", f"/api/admin/tweets/{tweet}/ban")
    assert (home_ids(ada), found(ada, word)) == ([tweet], [tweet])
    assert [each["type"] for each in told(ada)] == ["mention"]
    assert ada.ok("GET", f"/api/tweets/{tweet}").json["text"] == f"{word} @{ada.username}"


def test_nothing_of_a_banned_person_is_shown_and_they_hear_no_more(
    ada: Person, grace: Person, admin: Person
) -> None:
    follows(ada, grace)
    tweet = posts(grace)["id"]
    eventually(lambda: home_ids(ada) == [tweet])
    ada.ok("POST", f"/api/users/{grace.username}/report", {"reason": "other"})
    assert reported(admin, "users", grace.id) == [1]
    with there(grace) as connection:
        admin.ok("POST", f"/api/admin/users/{grace.id}/ban")
        with pytest.raises(ConnectionClosed):
            listens(connection)
    eventually(lambda: ada.api.gets(f"/api/users/{grace.id}").status, until=lambda s: s == 404)
    eventually(lambda: home_ids(ada) == [], within=WITHIN)
    assert ada.api.gets(f"/api/tweets/{tweet}").status == 404
    assert reported(admin, "users", grace.id) == []
    eventually(
        lambda: grace.api.asks("POST", "/api/tweets", body={"text": "still here"}).status,
        until=lambda status: status in {401, 403},
        within=WITHIN,
    )
    admin.ok("DELETE", f"/api/admin/users/{grace.id}/ban")
    eventually(lambda: home_ids(ada) == [tweet], within=WITHIN)
    assert ada.ok("GET", f"/api/tweets/{tweet}").json["user"]["username"] == grace.username
