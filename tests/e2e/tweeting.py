"""What people do in the feed, in a line each."""

from typing import Any

from tests.e2e.people import Person

Json = dict[str, Any]  # Any: an answer's JSON


def posts(person: Person, text: str = "Hello world!", **more: object) -> Json:
    answer = person.ok("POST", "/api/tweets", {"text": text, **more})
    assert answer.status == 201
    return dict(answer.json)


def home(person: Person, query: str = "") -> list[Json]:
    return list(person.ok("GET", f"/api/timeline/home{query}").json["tweets"])


def home_ids(person: Person) -> list[str]:
    return [tweet["id"] for tweet in home(person)]


def follows(person: Person, other: Person) -> Json:
    return dict(person.ok("POST", f"/api/users/{other.id}/follow").json)


def all_of(person: Person, path: str, key: str = "tweets") -> list[Json]:
    """Every page of a list."""
    joint = "&" if "?" in path else "?"
    found: list[Json] = []
    cursor = ""
    while True:
        page = person.ok("GET", path + (f"{joint}cursor={cursor}" if cursor else "")).json
        found += page[key]
        if page["nextCursor"] is None:
            return found
        cursor = page["nextCursor"]
