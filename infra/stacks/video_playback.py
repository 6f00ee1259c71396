"""Playback sessions, their tokens at the edge, profiles and what they watched."""

from aws_cdk import CfnOutput, CustomResource, Duration
from aws_cdk import aws_s3 as s3
from constructs import Construct

from contracts.tables.video_sessions import OPEN_INDEX, OWNER_INDEX, VIDEO_SESSIONS
from contracts.tables.video_viewing import RECENT_INDEX
from infra import routes
from infra.config import Stage
from infra.constructs.bucket import acknowledge_objects, private_bucket
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.playback_edge import PlaybackEdge
from infra.constructs.queue import FailureQueue, Queue
from infra.constructs.schedule import Schedule
from infra.constructs.secret import Secret
from infra.constructs.stream import Stream
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from video.settings.playback import (
    VideoKeysSettings,
    VideoSessionsSettings,
    VideoStreamsSettings,
    VideoViewingSettings,
    VideoViewsSettings,
)

DAY_SECONDS = 86_400
PROFILES = ("dynamodb:PutItem", "dynamodb:Query")  # to choose one, and to make the first
TURNING = (
    "cloudfront-keyvaluestore:DeleteKey",
    "cloudfront-keyvaluestore:DescribeKeyValueStore",
    "cloudfront-keyvaluestore:GetKey",
    "cloudfront-keyvaluestore:PutKey",
)


