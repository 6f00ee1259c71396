"""Composition of the API that lists videos, once per sandbox."""

from functools import cache

from contracts.http.video_catalogue import ROUTES
from core import aws
from core.clock import SystemClock
from core.cursor import Cursors
from core.http.api import Handler
from core.http.wiring import api_handler
from core.secrets import Secret
from core.text_search.table import PostingTable
from core.valkey import ValkeyCache

from ..adapters.history_reading import HistoryReader
from ..adapters.stats_reading import StatsReader
from ..adapters.suggestion_table import SuggestionTable
from ..adapters.video_reading import VideoReader
from ..catalogue.finding import VideoSearch
from ..catalogue.operations import CatalogueOperations
from ..catalogue.similar import SimilarVideos
from ..catalogue.trending import TrendList
from ..recommending.operations import RecommendOperations
from ..recommending.serving import Recommender
from ..settings.catalogue import VideoCatalogueSettings
from .listing import Listed, browser
from .profiles import profiles
from .shelves import INDEX


@cache
def api() -> Handler:
    settings, dynamodb = VideoCatalogueSettings.from_env(), aws.dynamodb()
    secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
    who = profiles(viewers_table=settings.viewers_table, secret=secret)
    videos = VideoReader(client=dynamodb, table=settings.videos_table)
    ratings = StatsReader(client=dynamodb, table=settings.stats_table)
    suggestions = SuggestionTable(
        client=dynamodb, table=settings.suggestions_table, clock=SystemClock()
    )
    shelves = browser(catalogue_table=settings.catalogue_table, videos_table=settings.videos_table)
    trends = TrendList(store=suggestions, videos=videos)
    index = PostingTable(
        client=dynamodb, table=settings.postings_table, index=INDEX, consistent=False
    )
    lists = CatalogueOperations(
        profiles=who,
        videos=videos,
        ratings=ratings,
        browser=shelves,
        search=VideoSearch(index=index, videos=videos),
        trends=trends,
        similar=SimilarVideos(neighbours=suggestions, browser=shelves, videos=videos),
        cursors=Cursors(secret=secret),
        public_url=settings.public_url,
    )
    recommender = Recommender(
        learned=suggestions,
        history=HistoryReader(client=dynamodb, table=settings.viewers_table),
        catalogue=Listed(browser=shelves, trends=trends),
        videos=videos,
    )
    next_ = RecommendOperations(
        profiles=who, recommender=recommender, ratings=ratings, public_url=settings.public_url
    )
    return api_handler(
        service="video-catalogue",
        routes=ROUTES,
        operations={**lists.by_name(), **next_.by_name()},
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
    )
