"""Films at the edge before they are asked for: views by region are counted, and what a region will
want is fetched through the CDN."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from constructs import Construct

from contracts.tables.video_demand import DEMAND, Region
from infra.config import Stage
from infra.constructs.function import Function
from infra.constructs.queue import Queue
from infra.constructs.schedule import Schedule
from infra.constructs.secret import Secret
from infra.constructs.stream import Stream
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from video.settings.prepositioning import (
    VideoDemandSettings,
    VideoNightSettings,
    VideoWarmingSettings,
)

NIGHTS: dict[Region, str] = {
    "us-east": "America/New_York",
    "us-west": "America/Los_Angeles",
    "eu-west": "Europe/Dublin",
    "asia-southeast": "Asia/Singapore",
}
IN_THE_NIGHT = "30 3 * * ? *"  # between midnight and six, when lines are idle


class Prepositioning:
    """Stands in the catalogue's room, as what it makes was there before it was taken apart.

    ``views`` is the stream of playback, ``signing`` the secret of its tokens.
    """

    def __init__(
        self,
        room: Construct,
        *,
        stage: Stage,
        platform: PlatformStack,
        videos: Table,
        views: Stream,
        signing: Secret,
    ) -> None:
        self._room, self._stage, self._platform = room, stage, platform
        self._videos, self._signing = videos, signing
        self.demand = Table(room, "Demand", stage=stage, contract=DEMAND)
        self.warm = Queue(room, "Warm", title="video-warming", visibility=Duration.minutes(30))
        self.counter = self._counter(views)
        self.night = self._night()
        self.warming = self._warming()

    def _counter(self, views: Stream) -> Function:
        function = Function(
            self._room,
            "video-demand",
            stage=self._stage,
            handler="video.handlers.demand",
            timeout=Duration.minutes(1),
            settings=VideoDemandSettings(demand_table=self.demand.name),
        )
        function.may("dynamodb:UpdateItem", on=[self.demand.arn])
        views.feeds(function, batch_size=1_000, window=Duration.seconds(10))
        return function

    def _night(self) -> Function:
        function = Function(
            self._room,
            "video-night",
            stage=self._stage,
            handler="video.handlers.night",
            memory=512,
            timeout=Duration.minutes(15),
            settings=VideoNightSettings(
                videos_table=self._videos.name,
                demand_table=self.demand.name,
                bus_name=self._platform.bus.event_bus_name,
            ),
        )
        function.may("dynamodb:Query", on=[self.demand.arn])
        function.may("dynamodb:BatchGetItem", on=[self._videos.arn])
        function.may("events:PutEvents", on=[self._platform.bus.event_bus_arn])
        for region, zone in NIGHTS.items():
            night = "Night" + region.title().replace("-", "")
            event = {"region": region}
            Schedule(
                self._room, night, function=function, cron=IN_THE_NIGHT, zone=zone, event=event
            )
        return function

    def _warming(self) -> Function:
        """Outside the network: it asks the CDN as a player does."""
        function = Function(
            self._room,
            "video-warming",
            stage=self._stage,
            handler="video.handlers.warming",
            memory=1024,
            timeout=Duration.minutes(5),
            settings=VideoWarmingSettings(
                videos_table=self._videos.name,
                signing_secret_arn=self._signing.arn,
                public_url=self._stage.url,
            ),
        )
        function.may("dynamodb:GetItem", on=[self._videos.arn])
        function.may_read(self._signing)
        self.warm.feeds(function, batch_size=1)
        events.Rule(
            self._room,
            "Preposition",
            event_bus=self._platform.bus,
            event_pattern=events.EventPattern(
                source=["triptych.video"], detail_type=["content.preposition"]
            ),
            targets=[event_targets.SqsQueue(self.warm.resource)],
        )
        return function
