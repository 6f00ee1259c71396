"""The stores of social, fake and real, and what is put into them."""

from dataclasses import dataclass, replace

import boto3

from contracts.tables import social
from social.adapters.counters import CounterShards
from social.adapters.follow_table import DynamoGraph
from social.adapters.reaction_table import DynamoCounts, DynamoReactions
from social.adapters.tweet_table import DynamoTweets
from social.ids import id_at
from social.model import Entry, Kind, Person, Reaction
from social.ports import Graph, Reactions, TweetCounts
from tests.fakes.social import FakeCounts, FakeGraph, FakeReactions, FakeTweets, World
from tests.tables import create_table

START = 1_795_459_200_000


@dataclass
class Stores:
    tweets: FakeTweets | DynamoTweets
    reactions: Reactions
    counts: TweetCounts
    graph: Graph


def fakes() -> Stores:
    world = World()
    tweets = FakeTweets(world)
    return Stores(tweets, FakeReactions(world, tweets), FakeCounts(world), FakeGraph(world))


def tables() -> Stores:
    client = boto3.client("dynamodb")
    for table in (social.TWEETS, social.FOLLOWS, social.REACTIONS):
        create_table(client, table)
    counters = CounterShards(client=client, table="reactions")
    tweets = DynamoTweets(client=client, table="tweets", counters=counters)
    return Stores(
        tweets,
        DynamoReactions(client=client, table="reactions", counters=counters, tweets=tweets),
        DynamoCounts(counters=counters),
        DynamoGraph(client=client, table="follows", counters=counters),
    )


def tweet(n: int, author: str = "ada", **more: object) -> Entry:
    entry = Entry(id=id_at(START + n, noise=n), author_id=author, at=START + n, text=f"number {n}")
    # The fields are those of Entry; each test names them.
    return replace(entry, **more)  # type: ignore[arg-type]


def liked(user: str, entry: Entry, kind: Kind = "like", at: int = START) -> Reaction:
    return Reaction(user_id=user, tweet_id=entry.id, kind=kind, at=at)


def retweeted(user: str, entry: Entry, n: int) -> tuple[Reaction, Entry]:
    own = tweet(n, user, text="", retweet_of=entry.id, retweet_of_author=entry.author_id)
    return replace(liked(user, entry, "retweet", own.at), entry_id=own.id), own


def person(user_id: str, *, wide: bool = False) -> Person:
    return Person(id=user_id, username=user_id, wide=wide)
