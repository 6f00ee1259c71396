"""Social on LocalStack: from a tweet to the homes of followers, and what is counted once."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.events import AccountChanged
from contracts.tables.social import counts_of, reaction, reactions_of
from social.adapters.timelines import timeline_key
from tests.e2e.waiting import eventually
from tests.localstack.systems import Cache, Json, Systems

API, HOME = "social.handlers.api", "social.handlers.home"
PATIENCE = 120.0
AT_ONCE = 6

pytestmark = pytest.mark.localstack


def joins(systems: Systems, name: str) -> str:
    """Somebody new: social copies the profile that accounts tells of on the bus."""
    who = f"{name}{secrets.token_hex(4)}"
    told = AccountChanged(user_id=who, username=who, created_at=datetime.now(UTC), revision=1)
    detail = told.model_dump_json(by_alias=True)
    systems.tell(systems.outputs["BusName"], "triptych.accounts", told.type, detail)
    eventually(lambda: systems.item("PeopleTable", {"userId": who}), within=PATIENCE)
    return who


@pytest.fixture(scope="module")
def ada(systems: Systems) -> str:
    return joins(systems, "ada")


@pytest.fixture(scope="module")
def grace(systems: Systems) -> str:
    return joins(systems, "grace")


def does(systems: Systems, who: str, method: str, path: str, body: object = None) -> Json:
    answer = systems.ask(API, method, path, body, who=who)
    assert answer.status < 300, answer
    return dict(answer.body or {})


def posts(systems: Systems, who: str, text: str) -> str:
    return str(does(systems, who, "POST", "/api/tweets", {"text": text})["id"])


def home(systems: Systems, who: str) -> list[str]:
    answer = systems.ask(HOME, "GET", "/api/timeline/home", who=who)
    assert answer.status == 200, answer
    return [each["id"] for each in answer.body["tweets"]]


def likes(systems: Systems, tweet_id: str) -> int:
    """As the tables have it: the counter beside the edges, not a copy of it."""
    counter = systems.item("ReactionsTable", {"pk": counts_of(tweet_id), "sk": "n"})
    return int((counter or {}).get("likes", {"N": "0"})["N"])


def liked(systems: Systems, who: str, tweet_id: str) -> bool:
    key = {"pk": reactions_of(who), "sk": reaction("like", tweet_id)}
    return systems.item("ReactionsTable", key) is not None


def test_a_tweet_reaches_the_homes_of_followers(
    systems: Systems, cache: Cache, ada: str, grace: str
) -> None:
    """Table, its Kinesis destination, two hops of the fan-out, Valkey, and the read path."""
    does(systems, grace, "POST", f"/api/users/{ada}/follow")
    assert home(systems, grace) == []  # so there is a timeline, and what comes was pushed
    tweet_id = posts(systems, ada, "Hello #localstack")
    key = timeline_key("home", grace)
    eventually(lambda: cache.client.zscore(key, tweet_id) is not None, within=PATIENCE)
    assert home(systems, grace) == [tweet_id]


def test_a_home_without_its_cache_is_the_same(
    systems: Systems, cache: Cache, ada: str, grace: str
) -> None:
    """Pulled from the tables, by their indexes."""
    does(systems, grace, "POST", f"/api/users/{ada}/follow")
    tweet_id = posts(systems, ada, "Still here")
    eventually(lambda: tweet_id in home(systems, grace), within=PATIENCE)
    before = home(systems, grace)
    cache.client.flushall()
    assert home(systems, grace) == before


def test_a_like_and_its_count_are_one_transaction(systems: Systems, ada: str, grace: str) -> None:
    """Twice is once, from both ends; the edge and the counter never tell two stories."""
    tweet_id = posts(systems, ada, "Like this")
    for _ in range(2):
        does(systems, grace, "POST", f"/api/tweets/{tweet_id}/like")
        assert (liked(systems, grace, tweet_id), likes(systems, tweet_id)) == (True, 1)
    for _ in range(2):
        does(systems, grace, "DELETE", f"/api/tweets/{tweet_id}/like")
        assert (liked(systems, grace, tweet_id), likes(systems, tweet_id)) == (False, 0)


def test_S9_who_likes_many_times_at_once_is_counted_once(
    systems: Systems, ada: str, grace: str
) -> None:
    tweet_id = posts(systems, ada, "Like this at once")

    def like(_: int) -> int:
        return systems.ask(API, "POST", f"/api/tweets/{tweet_id}/like", who=grace).status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = set(pool.map(like, range(AT_ONCE)))
    assert statuses == {200}
    assert (liked(systems, grace, tweet_id), likes(systems, tweet_id)) == (True, 1)


def test_X6_a_tweet_that_is_sent_twice_is_one(systems: Systems, ada: str) -> None:
    """By its Idempotency-Key; with another text it is refused."""
    key = secrets.token_hex(8)

    def sends(text: str) -> Any:  # the answer
        body = {"text": text}
        return systems.ask(API, "POST", "/api/tweets", body, who=ada, idempotency_key=key)

    first, again, other = sends("Only once"), sends("Only once"), sends("Something else")
    assert (first.status, again.body) == (201, first.body)
    assert other.status == 422
    assert other.body["error"]["code"] == "idempotency_mismatch"
