"""Composition of the API of playback sessions, once per sandbox."""

from functools import cache

from contracts.http.video_streams import ROUTES
from core import aws
from core.clock import SystemClock
from core.counting_lines import playback_started
from core.cursor import Cursors
from core.http.api import Handler
from core.http.wiring import api_handler
from core.ids import RandomIds
from core.play_pass import PlayPasses
from core.secrets import Secret
from core.valkey import ValkeyCache

from ..adapters.plan_reading import PlanReader
from ..adapters.resume_table import ResumeTable
from ..adapters.session_table import SessionTable
from ..adapters.signing_keys import Signer
from ..adapters.video_reading import VideoReader
from ..adapters.view_stream import ViewStream
from ..playback.closing import Closing
from ..playback.operations import StreamOperations
from ..playback.streaming import Streaming
from ..playback.tokens import Tickets
from ..settings.playback import VideoStreamsSettings
from .profiles import profiles


@cache
def api() -> Handler:
    settings = VideoStreamsSettings.from_env()
    return api_handler(
        service="video-streams",
        routes=ROUTES,
        operations=StreamOperations(streaming=_streaming(settings)).by_name(),
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
    )


def _streaming(settings: VideoStreamsSettings) -> Streaming:
    clock, dynamodb, secrets = SystemClock(), aws.dynamodb(), aws.secretsmanager()
    sessions = SessionTable(client=dynamodb, table=settings.sessions_table)
    points = ResumeTable(client=dynamodb, table=settings.viewers_table)
    views = ViewStream(client=aws.kinesis(), stream=settings.views_stream)
    origin = Secret(arn=settings.origin_secret_arn, client=secrets)
    return Streaming(
        videos=VideoReader(client=dynamodb, table=settings.videos_table),
        profiles=profiles(viewers_table=settings.viewers_table, secret=origin),
        plans=PlanReader(client=dynamodb, table=settings.accounts_table, clock=clock),
        passes=PlayPasses(cursors=Cursors(secret=origin), clock=clock),
        sessions=sessions,
        resume_points=points,
        views=views,
        closing=Closing(sessions=sessions, resume_points=points, views=views, clock=clock),
        tickets=Tickets(
            signing=Signer(secret=Secret(arn=settings.signing_secret_arn, client=secrets)),
            clock=clock,
            public_url=settings.public_url,
            seconds=settings.token_seconds,
        ),
        clock=clock,
        ids=RandomIds(),
        lease_ms=settings.lease_seconds * 1000,
        started_after=playback_started,
    )
