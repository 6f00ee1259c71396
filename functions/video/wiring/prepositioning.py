"""Composition of what counts demand, chooses by night and warms the edge, once per sandbox."""

from functools import cache

from core import aws
from core.bus import EventBridgeBus
from core.clock import SystemClock
from core.observability import logger_for
from core.secrets import Secret

from ..adapters.demand_table import DemandTable
from ..adapters.edge_requests import EdgeRequests
from ..adapters.preposition_bus import PrepositionBus, WarmingLinks
from ..adapters.signing_keys import Signer
from ..adapters.video_reading import VideoReader
from ..playback.tokens import Tickets
from ..prepositioning.counting import DemandCounter
from ..prepositioning.planning import Forecast, NightPlanner
from ..prepositioning.warming import Warmer
from ..settings.prepositioning import (
    VideoDemandSettings,
    VideoNightSettings,
    VideoWarmingSettings,
)

TOKEN_SECONDS = 15 * 60  # longer than a film's beginnings take to fetch

logger = cache(logger_for)


@cache
def counter() -> DemandCounter:
    table = VideoDemandSettings.from_env().demand_table
    return DemandCounter(demand=DemandTable(client=aws.dynamodb(), table=table))


@cache
def night_planner() -> NightPlanner:
    settings, dynamodb = VideoNightSettings.from_env(), aws.dynamodb()
    demand = DemandTable(client=dynamodb, table=settings.demand_table)
    return NightPlanner(
        forecast=Forecast(demand=demand, clock=SystemClock()),
        videos=VideoReader(client=dynamodb, table=settings.videos_table),
        announcing=PrepositionBus(bus=EventBridgeBus(client=aws.events(), name=settings.bus_name)),
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
