"""Somebody leaves: what every room of video holds of them goes."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from constructs import Construct

from infra.config import Stage
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.queue import FailureQueue, Queue
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from infra.stacks.video_ingest import VideoIngest
from infra.stacks.video_playback import VideoPlayback
from video.settings.erasure import VideoErasureSettings


class VideoErasure(Construct):
    """One function for all rooms; each says what its part calls (``may_erase``)."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        videos: Table,
        viewers: Table,
        stats: Table,
        ingest: VideoIngest,
        playback: VideoPlayback,
    ) -> None:
        super().__init__(scope, id_)
        queue = Queue(self, "Queue", title="video-erasures", visibility=Duration.minutes(6))
        function = Function(
            self,
            "video-erasure",
            stage=stage,
            handler="video.handlers.erasure",
            timeout=Duration.minutes(5),
            settings=VideoErasureSettings(
                videos_table=videos.name,
                viewers_table=viewers.name,
                stats_table=stats.name,
                sessions_table=playback.sessions.name,
            ),
        )
        ingest.may_erase(function)
        playback.may_erase(function)
        queue.feeds(function, batch_size=1)
        events.Rule(
            self,
            "AccountErased",
            event_bus=platform.bus,
            event_pattern=events.EventPattern(detail_type=["account.erased"]),
            targets=[event_targets.SqsQueue(queue.resource)],
        )
        self.functions: list[Function] = [function]
        self.consumers: list[Function] = []
        self.queues: list[Queue | FailureQueue] = [queue]
        self.tables: list[Table] = []
        self.routes: list[Routes] = []
