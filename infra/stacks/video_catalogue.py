"""What lists videos: browse, search, trending, recommendations."""

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_s3 as s3
from constructs import Construct

from contracts.tables.video_catalogue import CATALOGUE, POSTINGS, SUGGESTIONS
from contracts.tables.video_viewing import RATING, RECENT_INDEX, SHELF_INDEX
from core.settings import Settings
from infra import routes
from infra.config import Stage
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.queue import FailureQueue, Queue
from infra.constructs.schedule import Schedule
from infra.constructs.secret import Secret
from infra.constructs.stream import Stream
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from infra.stacks.video_prepositioning import Prepositioning
from video.settings.catalogue import (
    VideoCatalogueSettings,
    VideoShelfUpkeepSettings,
    VideoShelvesSettings,
    VideoTrendingSettings,
)
from video.settings.recommending import VideoLearningSettings

KEPT = (
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
)


class VideoCatalogue(Construct):
    """``views`` is the stream of playback, ``signing`` the secret of its tokens.

    ``consumers`` read streams; their age is watched.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        bucket: s3.Bucket,  # noqa: ARG002  # the same keywords for each room
        videos: Table,
        accounts: Table,  # noqa: ARG002  # likewise
        viewers: Table,
        stats: Table,
        views: Stream,
        signing: Secret,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._platform = stage, platform
        self._videos, self._viewers, self._stats = videos, viewers, stats
        self.catalogue = Table(self, "Shelves", stage=stage, contract=CATALOGUE)
        self.suggestions = Table(self, "Suggestions", stage=stage, contract=SUGGESTIONS)
        self.postings = Table(self, "Postings", stage=stage, contract=POSTINGS)
        self.prepositioning = Prepositioning(
            self, stage=stage, platform=platform, videos=videos, views=views, signing=signing
        )
        self.demand = self.prepositioning.demand
        self.tables: list[Table] = [
            self.catalogue, self.suggestions, self.postings, self.demand
        ]  # fmt: skip
        self.unshelved = FailureQueue(self, "ShelvesFailures", title="video-unshelved")
        self.queues: list[Queue | FailureQueue] = [self.unshelved, self.prepositioning.warm]
        self.api = self._api()
        self.learning = self._learning()
        self.consumers: list[Function] = [self._shelves(), self.prepositioning.counter]
        self.functions: list[Function] = [
            self.api,
            self.learning,
            *self.consumers,
            self._upkeep(),
            self._trending(),
            self.prepositioning.night,
            self.prepositioning.warming,
        ]
        self.routes: list[Routes] = [
            Routes(
                self, "Routes", api=platform.api, function=self.api, routes=routes.VIDEO_CATALOGUE
            )
        ]
        self._outputs()

    def may_erase(self, function: Function) -> None:
        """What ``SuggestionTable.erase`` calls."""
        function.may("dynamodb:DeleteItem", "dynamodb:Query", on=[self.suggestions.arn])

    def _api(self) -> Function:
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "video-catalogue",
            stage=stage,
            handler="video.handlers.catalogue",
            network=platform.network,
            memory=1024,
            settings=VideoCatalogueSettings(
                stage=stage.name,
                videos_table=self._videos.name,
                viewers_table=self._viewers.name,
                stats_table=self._stats.name,
                catalogue_table=self.catalogue.name,
                suggestions_table=self.suggestions.name,
                postings_table=self.postings.name,
                cache_endpoint=platform.valkey.endpoint,
                origin_secret_arn=platform.origin_secret.arn,
                public_url=stage.url,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
            ),
        )
        function.may("dynamodb:BatchGetItem", "dynamodb:GetItem", on=[self._videos.arn])
        function.may("dynamodb:BatchGetItem", on=[self._stats.arn])
        function.may(  # to choose a profile and to make the first; what a profile watched
            "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query", on=[self._viewers.arn]
        )
        function.may("dynamodb:Query", on=[self._viewers.index(RECENT_INDEX)])
        function.may("dynamodb:Query", on=[self.catalogue.arn])
        function.may("dynamodb:GetItem", on=[self.suggestions.arn])
        function.may("dynamodb:BatchGetItem", "dynamodb:GetItem", on=[self.postings.arn])
        function.may_read(platform.origin_secret)
        return function

    def _shelves(self) -> Function:
        function = Function(
            self,
            "video-shelves",
            stage=self._stage,
            handler="video.handlers.shelves",
            timeout=Duration.minutes(2),
            settings=VideoShelvesSettings(
                videos_table=self._videos.name,
                stats_table=self._stats.name,
                catalogue_table=self.catalogue.name,
                postings_table=self.postings.name,
                demand_table=self.demand.name,
                bus_name=self._platform.bus.event_bus_name,
            ),
        )
        function.may("dynamodb:BatchGetItem", "dynamodb:GetItem", on=[self._videos.arn])
        function.may("dynamodb:GetItem", on=[self._stats.arn])
        function.may(
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
            on=[self.catalogue.arn],
        )
        function.may(*KEPT, on=[self.postings.arn])
        function.may("dynamodb:Query", on=[self.demand.arn])
        function.may("events:PutEvents", on=[self._platform.bus.event_bus_arn])
        any_change = {"eventName": ["INSERT", "MODIFY", "REMOVE"]}
        self._videos.feeds(function, only=any_change, failures=self.unshelved)
        rated = {"dynamodb": {"Keys": {"sk": {"S": [RATING]}}}}
        self._stats.feeds(function, only=rated, failures=self.unshelved)
        return function

    def _upkeep(self) -> Function:
        function = self._scheduled(
            "video-shelf-upkeep",
            memory=1769,
            settings=VideoShelfUpkeepSettings(postings_table=self.postings.name),
        )
        function.may(*KEPT, on=[self.postings.arn])
        Schedule(self, "EveryHour", function=function, rate="1 hour")
        return function

    def _trending(self) -> Function:
        function = self._scheduled(
            "video-trending",
            settings=VideoTrendingSettings(
                videos_table=self._videos.name,
                stats_table=self._stats.name,
                suggestions_table=self.suggestions.name,
            ),
        )
        function.may("dynamodb:Query", on=[self._stats.index(SHELF_INDEX)])
        function.may("dynamodb:BatchGetItem", on=[self._videos.arn])
        function.may("dynamodb:PutItem", on=[self.suggestions.arn])
        Schedule(self, "EveryMinute", function=function, rate="1 minute")
        return function

    def _learning(self) -> Function:
        function = self._scheduled(
            "video-learning",
            own=("learning",),
            memory=self._stage.learning_memory_mb,
            settings=VideoLearningSettings(
                videos_table=self._videos.name,
                viewers_table=self._viewers.name,
                suggestions_table=self.suggestions.name,
            ),
        )
        function.may("dynamodb:Scan", "dynamodb:BatchGetItem", on=[self._viewers.arn])
        function.may("dynamodb:BatchGetItem", on=[self._videos.arn])
        function.may("dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", on=[self.suggestions.arn])
        Schedule(self, "EveryDay", function=function, rate="1 day")
        return function

    def _scheduled(
        self, title: str, *, settings: Settings, memory: int = 512, own: tuple[str, ...] = ()
    ) -> Function:
        """As long as a function may take."""
        return Function(
            self,
            title,
            stage=self._stage,
            handler=f"video.handlers.{title.removeprefix('video-').replace('-', '_')}",
            memory=memory,
            own=own,
            timeout=Duration.minutes(15),
            settings=settings,
        )

    def _outputs(self) -> None:
        for name, value in (
            ("CatalogueTable", self.catalogue.name),
            ("SuggestionsTable", self.suggestions.name),
            ("DemandTable", self.demand.name),
        ):
            CfnOutput(self, name, value=value).override_logical_id(name)
