"""Composition of what both APIs read of tweets and people, and the ports they write them by."""

from core import aws

from .adapters.counters import CounterShards
from .adapters.follow_table import DynamoGraph
from .adapters.people_table import CopiedPeople, DynamoPeople
from .adapters.reaction_table import DynamoCounts, DynamoReactions
from .adapters.tweet_table import DynamoTweets
from .settings import SocialApiSettings, SocialSearchApiSettings
from .showing import PortFacts


def port_facts(settings: SocialApiSettings | SocialSearchApiSettings) -> PortFacts:
    """All of them on one set of counters, which learns how wide each one is."""
    dynamodb = aws.dynamodb()
    counters = CounterShards(client=dynamodb, table=settings.reactions_table)
    tweets = DynamoTweets(client=dynamodb, table=settings.tweets_table, counters=counters)
    return PortFacts(
        tweets=tweets,
        counts=DynamoCounts(counters=counters),
        reactions=DynamoReactions(
            client=dynamodb, table=settings.reactions_table, counters=counters, tweets=tweets
        ),
        people=DynamoPeople(
            copies=CopiedPeople(client=dynamodb, table=settings.people_table),
            client=dynamodb,
            accounts=settings.accounts_table,
        ),
        graph=DynamoGraph(client=dynamodb, table=settings.follows_table, counters=counters),
    )
