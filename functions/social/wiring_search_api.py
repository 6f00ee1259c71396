"""Composition of the API of search, trends and notifications, once per sandbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from contracts.http.social_models import TweetShown
from contracts.http.social_search import ROUTES
from core import aws
from core.clock import SystemClock
from core.cursor import Cursors
from core.http.api import Handler
from core.http.wiring import api_handler
from core.secrets import Secret
from core.text_search.table import PostingTable
from core.valkey import ValkeyCache

from .adapters.counters import CounterShards
from .adapters.follow_table import DynamoGraph
from .adapters.notice_table import NoticeTable
from .adapters.people_table import CopiedPeople, DynamoPeople
from .adapters.reaction_table import DynamoCounts, DynamoReactions
from .adapters.tweet_table import DynamoTweets
from .model import Entry
from .notices.operations import NoticeOperations
from .notices.reading import NoticeReader
from .ports import Graph
from .search.finding import TweetSearch
from .search.operations import SearchOperations
from .search.people import PeopleSearch
from .search.still_tagged import LiveTaggers
from .settings import SocialSearchApiSettings
from .showing import PortFacts, Showing
from .trends.ranking import TrendRanker
from .trends.showing import TrendList
from .wiring_search import PEOPLE, TWEETS

RANKING_PATIENCE = 0.5  # seconds per pipeline, once a minute and region


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """``Presenter``: tweets as every list shows them; those that may not be seen are left out."""

    graph: Graph
    showing: Showing

    def show(self, viewer_id: str, entries: Sequence[Entry]) -> list[TweetShown]:
        if not entries:
            return []
        ids = [entry.id for entry in entries]
        shown = self.showing.of(self.graph.relations(viewer_id), ids, muted_too=True)
        return [TweetShown.model_validate(each) for each in shown if each is not None]


@cache
def api() -> Handler:
    settings, clock, dynamodb = SocialSearchApiSettings.from_env(), SystemClock(), aws.dynamodb()
    counters = CounterShards(client=dynamodb, table=settings.reactions_table)
    tweets = DynamoTweets(client=dynamodb, table=settings.tweets_table, counters=counters)
    graph = DynamoGraph(client=dynamodb, table=settings.follows_table, counters=counters)
    people = DynamoPeople(
        copies=CopiedPeople(client=dynamodb, table=settings.people_table),
        client=dynamodb,
        accounts=settings.accounts_table,
    )
    facts = PortFacts(
        tweets=tweets,
        counts=DynamoCounts(counters=counters),
        reactions=DynamoReactions(
            client=dynamodb, table=settings.reactions_table, counters=counters, tweets=tweets
        ),
        people=people,
        graph=graph,
    )
    presenter = Presented(graph=graph, showing=Showing(facts=facts))
    secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
    cursors = Cursors(secret=secret)
    index, names = (
        PostingTable(client=dynamodb, table=settings.postings_table, index=name, consistent=False)
        for name in (TWEETS, PEOPLE)
    )
    search = SearchOperations(
        tweets=TweetSearch(index=index, tweets=tweets, names=people, circle=graph),
        people=PeopleSearch(index=names, numbers=names, people=people, circle=graph),
        presenter=presenter,
        cursors=cursors,
    )
    notices = NoticeOperations(
        reader=NoticeReader(
            store=NoticeTable(client=dynamodb, table=settings.notices_table),
            tweets=tweets,
            people=people,
            circle=graph,
        ),
        presenter=presenter,
        cursors=cursors,
        clock=clock,
    )
    patient = ValkeyCache(endpoint=settings.cache_endpoint, budget=RANKING_PATIENCE)
    trends = TrendList(
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
        ranker=TrendRanker(
            cache=patient,
            clock=clock,
            still_tagged=LiveTaggers(index=index, tweets=tweets),
            floor=settings.trend_floor,
        ),
        clock=clock,
    )
    return api_handler(
        service="social-search-api",
        routes=ROUTES,
        operations={**search.by_name(), **notices.by_name(), **trends.by_name()},
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
    )
