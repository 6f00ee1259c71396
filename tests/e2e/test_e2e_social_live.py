"""Live: somebody who is there is told to look again, through the front door's ``/ws``."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.e2e.people import Person
from tests.e2e.test_e2e_social_search import unread
from tests.e2e.tweeting import follows, home_ids, posts
from tests.e2e.visiting import PATIENCE, Visitor
from tests.e2e.waiting import eventually

GOODBYE = "goodbye"


@contextmanager
def there(person: Person) -> Iterator[ClientConnection]:
    """``person`` with an open connection."""
    with connect(ticket(person), open_timeout=PATIENCE) as connection:
        yield connection


def ticket(person: Person) -> str:
    """An address to connect to, good once."""
    answer = person.ok("POST", "/api/live/ticket")
    assert answer.status == 201
    url: str = answer.json["url"]
    assert url.endswith(f"/ws?ticket={answer.json['ticket']}")
    return url


def hears(connection: ClientConnection) -> str:
    """The type of what is said next: a hint, or the answer to a sign of life."""
    said = json.loads(connection.recv(timeout=PATIENCE))
    assert set(said) == {"type"}
    return str(said["type"])


def listens(connection: ClientConnection) -> None:
    """To whatever is said, until somebody hangs up. Raises ConnectionClosed then."""
    while True:
        connection.recv(timeout=PATIENCE)


def refused(url: str) -> bool:
    with pytest.raises(InvalidStatus) as problem:
        connect(url, open_timeout=PATIENCE)
    return problem.value.response.status_code in {401, 403}


def test_a_tweet_of_somebody_i_follow_tells_me_to_look_again(ada: Person, grace: Person) -> None:
    follows(ada, grace)
    eventually(lambda: grace.ok("GET", f"/api/users/{grace.id}").json["followers"] == 1)
    with there(ada) as connection:
        tweet = posts(grace)
        assert hears(connection) == "tweets"
        assert home_ids(ada) == [tweet["id"]]


def test_a_like_tells_me_of_a_notification(ada: Person, grace: Person) -> None:
    tweet = posts(ada)
    with there(ada) as connection:
        grace.ok("POST", f"/api/tweets/{tweet['id']}/like")
        assert hears(connection) == "notifications"
        assert unread(ada) == 1


def test_every_tab_is_told(ada: Person, grace: Person) -> None:
    tweet = posts(ada)
    with there(ada) as one, there(ada) as other:
        grace.ok("POST", f"/api/tweets/{tweet['id']}/like")
        assert (hears(one), hears(other)) == ("notifications", "notifications")


def test_a_tab_that_is_closed_takes_nothing_from_the_others(ada: Person, grace: Person) -> None:
    tweet = posts(ada)
    with there(ada) as staying:
        with there(ada):
            pass
        grace.ok("POST", f"/api/tweets/{tweet['id']}/like")
        assert hears(staying) == "notifications"


def test_a_ticket_is_good_once(ada: Person) -> None:
    url = ticket(ada)
    with connect(url, open_timeout=PATIENCE):
        assert refused(url)
    assert refused(url)


def test_without_a_ticket_nobody_connects(ada: Person) -> None:
    there_is = ticket(ada).partition("?")[0]
    assert refused(there_is)
    assert refused(f"{there_is}?ticket=guessed")


def test_a_ticket_needs_an_account(visitor: Visitor) -> None:
    assert visitor.asks("POST", "/api/live/ticket").status == 401


def test_a_sign_of_life_is_answered_by_another(ada: Person) -> None:
    with there(ada) as connection:
        for said in ('{"action": "ping"}', "ping"):
            connection.send(said)
            assert hears(connection) == "pong"


def test_what_a_client_says_is_never_an_error(ada: Person, grace: Person) -> None:
    tweet = posts(ada)
    with there(ada) as connection:
        for said in ("ping", '{"action": "$connect"}', "{", "x" * 10_000):
            connection.send(said)
        grace.ok("POST", f"/api/tweets/{tweet['id']}/like")
        while (heard := hears(connection)) == "pong":
            pass
        assert heard == "notifications"


def test_X12_who_leaves_is_hung_up_on(ada: Person) -> None:
    with there(ada) as connection:
        assert ada.api.asks("DELETE", "/api/me").status in {202, 204}
        with pytest.raises(ConnectionClosed):
            listens(connection)
