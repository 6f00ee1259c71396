"""The audit on moto's tables: what the API writes never drifts, what a hand writes does (S9)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from moto import mock_aws
from mypy_boto3_dynamodb import DynamoDBClient

from contracts.tables import social
from contracts.tables.social import AUDIT, COUNTS, counts_of, person
from core import aws
from social import wiring_audit
from social.adapters.counters import CounterShards
from social.adapters.follow_table import DynamoGraph
from social.adapters.people_table import CopiedPeople
from social.adapters.reaction_table import DynamoReactions
from social.adapters.tweet_table import DynamoTweets
from social.auditing import Found, Off
from social.handlers import audit
from social.ids import id_at
from social.model import Entry, Person, Reaction
from tests.tables import create_table

START = 1_795_459_200_000


@dataclass
class Tables:
    client: DynamoDBClient
    tweets: DynamoTweets
    reactions: DynamoReactions
    graph: DynamoGraph
    people: CopiedPeople
    counters: CounterShards

    def spoil(self, target: str, name: str, by: int, shard: int = 0) -> None:
        self.client.update_item(
            TableName="reactions",
            Key={"pk": {"S": counts_of(target, shard)}, "sk": {"S": COUNTS}},
            UpdateExpression="ADD #n :by",
            ExpressionAttributeNames={"#n": name},
            ExpressionAttributeValues={":by": {"N": str(by)}},
        )

    def audit(self) -> Found:
        return wiring_audit.audit().run()


def entry(n: int, author: str, **more: str) -> Entry:
    return Entry(
        id=id_at(START + n, noise=n),
        author_id=author,
        at=START + n,
        text=f"number {n}",
        reply_to_id=more.get("reply_to"),
        quote_id=more.get("quote"),
        retweet_of=more.get("retweet_of"),
    )


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tables]:
    for name in ("tweets", "follows", "reactions", "people"):
        monkeypatch.setenv(f"{name.upper()}_TABLE", name)
    with mock_aws():
        aws.forget_clients()
        wiring_audit.audit.cache_clear()
        client = boto3.client("dynamodb")
        for table in (social.TWEETS, social.FOLLOWS, social.REACTIONS, social.PEOPLE):
            create_table(client, table)
        counters = CounterShards(client=client, table="reactions")
        tweets = DynamoTweets(client=client, table="tweets", counters=counters)
        yield Tables(
            client,
            tweets,
            DynamoReactions(client=client, table="reactions", counters=counters, tweets=tweets),
            DynamoGraph(client=client, table="follows", counters=counters),
            CopiedPeople(client=client, table="people"),
            counters,
        )
    aws.forget_clients()
    wiring_audit.audit.cache_clear()


@pytest.fixture
def busy(tables: Tables) -> Tables:
    """Everything that counts, done and some of it undone."""
    first, answer, quoting = (
        entry(1, "ada"),
        entry(2, "bob", reply_to=entry(1, "ada").id),
        entry(3, "eve", quote=entry(1, "ada").id),
    )
    for each in (first, answer, quoting, entry(4, "ada")):
        tables.tweets.post(each)
    tables.tweets.bury(entry(4, "ada"), at=START + 9)
    for user in ("bob", "eve", "joe"):
        tables.reactions.add(Reaction(user_id=user, tweet_id=first.id, kind="like", at=START))
    tables.reactions.remove("joe", first.id, "like", at=START + 9)
    retweet = entry(5, "bob", retweet_of=first.id)
    tables.reactions.add(
        Reaction(
            user_id="bob", tweet_id=first.id, kind="retweet", at=retweet.at, entry_id=retweet.id
        ),
        retweet=retweet,
    )
    tables.people.keep(Person(id="ada", username="ada"))
    tables.graph.follow("bob", Person(id="ada", username="ada"), at=START)
    tables.people.mark("ada", at=START, wide=True)
    tables.graph.follow("eve", Person(id="ada", username="ada", wide=True), at=START)
    tables.graph.follow("ada", Person(id="bob", username="bob"), at=START)
    tables.graph.unfollow("ada", "bob")
    return tables


def test_S9_what_is_done_and_undone_never_drifts(busy: Tables) -> None:
    for _ in range(2):
        found = busy.audit()
        assert (found.checked, found.moving, found.drifting) == (4, 0, [])


def test_S9_a_planted_drift_of_each_kind_is_found(busy: Tables) -> None:
    tweet, ada = entry(1, "ada").id, person("ada")
    planted = [(tweet, name, 1) for name in ("likes", "quotes", "replies", "retweets")]
    planted += [(ada, name, -2) for name in ("followers", "following", "tweets")]
    for target, name, by in planted:
        busy.spoil(target, name, by)
    assert busy.audit().drifting == []
    assert set(busy.audit().drifting) == {Off(*each) for each in planted}
    for target, name, by in planted:  # as the runbook says
        busy.spoil(target, name, -by)
    assert busy.audit().drifting == []


def test_S9_a_shard_that_was_lost_is_a_drift(busy: Tables) -> None:
    tweet = entry(1, "ada").id
    busy.counters.forget(tweet)
    busy.audit()
    names = {each.counter: each.by for each in busy.audit().drifting if each.target == tweet}
    assert names == {"likes": -2, "quotes": -1, "replies": -1, "retweets": -1}


def test_what_was_erased_is_not_audited(busy: Tables) -> None:
    """Its counters went; what others did to it stays until they leave."""
    tweet = entry(1, "ada").id
    busy.counters.forget(tweet)
    busy.tweets.forget(tweet)
    busy.counters.forget(person("ada"))
    busy.people.bury("ada", at=START)
    busy.audit()
    assert busy.audit().drifting == []


def test_the_handler_tells_cloudwatch_and_names_the_counter(
    busy: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    busy.spoil(person("bob"), "tweets", 1)
    for _ in range(2):
        audit.handler({}, None)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["CountersDrifting"] for line in lines if "CountersDrifting" in line] == [0, 1]
    (told,) = [line for line in lines if line["message"] == "counter drifts"]
    assert (told["target"], told["counter"], told["by"]) == ("u:bob", "tweets", 1)


def test_the_notes_are_nobody_in_the_table_of_people(busy: Tables) -> None:
    busy.audit()
    assert busy.people.read([AUDIT]) == ({}, {AUDIT})