class VideoPlayback(Construct):
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
        accounts: Table,
        viewers: Table,
        stats: Table,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._platform = stage, platform
        self._videos, self._accounts = videos, accounts
        self._viewers, self._stats = viewers, stats
        self.sessions = Table(self, "Sessions", stage=stage, contract=VIDEO_SESSIONS)
        self.views = Stream(self, "Views", stage=stage, title="views", shards=stage.view_shards)
        self.quarantine = private_bucket(self, "Quarantine", stage=stage, lifecycle=[])
        self.edge = PlaybackEdge(self, "Edge", stage=stage, bucket=bucket)
        self.signing = Secret(
            self,
            "Signing",
            stage=stage,
            key=platform.secrets_key,
            what_for="keys that sign playback tokens",
            why_not_rotated="video-keys turns its keys, with the edge's, on a schedule of its own.",
        )
        keys, streams, sweeper = self._keys(), self._streams(), self._sweeper()
        counter, viewing = self._counter(), self._viewing()
        self.starts = streams
        self.functions: list[Function] = [keys, streams, sweeper, counter, viewing]
        self.consumers: list[Function] = [counter]
        self.queues: list[Queue | FailureQueue] = []
        self.streams: list[Stream] = [self.views]
        self.tables: list[Table] = [self.sessions]
        api = platform.api
        self.routes: list[Routes] = [
            Routes(self, "Streams", api=api, function=streams, routes=routes.VIDEO_STREAMS),
            Routes(self, "Viewing", api=api, function=viewing, routes=routes.VIDEO_VIEWING),
        ]
        for name, value in (
            ("VideoSessionsTable", self.sessions.name),
            ("ViewsStream", self.views.name),
            ("VideoQuarantine", self.quarantine.bucket_name),
            ("EdgeKeysArn", self.edge.keys.key_value_store_arn),
            ("SigningSecretArn", self.signing.arn),
        ):
            CfnOutput(self, name, value=value).override_logical_id(name)

    def _keys(self) -> Function:
        """Runs at every deployment, so that there is a key before there is a player."""
        function = Function(
            self,
            "video-keys",
            stage=self._stage,
            handler="video.handlers.keys",
            own=("signing",),
            timeout=Duration.minutes(1),
            settings=VideoKeysSettings(
                signing_secret_arn=self.signing.arn,
                edge_keys_arn=self.edge.keys.key_value_store_arn,
                period_seconds=self._stage.signing_key_days * DAY_SECONDS,
                token_seconds=self._stage.playback_token_seconds,
            ),
        )
        function.may_replace(self.signing)
        function.may(*TURNING, on=[self.edge.keys.key_value_store_arn])
        Schedule(self, "TurnKeys", function=function, rate="1 hour")
        first = CustomResource(
            self, "Turned", service_token=function.newest_arn, resource_type="Custom::SigningKeys"
        )
        first.node.add_dependency(function.role)
        return function

    def _streams(self) -> Function:
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "video-streams",
            stage=stage,
            handler="video.handlers.streams",
            network=platform.network,
            memory=1024,
            settings=VideoStreamsSettings(
                stage=stage.name,
                videos_table=self._videos.name,
                viewers_table=self._viewers.name,
                sessions_table=self.sessions.name,
                accounts_table=self._accounts.name,
                views_stream=self.views.name,
                signing_secret_arn=self.signing.arn,
                public_url=stage.url,
                token_seconds=stage.playback_token_seconds,
                lease_seconds=stage.stream_lease_seconds,
                cache_endpoint=platform.valkey.endpoint,
                origin_secret_arn=platform.origin_secret.arn,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
            ),
        )
        function.may("dynamodb:GetItem", on=[self._videos.arn, self._accounts.arn])
        function.may(*PROFILES, "dynamodb:GetItem", "dynamodb:UpdateItem", on=[self._viewers.arn])
        self._may_end(function)
        function.may("dynamodb:BatchGetItem", "dynamodb:DeleteItem", on=[self.sessions.arn])
        function.may_read(platform.origin_secret, self.signing)
        return function

    def _may_end(self, function: Function) -> None:
        function.may(
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            on=[self.sessions.arn],
        )
        function.may("kinesis:PutRecord", on=[self.views.arn])

    def _sweeper(self) -> Function:
        function = Function(
            self,
            "video-sessions",
            stage=self._stage,
            handler="video.handlers.sessions",
            timeout=Duration.minutes(5),
            settings=VideoSessionsSettings(
                sessions_table=self.sessions.name,
                viewers_table=self._viewers.name,
                views_stream=self.views.name,
                patience_seconds=self._stage.stream_patience_seconds,
            ),
        )
        function.may("dynamodb:Query", on=[self.sessions.index(OPEN_INDEX)])
        function.may("dynamodb:UpdateItem", on=[self._viewers.arn])
        self._may_end(function)
        Schedule(self, "Sweep", function=function, rate="1 minute")
        return function

    def _counter(self) -> Function:
        function = Function(
            self,
            "video-views",
            stage=self._stage,
            handler="video.handlers.views",
            timeout=Duration.minutes(1),
            settings=VideoViewsSettings(
                videos_table=self._videos.name,
                viewers_table=self._viewers.name,
                stats_table=self._stats.name,
                quarantine_bucket=self.quarantine.bucket_name,
            ),
        )
        function.may("dynamodb:BatchGetItem", on=[self._videos.arn, self._viewers.arn])
        function.may("dynamodb:PutItem", "dynamodb:UpdateItem", on=[self._stats.arn])
        function.may("dynamodb:UpdateItem", on=[self._viewers.arn])
        function.may("s3:PutObject", on=[self.quarantine.arn_for_objects("*")])
        acknowledge_objects(function.role, self.quarantine)
        self.views.feeds(function, batch_size=200, window=Duration.seconds(1))
        return function

    def _viewing(self) -> Function:
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "video-viewing",
            stage=stage,
            handler="video.handlers.viewing",
            network=platform.network,
            memory=1024,
            settings=VideoViewingSettings(
                stage=stage.name,
                videos_table=self._videos.name,
                viewers_table=self._viewers.name,
                stats_table=self._stats.name,
                cache_endpoint=platform.valkey.endpoint,
                origin_secret_arn=platform.origin_secret.arn,
                public_url=stage.url,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
            ),
        )
        function.may("dynamodb:BatchGetItem", "dynamodb:GetItem", on=[self._videos.arn])
        function.may(
            *PROFILES,
            "dynamodb:BatchGetItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:UpdateItem",
            on=[self._viewers.arn],
        )
        function.may("dynamodb:Query", on=[self._viewers.index(RECENT_INDEX)])
        function.may(
            "dynamodb:BatchGetItem",
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
            on=[self._stats.arn],
        )
        function.may_read(platform.origin_secret)
        return function

    def may_erase(self, function: Function) -> None:
        """What ``SessionsEraser`` and ``ViewingEraser`` call."""
        function.may("dynamodb:DeleteItem", on=[self.sessions.arn])
        function.may("dynamodb:Query", on=[self.sessions.index(OWNER_INDEX)])
        function.may(
            "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query", on=[self._viewers.arn]
        )
        function.may("dynamodb:UpdateItem", on=[self._stats.arn])
