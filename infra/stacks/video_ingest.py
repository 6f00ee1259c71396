"""From an upload to a video that is ready: the API of records, the ingest, the jobs' events."""

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from contracts.tables.video import (
    CAPTIONS,
    DUE_INDEX,
    IDEMPOTENCY,
    ORIGINALS,
    OWNER_INDEX,
    REPORTS,
)
from infra import routes
from infra.config import LONGEST_REQUEST_SECONDS, Stage
from infra.constructs.bucket import acknowledge_objects
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.queue import FailureQueue, Queue
from infra.constructs.schedule import Schedule
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from infra.stacks.video_rights import SERVICE, FilmRights
from video.ingest.heard import TOLD
from video.settings.ingest import (
    VideoApiSettings,
    VideoIngestSettings,
    VideoJobsSettings,
    VideoRemovalSettings,
    VideoUpkeepSettings,
)

DELETED = {
    "eventName": ["MODIFY"],
    "dynamodb": {"NewImage": {"deleted": {"BOOL": [True]}}},
}


class VideoIngest(Construct):
    """``consumers`` read streams; their age is watched."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        bucket: s3.Bucket,
        videos: Table,
        accounts: Table,  # noqa: ARG002  # the same keywords for each room
        viewers: Table,
        stats: Table,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._platform = stage, platform
        self.bucket, self.videos, self.viewers, self.stats = bucket, videos, viewers, stats
        self._rights = FilmRights(bucket=bucket, videos=videos)
        self.reports = Table(self, "Reports", stage=stage, contract=REPORTS)
        self.idempotency = Table(self, "Idempotency", stage=stage, contract=IDEMPOTENCY)
        self.arrivals = self._queue("Arrivals", "video-arrivals")
        self.jobs = self._queue("Jobs", "video-jobs")
        self.unremoved = FailureQueue(self, "RemovalFailures", title="video-unremoved")
        self.transcoder = self._transcoder()

        self.api = self._api()
        self.ingest = self._ingest()
        self.follower = self._follower()
        self.upkeep = self._upkeep()
        self.removal = self._removal()

        self.functions: list[Function] = [
            self.api,
            self.ingest,
            self.follower,
            self.upkeep,
            self.removal,
        ]
        self.consumers: list[Function] = [self.removal]
        self.queues: list[Queue | FailureQueue] = [
            self.arrivals,
            self.jobs,
            self.unremoved,
        ]
        self.tables: list[Table] = [self.reports, self.idempotency]
        self.routes = [
            Routes(self, "Routes", api=platform.api, function=self.api, routes=routes.VIDEO)
        ]
        self._outputs()

    def _queue(self, id_: str, title: str) -> Queue:
        return Queue(self, id_, title=title, visibility=Duration.minutes(6))

    def _transcoder(self) -> iam.Role:
        """What MediaConvert works as: it reads what was uploaded, and writes what it makes."""
        role = iam.Role(self, "Transcoder", assumed_by=iam.ServicePrincipal(SERVICE))
        uploaded = [self._rights.objects(ORIGINALS), self._rights.objects(CAPTIONS)]
        role.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=uploaded))
        made = self._rights.objects("videos/")
        role.add_to_policy(iam.PolicyStatement(actions=["s3:PutObject"], resources=[made]))
        for prefix in (ORIGINALS, CAPTIONS, "videos/"):
            acknowledge_objects(role, self.bucket, prefix=prefix)
        return role

    def _api(self) -> Function:
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "video-api",
            stage=stage,
            handler="video.handlers.api",
            network=platform.network,
            memory=1024,
            # S3 may take its time to put a large file together.
            timeout=Duration.seconds(LONGEST_REQUEST_SECONDS - 1),
            settings=VideoApiSettings(
                stage=stage.name,
                videos_table=self.videos.name,
                viewers_table=self.viewers.name,
                stats_table=self.stats.name,
                reports_table=self.reports.name,
                idempotency_table=self.idempotency.name,
                films_bucket=self.bucket.bucket_name,
                largest_video=stage.largest_video,
                video_types=stage.video_types,
                cache_endpoint=platform.valkey.endpoint,
                origin_secret_arn=platform.origin_secret.arn,
                public_url=stage.url,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
            ),
        )
        self._rights.may_change(function)
        function.may("dynamodb:BatchGetItem", on=[self.videos.arn, self.stats.arn])
        function.may("dynamodb:GetItem", on=[self.stats.arn])
        function.may("dynamodb:Query", on=[self.videos.index(OWNER_INDEX), self.viewers.arn])
        function.may("dynamodb:PutItem", on=[self.viewers.arn])
        function.may(
            "dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:UpdateItem", on=[self.reports.arn]
        )
        function.may(
            "dynamodb:DeleteItem",
            "dynamodb:UpdateItem",
            on=[self.idempotency.arn],
        )
        function.may_read(platform.origin_secret)
        originals = self._rights.objects(ORIGINALS)
        function.may("s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject", on=[originals])
        function.may("s3:GetObject", "s3:PutObject", on=[self._rights.objects(CAPTIONS)])
        for prefix in (ORIGINALS, CAPTIONS):
            acknowledge_objects(function.role, self.bucket, prefix=prefix)
        self._rights.may_be_told_of_nothing(function)
        return function

    def _ingest(self) -> Function:
        function = Function(
            self,
            "video-ingest",
            stage=self._stage,
            handler="video.handlers.ingest",
            memory=1024,
            timeout=Duration.minutes(2),
            settings=VideoIngestSettings(
                videos_table=self.videos.name,
                films_bucket=self.bucket.bucket_name,
                transcoder_role_arn=self.transcoder.role_arn,
            ),
        )
        self._rights.may_change(function)
        self._rights.may_clear(function)
        self._rights.may_read_uploads(function)
        self._rights.may_order(function, works_as=self.transcoder)
        self.arrivals.feeds(function, batch_size=1)
        events.Rule(
            self,
            "Uploaded",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [self.bucket.bucket_name]},
                    "object": {"key": [{"prefix": ORIGINALS}]},
                },
            ),
            targets=[event_targets.SqsQueue(self.arrivals.resource)],
        )
        return function

    def _follower(self) -> Function:
        function = Function(
            self,
            "video-jobs",
            stage=self._stage,
            handler="video.handlers.jobs",
            memory=1769,  # one whole processor: it pastes previews and reads manifests
            timeout=Duration.minutes(5),
            own=("pictures",),
            settings=VideoJobsSettings(
                videos_table=self.videos.name, films_bucket=self.bucket.bucket_name
            ),
        )
        self._rights.may_change(function)
        self._rights.may_clear(function)
        function.may("s3:GetObject", "s3:PutObject", on=[self._rights.objects("videos/")])
        self.jobs.feeds(function, batch_size=1)
        events.Rule(
            self,
            "Transcoded",
            event_pattern=events.EventPattern(
                source=["aws.mediaconvert"],
                detail_type=["MediaConvert Job State Change"],
                detail={
                    "status": list(TOLD),
                    # Other stages' jobs are in the account's one queue too.
                    "userMetadata": {"bucket": [self.bucket.bucket_name]},
                },
            ),
            targets=[event_targets.SqsQueue(self.jobs.resource)],
        )
        return function

    def _upkeep(self) -> Function:
        function = Function(
            self,
            "video-upkeep",
            stage=self._stage,
            handler="video.handlers.upkeep",
            timeout=Duration.minutes(1),
            settings=VideoUpkeepSettings(
                videos_table=self.videos.name,
                films_bucket=self.bucket.bucket_name,
                arrivals_queue_url=self.arrivals.resource.queue_url,
                jobs_queue_url=self.jobs.resource.queue_url,
            ),
        )
        self._rights.may_change(function)
        function.may("dynamodb:Query", on=[self.videos.index(DUE_INDEX)])
        function.may("s3:GetObject", on=[self._rights.objects(ORIGINALS)])
        acknowledge_objects(function.role, self.bucket, prefix=ORIGINALS)
        self._rights.may_be_told_of_nothing(function)
        self._rights.may_look_at_jobs(function)
        self._rights.may_find_jobs(function)
        self._rights.may_cancel(function)
        queues = [self.arrivals.resource.queue_arn, self.jobs.resource.queue_arn]
        function.may("sqs:SendMessage", on=queues)
        Schedule(self, "EveryMinute", function=function, rate="1 minute")
        return function

    def _removal(self) -> Function:
        function = Function(
            self,
            "video-removal",
            stage=self._stage,
            handler="video.handlers.removal",
            timeout=Duration.minutes(5),
            settings=VideoRemovalSettings(
                videos_table=self.videos.name,
                stats_table=self.stats.name,
                films_bucket=self.bucket.bucket_name,
                reports_table=self.reports.name,
            ),
        )
        function.may("dynamodb:DeleteItem", "dynamodb:GetItem", on=[self.videos.arn])
        function.may("dynamodb:DeleteItem", on=[self.reports.arn])
        function.may("dynamodb:DeleteItem", "dynamodb:Query", on=[self.stats.arn])
        function.may("s3:AbortMultipartUpload", on=[self._rights.objects(ORIGINALS)])
        acknowledge_objects(function.role, self.bucket, prefix=ORIGINALS)
        self._rights.may_clear(function)
        self._rights.may_find_jobs(function)
        self._rights.may_cancel(function)
        self.videos.feeds(function, only=DELETED, failures=self.unremoved)
        return function

    def may_erase(self, function: Function) -> None:
        """What ``UploadsEraser`` calls."""
        self._rights.may_change(function)
        function.may("dynamodb:Query", on=[self.videos.index(OWNER_INDEX)])

    def _outputs(self) -> None:
        for name, value in (
            ("VideoReportsTable", self.reports.name),
            ("VideoArrivals", self.arrivals.resource.queue_url),
            ("VideoJobs", self.jobs.resource.queue_url),
        ):
            output = CfnOutput(self, name, value=value)
            output.override_logical_id(name)
