"""Composition of the API that lists videos, once per sandbox."""

from dataclasses import dataclass
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
from ..catalogue.browsing import Browser
from ..catalogue.finding import VideoSearch
from ..catalogue.operations import CatalogueOperations
from ..catalogue.similar import SimilarVideos
from ..catalogue.trending import TrendList
from ..recommending.operations import RecommendOperations
from ..recommending.serving import Recommender
from ..settings.catalogue import VideoCatalogueSettings
from ..viewing.choosing import ProfileChoice
from .listing import Listed, browser
from .profiles import profiles
from .shelves import INDEX


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """What both the lists and the recommendations are made of."""

    who: ProfileChoice
    videos: VideoReader
    ratings: StatsReader
    suggestions: SuggestionTable
    shelves: Browser
    trends: TrendList


@cache
def api() -> Handler:
    settings = VideoCatalogueSettings.from_env()
    secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
    shared = _shared(settings, secret)
    return api_handler(
        service="video-catalogue",
        routes=ROUTES,
        operations={
            **_lists(settings, shared, Cursors(secret=secret)).by_name(),
            **_recommending(settings, shared).by_name(),
        },
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
    )


def _shared(settings: VideoCatalogueSettings, secret: Secret) -> _Shared:
    dynamodb = aws.dynamodb()
    videos = VideoReader(client=dynamodb, table=settings.videos_table)
    suggestions = SuggestionTable(
        client=dynamodb, table=settings.suggestions_table, clock=SystemClock()
    )
    return _Shared(
        who=profiles(viewers_table=settings.viewers_table, secret=secret),
        videos=videos,
        ratings=StatsReader(client=dynamodb, table=settings.stats_table),
        suggestions=suggestions,
        shelves=browser(
            catalogue_table=settings.catalogue_table, videos_table=settings.videos_table
        ),
        trends=TrendList(store=suggestions, videos=videos),
    )


def _lists(
    settings: VideoCatalogueSettings, shared: _Shared, cursors: Cursors
) -> CatalogueOperations:
    index = PostingTable(
        client=aws.dynamodb(), table=settings.postings_table, index=INDEX, consistent=False
    )
    return CatalogueOperations(
        profiles=shared.who,
        videos=shared.videos,
        ratings=shared.ratings,
        browser=shared.shelves,
        search=VideoSearch(index=index, videos=shared.videos),
        trends=shared.trends,
        similar=SimilarVideos(
            neighbours=shared.suggestions, browser=shared.shelves, videos=shared.videos
        ),
        cursors=cursors,
        public_url=settings.public_url,
    )


def _recommending(settings: VideoCatalogueSettings, shared: _Shared) -> RecommendOperations:
    recommender = Recommender(
        learned=shared.suggestions,
        history=HistoryReader(client=aws.dynamodb(), table=settings.viewers_table),
        catalogue=Listed(browser=shared.shelves, trends=shared.trends),
        videos=shared.videos,
    )
    return RecommendOperations(
        profiles=shared.who,
        recommender=recommender,
        ratings=shared.ratings,
        public_url=settings.public_url,
    )
