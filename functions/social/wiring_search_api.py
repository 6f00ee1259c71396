"""Composition of the API of search, trends and notifications, once per sandbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from contracts.http.social_models import TweetShown
from contracts.http.social_search import ROUTES
from core import aws
from core.clock import Clock, SystemClock
from core.cursor import Cursors
from core.http.api import Handler
from core.http.wiring import api_handler
from core.secrets import Secret
from core.text_search.table import PostingTable
from core.valkey import ValkeyCache

from .adapters.notice_table import NoticeTable
from .model import Entry
from .notices.operations import NoticeOperations
from .notices.reading import NoticeReader
from .ports import Graph
from .search.finding import TweetSearch
from .search.operations import SearchOperations
from .search.people import PeopleSearch
from .search.still_tagged import LiveTaggers
from .settings import SocialSearchApiSettings
from .showing import Showing
from .trends.ranking import TrendRanker
from .trends.showing import TrendList
from .wiring_facts import port_facts
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
    facts = port_facts(settings)
    presenter = Presented(graph=facts.graph, showing=Showing(facts=facts))
    secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
    cursors = Cursors(secret=secret)
    index, names = (
        PostingTable(client=dynamodb, table=settings.postings_table, index=name, consistent=False)
        for name in (TWEETS, PEOPLE)
    )
    search = SearchOperations(
        tweets=TweetSearch(
            index=index, tweets=facts.tweets, names=facts.people, circle=facts.graph
        ),
        people=PeopleSearch(index=names, numbers=names, people=facts.people, circle=facts.graph),
        presenter=presenter,
        cursors=cursors,
    )
    notices = NoticeOperations(
        reader=NoticeReader(
            store=NoticeTable(client=dynamodb, table=settings.notices_table),
            tweets=facts.tweets,
            people=facts.people,
            circle=facts.graph,
        ),
        presenter=presenter,
        cursors=cursors,
        clock=clock,
    )
    trends = _trends(settings, clock, LiveTaggers(index=index, tweets=facts.tweets))
    return api_handler(
        service="social-search-api",
        routes=ROUTES,
        operations={**search.by_name(), **notices.by_name(), **trends.by_name()},
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
    )


def _trends(settings: SocialSearchApiSettings, clock: Clock, taggers: LiveTaggers) -> TrendList:
    patient = ValkeyCache(endpoint=settings.cache_endpoint, budget=RANKING_PATIENCE)
    return TrendList(
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
        ranker=TrendRanker(
            cache=patient, clock=clock, still_tagged=taggers, floor=settings.trend_floor
        ),
        clock=clock,
    )
