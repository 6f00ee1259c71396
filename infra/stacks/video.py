"""Video: records, files, and three rooms with functions of their own.

Each room is a construct in ``infra/stacks/video_<room>.py``; this stack holds what they share.
"""

from typing import Any

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from contracts.tables.video import CAPTIONS, VIDEOS
from contracts.tables.video_viewing import VIDEO_STATS, VIEWERS
from infra.config import Stage
from infra.constructs.bucket import private_bucket
from infra.constructs.latencies import playback_start
from infra.constructs.monitoring import Monitoring
from infra.constructs.objective import PLAYBACK
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from infra.stacks.video_catalogue import VideoCatalogue
from infra.stacks.video_erasure import VideoErasure
from infra.stacks.video_ingest import VideoIngest
from infra.stacks.video_playback import VideoPlayback

# By then a film has its captions, and what was put there after its deletion is nobody's.
READ_CAPTIONS = s3.LifecycleRule(prefix=CAPTIONS, expiration=Duration.days(30))


class VideoStack(Stack):
    """``accounts`` is the table of people: video only reads their plans."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        accounts: Table,
        **kwargs: object,
    ) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self.videos = Table(self, "Videos", stage=stage, contract=VIDEOS)
        self.viewers = Table(self, "Viewers", stage=stage, contract=VIEWERS)
        self.stats = Table(self, "Stats", stage=stage, contract=VIDEO_STATS)
        self.bucket = self._bucket(stage)
        shared: dict[str, Any] = {  # Any: the same keywords for each room
            "stage": stage,
            "platform": platform,
            "bucket": self.bucket,
            "videos": self.videos,
            "accounts": accounts,
            "viewers": self.viewers,
            "stats": self.stats,
        }
        self.ingest = VideoIngest(self, "Ingest", **shared)
        self.playback = VideoPlayback(self, "Playback", **shared)
        self.catalogue = VideoCatalogue(
            self,
            "Catalogue",
            views=self.playback.views,
            signing=self.playback.signing,
            **shared,
        )
        self.erasure = VideoErasure(
            self,
            "Erasure",
            stage=stage,
            platform=platform,
            videos=self.videos,
            viewers=self.viewers,
            stats=self.stats,
            ingest=self.ingest,
            playback=self.playback,
            catalogue=self.catalogue,
        )
        rooms = (self.ingest, self.playback, self.catalogue, self.erasure)
        self.routes = [each for room in rooms for each in room.routes]
        monitoring = Monitoring(
            self,
            "Monitoring",
            topic=platform.alarms,
            functions=[each for room in rooms for each in room.functions],
            streams=[self.playback.views],
            queues=[each for room in rooms for each in room.queues],
            tables=[
                self.videos,
                self.viewers,
                self.stats,
                *(each for room in rooms for each in room.tables),
            ],
        )
        for room in rooms:
            for consumer in room.consumers:
                monitoring.watch_age(consumer)
        monitoring.watch_promise(
            "Playback", PLAYBACK, playback_start(self.playback.starts, PLAYBACK)
        )
        self._outputs()

    def _bucket(self, stage: Stage) -> s3.Bucket:
        """Originals and what is made of them; nothing in it is public.

        Without versions: no key is written twice (an original is put together once, and what is
        made of it can be made again), so old versions would only be deleted films, by far the
        bulkiest things here, that outlive their owners for a month (X12).
        """
        return private_bucket(
            self,
            "Films",
            stage=stage,
            lifecycle=[READ_CAPTIONS],
            versioned=False,
            cors=[_from_browsers(stage)],
            tells=True,
        )

    def _outputs(self) -> None:
        for name, value in (
            ("VideosTable", self.videos.name),
            ("ViewersTable", self.viewers.name),
            ("VideoStatsTable", self.stats.name),
            ("FilmsBucket", self.bucket.bucket_name),
        ):
            CfnOutput(self, name, value=value)


def _from_browsers(stage: Stage) -> s3.CorsRule:
    """Pages of our own host, and of those that may use the API, put parts and read their ETags."""
    return s3.CorsRule(
        allowed_methods=[s3.HttpMethods.PUT],
        allowed_origins=[stage.url, *stage.allowed_origins],
        allowed_headers=["*"],
        exposed_headers=["ETag"],
        max_age=3600,
    )
