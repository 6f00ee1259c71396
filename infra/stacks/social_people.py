"""What social does on hearing of people: copies of their profiles, and forgetting who left."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets

from infra.config import Stage
from infra.constructs.function import Function
from infra.constructs.queue import Queue
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from infra.stacks.social_graph import Graph
from infra.stacks.social_live import SocialLive
from infra.stacks.social_media import SocialMedia
from social.settings import SocialErasureSettings, SocialPeopleSettings


class People:
    """Stands in the stack of social itself, as what it makes was there before it was taken apart.

    ``heard`` are its queues.
    """

    def __init__(
        self,
        stack: Stack,
        *,
        stage: Stage,
        platform: PlatformStack,
        graph: Graph,
        reports: Table,
        media: SocialMedia,
        live: SocialLive,
    ) -> None:
        self._stack, self._stage, self._platform = stack, stage, platform
        self._graph, self._reports = graph, reports
        self._media, self._live = media, live
        self.profiles = Queue(
            stack, "Profiles", title="social-people", visibility=Duration.minutes(1)
        )
        self.copier = self._copier()
        self.erasures = Queue(
            stack, "Erasures", title="social-erasures", visibility=Duration.minutes(30)
        )
        self.erasure = self._erasure()
        self.functions = (self.copier, self.erasure)
        self.heard = (self.profiles, self.erasures)

    def _copier(self) -> Function:
        """Keeps copies of public profiles."""
        function = Function(
            self._stack,
            "social-people",
            stage=self._stage,
            handler="social.handlers.people",
            settings=SocialPeopleSettings(
                people_table=self._graph.people.name,
                reports_table=self._reports.name,
                live_table=self._live.table.name,
            ),
        )
        function.may("dynamodb:UpdateItem", on=[self._graph.people.arn])
        function.may("dynamodb:DeleteItem", on=[self._reports.arn])
        self._live.may_ring(function)
        self.profiles.feeds(function, batch_size=10)
        self._told("AccountChanged", "account.changed", self.profiles)
        return function

    def _erasure(self) -> Function:
        graph, media = self._graph, self._media
        function = Function(
            self._stack,
            "social-erasure",
            stage=self._stage,
            handler="social.handlers.erasure",
            network=self._platform.network,
            timeout=Duration.minutes(5),
            settings=SocialErasureSettings(
                tweets_table=graph.tweets.name,
                follows_table=graph.follows.name,
                reactions_table=graph.reactions.name,
                people_table=graph.people.name,
                media_table=media.table.name,
                uploads_bucket=media.uploads.bucket_name,
                pictures_bucket=media.pictures.bucket_name,
                live_table=self._live.table.name,
                reports_table=self._reports.name,
                cache_endpoint=self._platform.valkey.endpoint,
            ),
        )
        graph.may_be_changed_by(function)
        self._live.may_ring(function)
        media.may_list(function)
        media.may_clear(function)
        function.may("dynamodb:DeleteItem", on=[graph.tweets.arn])
        function.may("dynamodb:PutItem", on=[graph.people.arn])
        function.may("dynamodb:DeleteItem", on=[self._reports.arn])
        self.erasures.feeds(function, batch_size=1)
        self._told("AccountErased", "account.erased", self.erasures)
        return function

    def _told(self, id_: str, type_: str, queue: Queue) -> None:
        events.Rule(
            self._stack,
            id_,
            event_bus=self._platform.bus,
            event_pattern=events.EventPattern(detail_type=[type_]),
            targets=[event_targets.SqsQueue(queue.resource)],
        )
