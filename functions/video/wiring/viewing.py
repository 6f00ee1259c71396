"""Composition of the API of profiles and of what they watched, once per sandbox."""

from functools import cache

from contracts.http.video_viewing import ROUTES
from core import aws
from core.clock import SystemClock
from core.cursor import Cursors
from core.http.api import Handler
from core.http.wiring import api_handler
from core.ids import RandomIds
from core.passwords import hash_password, verify_password
from core.rate_limit import RateLimiter
from core.secrets import Secret
from core.valkey import ValkeyCache

from ..adapters.opinion_table import OpinionTable
from ..adapters.stats_reading import StatsReader
from ..adapters.tally_table import TallyTable
from ..adapters.video_reading import VideoReader
from ..adapters.viewer_lists import WatchTable, WishTable
from ..settings.playback import VideoViewingSettings
from ..viewing.analysing import Analyst
from ..viewing.choosing import ProfileChoice
from ..viewing.keeping import Memory, ProfileKeeper
from ..viewing.operations import ViewingOperations
from ..viewing.profile_operations import ProfileOperations
from ..viewing.remembering import Remembering
from .profiles import profiles

PINS_PER_WINDOW, WINDOW_SECONDS = 5, 300


@cache
def api() -> Handler:
    settings = VideoViewingSettings.from_env()
    secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
    cache = ValkeyCache(endpoint=settings.cache_endpoint)
    choice = profiles(viewers_table=settings.viewers_table, secret=secret)
    attempts = RateLimiter(
        cache=cache,
        name="pin",
        limit=PINS_PER_WINDOW,
        window=WINDOW_SECONDS,
        fail_closed=True,
        attempts=True,
    )
    memory = _memory(settings)
    return api_handler(
        service="video-viewing",
        routes=ROUTES,
        operations={
            **ProfileOperations(keeper=_keeper(choice, memory, attempts)).by_name(),
            **_viewing(settings, choice, memory, Cursors(secret=secret)).by_name(),
        },
        settings=settings,
        cache=cache,
    )


def _memory(settings: VideoViewingSettings) -> Memory:
    dynamodb, viewers = aws.dynamodb(), settings.viewers_table
    return Memory(
        watches=WatchTable(client=dynamodb, table=viewers),
        wishes=WishTable(client=dynamodb, table=viewers),
        opinions=OpinionTable(client=dynamodb, viewers=viewers, stats=settings.stats_table),
    )


def _keeper(choice: ProfileChoice, memory: Memory, attempts: RateLimiter) -> ProfileKeeper:
    return ProfileKeeper(
        store=choice.store,
        choice=choice,
        passes=choice.passes,
        memory=memory,
        attempts=attempts,
        clock=SystemClock(),
        ids=RandomIds(),
        hash_pin=hash_password,
        verify_pin=verify_password,
    )


def _viewing(
    settings: VideoViewingSettings, choice: ProfileChoice, memory: Memory, cursors: Cursors
) -> ViewingOperations:
    dynamodb, clock = aws.dynamodb(), SystemClock()
    videos = VideoReader(client=dynamodb, table=settings.videos_table)
    ratings = StatsReader(client=dynamodb, table=settings.stats_table)
    tallies = TallyTable(
        client=dynamodb,
        stats=settings.stats_table,
        viewers=settings.viewers_table,
        clock=clock,
    )
    remembering = Remembering(
        profiles=choice,
        videos=videos,
        watches=memory.watches,
        wishes=memory.wishes,
        opinions=memory.opinions,
        ratings=ratings,
        clock=clock,
    )
    return ViewingOperations(
        remembering=remembering,
        analyst=Analyst(videos=videos, tallies=tallies, clock=clock),
        ratings=ratings,
        cursors=cursors,
        clock=clock,
        public_url=settings.public_url,
    )
