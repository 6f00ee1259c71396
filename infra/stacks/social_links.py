"""Links in tweets: links is told of the addresses, and its answer is put on the tweet."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.constructs.bucket import acknowledge_objects
from infra.constructs.function import Function
from infra.constructs.queue import Queue
from infra.constructs.stream import Stream
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from social.settings import SocialLinkedSettings, SocialLinksSettings


class TweetLinks(Construct):
    """``changes`` is the stream of the tables' changes."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        tweets: Table,
        changes: Stream,
        quarantine: s3.Bucket,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._platform = stage, platform
        self._quarantine = quarantine
        self.answers = Queue(self, "Answers", title="social-linked", visibility=Duration.minutes(2))
        self.teller = self._teller(changes)
        self.keeper = self._keeper(tweets)

    @property
    def functions(self) -> list[Function]:
        return [self.teller, self.keeper]

    def _teller(self, changes: Stream) -> Function:
        function = Function(
            self,
            "social-links",
            stage=self._stage,
            handler="social.handlers.links",
            timeout=Duration.minutes(1),
            settings=SocialLinksSettings(
                bus_name=self._platform.bus.event_bus_name,
                quarantine_bucket=self._quarantine.bucket_name,
            ),
        )
        function.may("events:PutEvents", on=[self._platform.bus.event_bus_arn])
        function.may("s3:PutObject", on=[self._quarantine.arn_for_objects("*")])
        acknowledge_objects(function.role, self._quarantine)
        changes.feeds(function, batch_size=1_000, window=Duration.seconds(1))
        return function

    def _keeper(self, tweets: Table) -> Function:
        function = Function(
            self,
            "social-linked",
            stage=self._stage,
            handler="social.handlers.linked",
            network=self._platform.network,
            settings=SocialLinkedSettings(
                tweets_table=tweets.name, cache_endpoint=self._platform.valkey.endpoint
            ),
        )
        function.may("dynamodb:GetItem", "dynamodb:UpdateItem", on=[tweets.arn])
        self.answers.feeds(function, batch_size=10)
        events.Rule(
            self,
            "Shortened",
            event_bus=self._platform.bus,
            event_pattern=events.EventPattern(detail_type=["tweet.shortened"]),
            targets=[event_targets.SqsQueue(self.answers.resource)],
        )
        return function
