"""Search, trends and notifications on the deployed stack: what comes is there, what goes is not."""

import secrets
from typing import Any
from urllib.parse import quote

from tests.e2e.people import Person
from tests.e2e.waiting import eventually

Json = dict[str, Any]  # Any: an answer's JSON


def posts(person: Person, text: str, **more: object) -> Json:
    return dict(person.ok("POST", "/api/tweets", {"text": text, **more}).json)


def found(person: Person, query: str) -> list[str]:
    answer = person.ok("GET", f"/api/search?q={quote(query, safe='')}")
    return [tweet["id"] for tweet in answer.json["tweets"]]


def told(person: Person) -> list[Json]:
    return list(person.ok("GET", "/api/notifications").json["items"])


def unread(person: Person) -> int:
    return int(person.ok("GET", "/api/notifications/unread").json["count"])


def a_word() -> str:
    return f"w{secrets.token_hex(6)}"


def test_S16_a_tweet_is_found_by_word_phrase_and_tag_and_lost_with_its_deletion(
    ada: Person, grace: Person
) -> None:
    word = a_word()
    tweet = posts(grace, f"Big cats of {word} #T{word}")
    eventually(lambda: found(ada, word) == [tweet["id"]])
    for query in (f'"cats of {word}"', f"#t{word}", f"from:{grace.username} {word}"):
        eventually(lambda query=query: found(ada, query) == [tweet["id"]])  # type: ignore[misc]  # a default
    assert found(ada, f'"big {word}"') == []
    assert grace.api.asks("DELETE", f"/api/tweets/{tweet['id']}").status == 204
    assert found(ada, word) == []


def test_S12_S16_a_blocked_author_is_not_found(ada: Person, grace: Person) -> None:
    word = a_word()
    posts(grace, word)
    eventually(lambda: found(ada, word))
    grace.ok("POST", f"/api/users/{ada.id}/block")
    assert found(ada, word) == []


def test_a_tag_trends_and_says_for_how_long_it_may_be_kept(ada: Person, grace: Person) -> None:
    tag = a_word()
    posts(ada, f"#{tag}")
    posts(grace, f"#{tag}")
    answer = ada.ok("GET", "/api/trends")
    assert answer.headers["cache-control"] == "max-age=60"

    def listed() -> bool:
        items = ada.ok("GET", "/api/trends").json["items"]
        return any(each["tag"] == tag and each["uniqueAuthors"] == 2 for each in items)

    eventually(listed, within=150)  # the list is made once a minute


def test_S17_likes_and_follows_are_told_grouped_counted_seen_and_taken_back(
    ada: Person, grace: Person
) -> None:
    tweet = posts(ada, "mine")
    path = f"/api/tweets/{tweet['id']}/like"
    grace.ok("POST", path)
    ada.ok("POST", path)
    grace.ok("POST", f"/api/users/{ada.id}/follow")
    eventually(lambda: unread(ada) == 2)
    notices = {each["type"]: each for each in told(ada)}
    assert set(notices) == {"like", "follow"}
    assert [user["id"] for user in notices["like"]["users"]] == [grace.id]
    assert ada.api.asks("POST", "/api/notifications/seen").status == 204
    assert unread(ada) == 0
    grace.ok("DELETE", path)
    eventually(lambda: [each["type"] for each in told(ada)] == ["follow"])


def test_a_mention_and_a_reply_are_told_with_their_tweets(ada: Person, grace: Person) -> None:
    tweet = posts(ada, "mine")
    reply = posts(grace, "no", replyToId=tweet["id"])
    mention = posts(grace, f"hi @{ada.username}")
    eventually(lambda: unread(ada) == 2)
    assert {(each["type"], each["tweet"]["id"]) for each in told(ada)} == {
        ("reply", reply["id"]),
        ("mention", mention["id"]),
    }


def test_people_are_found_by_how_their_name_begins(ada: Person, grace: Person) -> None:
    def names() -> list[str]:
        answer = ada.ok("GET", f"/api/users?q={grace.username[:-2]}")
        return [each["id"] for each in answer.json["items"]]

    eventually(lambda: grace.id in names())
