"""Links in tweets: short ones appear by themselves, lead there, and count for the author alone."""

import json
import secrets
from typing import Any

from tests.e2e.people import Person
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually

Json = dict[str, Any]  # Any: an answer's JSON
REFUSED = "http://127.0.0.1/admin"


def posts(person: Person, *urls: str) -> Json:
    text = "read " + " and ".join(urls) + "."
    return dict(person.ok("POST", "/api/tweets", {"text": text}).json)


def links(person: Person, tweet: Json) -> list[Json]:
    return list(person.ok("GET", f"/api/tweets/{tweet['id']}").json["links"])


def somewhere() -> str:
    return f"https://example.com/{secrets.token_hex(4)}"


def path_of(link: Json) -> str:
    return "/" + str(link["shortUrl"]).rpartition("/")[2]


def test_addresses_of_a_tweet_are_shortened_and_its_author_sees_the_clicks(
    ada: Person, grace: Person, visitor: Visitor
) -> None:
    one, two = somewhere(), somewhere()
    grace.ok("POST", f"/api/users/{ada.id}/follow")
    tweet = posts(ada, one, REFUSED, two)
    first, second = eventually(lambda: links(ada, tweet))
    assert [first["url"], second["url"]] == [one, two]
    assert (first["clicks"], second["clicks"]) == (0, 0)

    assert visitor.gets(path_of(first)).location == one
    assert visitor.gets(path_of(second)).location == two
    eventually(
        lambda: [link["clicks"] for link in links(ada, tweet)], until=lambda seen: seen == [1, 1]
    )
    stats = ada.ok("GET", "/api/stats" + path_of(first)).json
    assert (stats["originalUrl"], stats["totalClicks"]) == (one, 1)

    plain = [{key: link[key] for key in ("url", "shortUrl")} for link in (first, second)]
    assert links(grace, tweet) == plain
    home = eventually(lambda: grace.ok("GET", "/api/timeline/home").json["tweets"])
    assert home[0]["links"] == plain
    assert REFUSED in home[0]["text"]


def test_links_of_tweets_are_the_authors_under_their_tag_and_outlive_the_tweet(
    ada: Person, visitor: Visitor
) -> None:
    target = somewhere()
    tweet = posts(ada, target)
    (link,) = eventually(lambda: links(ada, tweet))
    (mine,) = ada.ok("GET", "/api/urls?tag=tweet").json["items"]
    assert (mine["shortUrl"], mine["originalUrl"]) == (link["shortUrl"], target)
    ada.ok("DELETE", f"/api/tweets/{tweet['id']}")
    assert visitor.gets(path_of(link)).location == target
    ada.ok("DELETE", "/api/urls" + path_of(link))
    eventually(lambda: visitor.gets(path_of(link)).status == 410)  # L4: within five seconds


def test_X5_a_tweet_that_is_told_of_twice_has_the_same_link(ada: Person) -> None:
    target = somewhere()
    tweet = posts(ada, target)
    (link,) = eventually(lambda: links(ada, tweet))
    again = {"tweetId": tweet["id"], "userId": ada.id, "urls": [target]}
    marker = somewhere()
    tells(ada, again)
    tells(ada, {**again, "urls": [target, marker]})
    mine = eventually(
        lambda: ada.ok("GET", "/api/urls?tag=tweet").json["items"], until=lambda its: len(its) == 2
    )
    assert {each["originalUrl"] for each in mine} == {target, marker}
    assert [each["shortUrl"] for each in links(ada, tweet)] == [link["shortUrl"]]


def test_X12_after_an_erasure_no_link_is_made_for_a_late_tweet(ada: Person) -> None:
    table, owner = ada.behind.outputs["UrlsTable"], ada.id
    tweet = posts(ada, somewhere())
    eventually(lambda: links(ada, tweet))
    ada.ok("DELETE", "/api/me")

    def held() -> list[Json]:
        return [i for i in ada.behind.items(table) if i.get("ownerId") == {"S": owner}]

    eventually(held, until=lambda left: left == [], within=120)
    late = {"tweetId": tweet["id"], "userId": owner, "urls": [somewhere()]}
    tells(ada, late)
    tells(ada, {**late, "userId": f"nobody-{owner}"})  # done after, or with, the one before it
    eventually(
        lambda: [i for i in ada.behind.items(table) if i.get("ownerId") == {"S": f"nobody-{owner}"}]
    )
    assert held() == []


def tells(person: Person, detail: Json) -> None:
    """As social does, once more."""
    behind = person.behind
    names = [bus["Name"] for bus in behind.client("events").list_event_buses()["EventBuses"]]
    (bus,) = (name for name in names if name != "default")
    entry = {"EventBusName": bus, "Source": "triptych.social", "DetailType": "tweet.linked"}
    behind.client("events").put_events(Entries=[{**entry, "Detail": json.dumps(detail)}])
