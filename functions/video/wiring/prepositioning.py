"""Composition of what counts demand, chooses by night and warms the edge, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for
from core.secrets import Secret

from ..adapters.demand_table import DemandTable
from ..adapters.edge_requests import EdgeRequests
from ..adapters.preposition_bus import WarmingLinks
from ..adapters.signing_keys import Signer
from ..adapters.video_reading import VideoReader
from ..playback.tokens import Tickets
from ..prepositioning.counting import DemandCounter
from ..prepositioning.planning import Planner
from ..prepositioning.warming import Warmer
from ..settings.prepositioning import (
    VideoDemandSettings,
    VideoNightSettings,
    VideoWarmingSettings,
)
from .shelves import planner_on

TOKEN_SECONDS = 15 * 60  # longer than a film's beginnings take to fetch

logger = cache(logger_for)


@cache
def counter() -> DemandCounter:
    table = VideoDemandSettings.from_env().demand_table
    return DemandCounter(demand=DemandTable(client=aws.dynamodb(), table=table))


@cache
def night_planner() -> Planner:
    settings = VideoNightSettings.from_env()
    return planner_on(
        videos_table=settings.videos_table,
        catalogue_table=settings.catalogue_table,
        demand_table=settings.demand_table,
        bus_name=settings.bus_name,
    )


@cache
def warmer() -> Warmer:
    settings = VideoWarmingSettings.from_env()
    secret = Secret(arn=settings.signing_secret_arn, client=aws.secretsmanager())
    tickets = Tickets(
        signing=Signer(secret=secret),
        clock=SystemClock(),
        public_url=settings.public_url,
        seconds=TOKEN_SECONDS,
    )
    return Warmer(
        videos=VideoReader(client=aws.dynamodb(), table=settings.videos_table),
        links=WarmingLinks(tickets=tickets),
        edge=EdgeRequests(),
    )
