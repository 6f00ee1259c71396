"""X3 for social: Valkey is killed, and everything that people do goes on; then it is back."""

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from infra.local import processes
from infra.local import valkey as cache
from tests.e2e.people import Person
from tests.e2e.stack import Stack
from tests.e2e.test_e2e_social_search import found, told, unread
from tests.e2e.tweeting import follows, home, home_ids, posts
from tests.e2e.uploading import uploads
from tests.e2e.waiting import eventually

pytestmark = [pytest.mark.alone, pytest.mark.timeout(600)]
Json = dict[str, Any]  # Any: an answer's JSON


@contextmanager
def killed(stack: Stack) -> Iterator[None]:
    """As by ``kill -9``, without a word; what it held is what its last snapshot had."""
    os.kill(stack.state.processes[cache.NAME].pid, signal.SIGKILL)
    try:
        yield
    finally:
        processes.stop(stack.instance, [cache.NAME])
        cache.start(stack.instance, stack.state.ports.valkey)


def everything(ada: Person, grace: Person, *, trends: bool) -> str:
    """All that issue of a first social day names, each seen as it should be; the tweet's id."""
    word = f"w{secrets.token_hex(6)}"
    follows(ada, grace)
    image = uploads(grace)
    text = f"Look {word} #t{word} https://www.example.com/{word}"
    tweet = posts(grace, text, mediaIds=[image["id"]])["id"]
    shown = eventually(lambda: [each for each in home(ada) if each["id"] == tweet])[0]
    assert shown["mediaUrls"] == [image["url"]]
    like, retweet = (ada.ok("POST", f"/api/tweets/{tweet}/{kind}") for kind in ("like", "retweet"))
    assert (like.json["likes"], retweet.json["retweets"]) == (1, 1)
    mine = next(each for each in home(ada) if each["id"] == tweet)
    assert (mine["isLiked"], mine["isRetweeted"]) == (True, True)
    reply = posts(ada, "no", replyToId=tweet)["id"]
    thread = grace.ok("GET", f"/api/tweets/{tweet}/thread").json
    assert [each["id"] for each in thread["replies"]] == [reply]
    for query in (word, f"#t{word}"):
        eventually(lambda query=query: found(ada, query) == [tweet])  # type: ignore[misc]  # a default
    eventually(lambda: {"like", "retweet", "reply"} <= {e["type"] for e in of(tweet, reply, grace)})
    assert unread(grace) >= 3
    links = eventually(lambda: ada.ok("GET", f"/api/tweets/{tweet}").json["links"])
    assert links[0]["url"] == f"https://www.example.com/{word}"
    if trends:
        eventually(lambda: f"t{word}" in tags(ada), within=150)
    else:
        assert ada.ok("GET", "/api/trends").status == 200
    return str(tweet)


def of(tweet: str, reply: str, person: Person) -> list[Json]:
    """What somebody was told of these two."""
    return [e for e in told(person) if e["tweet"] and e["tweet"]["id"] in (tweet, reply)]


def tags(person: Person) -> list[str]:
    return [each["tag"] for each in person.ok("GET", "/api/trends").json["items"]]


def undone(ada: Person, grace: Person, tweet: str) -> None:
    """A block hides both ways, and a deletion is one everywhere."""
    ada.ok("POST", f"/api/users/{grace.id}/block")
    assert grace.id not in {each["userId"] for each in home(ada)}
    assert ada.id not in {each["userId"] for each in home(grace)}
    assert grace.api.gets(f"/api/users/{ada.id}").status == 404
    ada.ok("DELETE", f"/api/users/{grace.id}/block")
    follows(ada, grace)
    eventually(lambda: tweet in home_ids(ada))
    grace.ok("DELETE", f"/api/tweets/{tweet}")
    assert tweet not in home_ids(ada)
    assert ada.api.gets(f"/api/tweets/{tweet}").status == 404


def test_X3_everything_social_works_while_valkey_is_killed_and_after(
    stack: Stack, ada: Person, grace: Person
) -> None:
    follows(ada, grace)
    before = posts(grace, "before")["id"]
    eventually(lambda: home_ids(ada) == [before])
    with killed(stack):
        assert home_ids(ada) == [before]
        tweet = everything(ada, grace, trends=False)
        undone(ada, grace, tweet)
        late = posts(grace, "while it was gone")["id"]
        assert home_ids(ada)[0] == late
        ada.ok("POST", f"/api/tweets/{late}/like")
        grace.ok("DELETE", f"/api/tweets/{before}")
    # Copies from before were kept by nobody who could reach them: the stream corrects them.
    eventually(lambda: before not in home_ids(ada), within=120)
    eventually(lambda: home_ids(ada)[0] == late, within=120)
    eventually(lambda: home(ada)[0]["isLiked"], within=120)
    undone(ada, grace, everything(ada, grace, trends=True))
