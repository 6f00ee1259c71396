"""Composition of what makes shelves and index follow the records, once per sandbox."""

from functools import cache

from core import aws
from core.bus import EventBridgeBus
from core.clock import SystemClock
from core.ids import RandomIds
from core.observability import logger_for
from core.text_search.index import Compactor, Writer
from core.text_search.scrubbing import Scrubber
from core.text_search.table import PostingTable

from ..adapters.catalogue_table import CatalogueTable
from ..adapters.demand_table import DemandTable
from ..adapters.preposition_bus import PrepositionBus
from ..adapters.stats_reading import StatsReader
from ..adapters.video_reading import VideoReader
from ..catalogue.shelving import Shelver, VideoIndexer
from ..prepositioning.planning import Forecast, ReleasePlanner
from ..settings.catalogue import VideoShelfUpkeepSettings, VideoShelvesSettings
from .listing import AlikeByGenre, browser

INDEX = "videos"
SMALL = 5_000
"""Documents of a run that who indexes leaves to the upkeep."""

logger = cache(logger_for)


@cache
def shelver() -> Shelver:
    settings, dynamodb = VideoShelvesSettings.from_env(), aws.dynamodb()
    store = PostingTable(client=dynamodb, table=settings.postings_table, index=INDEX)
    ids, clock = RandomIds(), SystemClock()
    return Shelver(
        videos=VideoReader(client=dynamodb, table=settings.videos_table),
        ratings=StatsReader(client=dynamodb, table=settings.stats_table),
        shelves=CatalogueTable(client=dynamodb, table=settings.catalogue_table),
        index=VideoIndexer(
            writer=Writer(store=store, ids=ids, clock=clock),
            compactor=Compactor(store=store, ids=ids, clock=clock, largest=SMALL),
            numbers=store,
        ),
    )


@cache
def planner() -> ReleasePlanner:
    settings, dynamodb = VideoShelvesSettings.from_env(), aws.dynamodb()
    shelves = browser(catalogue_table=settings.catalogue_table, videos_table=settings.videos_table)
    demand = DemandTable(client=dynamodb, table=settings.demand_table)
    return ReleasePlanner(
        forecast=Forecast(demand=demand, clock=SystemClock()),
        alike=AlikeByGenre(browser=shelves),
        announcing=PrepositionBus(bus=EventBridgeBus(client=aws.events(), name=settings.bus_name)),
    )


@cache
def compactor() -> Compactor:
    return Compactor(store=_postings(), ids=RandomIds(), clock=SystemClock())


@cache
def scrubber() -> Scrubber:
    return Scrubber(store=_postings(), clock=SystemClock())


def _postings() -> PostingTable:
    table = VideoShelfUpkeepSettings.from_env().postings_table
    return PostingTable(client=aws.dynamodb(), table=table, index=INDEX)
