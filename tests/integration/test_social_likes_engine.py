"""S9 on a real engine: whoever likes at the same time, counts are the number of edges."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from contracts.tables.social import REACTIONS, TWEETS
from social.adapters.counters import CounterShards
from social.adapters.reaction_table import DynamoCounts, DynamoReactions
from social.adapters.tweet_table import DynamoTweets
from social.ids import id_at
from social.model import Reaction
from tests.contract.redirect_engine import Engine, running_engine
from tests.fakes.social_timeline import START
from tests.tables import create_table

T = TypeVar("T")
MANY = 10_000
CROWD = 64


class Sandbox:
    """One of several functions: what it remembers of widths is its own."""

    def __init__(self, engine: Engine) -> None:
        client = engine.client("dynamodb")
        self.counters = CounterShards(client=client, table="reactions")
        tweets = DynamoTweets(client=client, table="tweets", counters=self.counters)
        self.reactions = DynamoReactions(
            client=client, table="reactions", counters=self.counters, tweets=tweets
        )

    def like(self, user: str, tweet: str) -> bool:
        return self.reactions.add(Reaction(user_id=user, tweet_id=tweet, kind="like", at=START))

    def unlike(self, user: str, tweet: str) -> bool:
        return self.reactions.remove(user, tweet, "like", at=START) is not None

    def likes(self, tweet: str) -> int:
        return DynamoCounts(counters=self.counters).exact(tweet).likes


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running_engine(tmp_path_factory.mktemp("likes")) as running:
        for table in (TWEETS, REACTIONS):
            create_table(running.client("dynamodb"), table)
        yield running


@pytest.fixture
def sandboxes(engine: Engine) -> list[Sandbox]:
    return [Sandbox(engine) for _ in range(4)]


def at_once(work: Callable[[int], T], count: int, *, threads: int = CROWD) -> list[T]:
    with ThreadPoolExecutor(threads) as crowd:
        return list(crowd.map(work, range(count)))


def test_S9_two_hundred_likes_of_one_user_are_one(sandboxes: list[Sandbox]) -> None:
    tweet = id_at(START, noise=1)
    new = at_once(lambda n: sandboxes[n % 4].like("ada", tweet), 200)
    assert sum(new) == 1
    assert sandboxes[0].likes(tweet) == 1


def test_S9_sixty_four_likers_of_one_tweet_at_once_are_all_counted(
    sandboxes: list[Sandbox],
) -> None:
    tweet = id_at(START, noise=2)
    assert all(at_once(lambda n: sandboxes[n % 4].like(f"user-{n}", tweet), CROWD))
    assert sandboxes[0].likes(tweet) == CROWD


def test_S9_ten_thousand_users_are_ten_thousand_likes(sandboxes: list[Sandbox]) -> None:
    tweet = id_at(START, noise=3)
    new = at_once(lambda n: sandboxes[n % 4].like(f"user-{n}", tweet), MANY, threads=8)
    assert sum(new) == MANY
    assert sandboxes[0].likes(tweet) == MANY


def test_S9_a_storm_of_likes_and_unlikes_ends_at_the_number_of_edges(
    sandboxes: list[Sandbox],
) -> None:
    tweet, users = id_at(START, noise=4), [f"user-{n}" for n in range(20)]
    seen: list[int] = []

    def do(number: int) -> None:
        chance = random.Random(number)
        sandbox, user = chance.choice(sandboxes), chance.choice(users)
        (sandbox.like if chance.random() < 0.5 else sandbox.unlike)(user, tweet)
        seen.append(sandbox.likes(tweet))

    at_once(do, 600, threads=16)
    edges = sum("like" in sandboxes[0].reactions.of(user, [tweet])[tweet] for user in users)
    assert sandboxes[0].likes(tweet) == edges
    assert all(0 <= likes <= len(users) for likes in seen)
