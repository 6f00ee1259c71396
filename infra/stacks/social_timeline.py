"""Home timelines: fan-out in two hops, and the read path."""

from aws_cdk import Duration
from aws_cdk import aws_s3 as s3
from constructs import Construct

from contracts.http import Route
from contracts.tables.social import AUTHOR_INDEX, FOLLOWERS_INDEX, MERGED_INDEX
from infra.config import Stage
from infra.constructs.bucket import acknowledge_objects
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.stream import Stream
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from infra.stacks.social_live import SocialLive
from social.settings import SocialFanoutSettings, SocialHomeSettings

BATCH = 100  # changes or tasks; with those before it the most a small account's tweet waits for


class Timeline(Construct):
    """``changes`` is the stream of the tables' changes. Resources are public for monitoring."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        tweets: Table,
        follows: Table,
        reactions: Table,
        people: Table,
        changes: Stream,
        quarantine: s3.Bucket,
        live: SocialLive,
        routes: tuple[Route, ...],
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._platform = stage, platform
        self._quarantine, self._live = quarantine, live
        self._tweets, self._follows, self._people = tweets, follows, people
        self.work = Stream(
            self, "Work", stage=stage, title="social-work", shards=stage.social_work_shards
        )
        self.fanout = self._hop("social-fanout", "social.handlers.fanout", changes)
        self.fanout.may("dynamodb:GetItem", on=[people.arn, follows.arn])
        self.fanout.may("dynamodb:Query", on=[tweets.index(AUTHOR_INDEX)])
        self.worker = self._hop("social-fanout-work", "social.handlers.fanout_work", self.work)
        self.worker.may("dynamodb:Query", on=[follows.index(FOLLOWERS_INDEX)])
        live.may_ring(self.worker)
        self.home = self._home(reactions)
        self.routes = Routes(self, "Routes", api=platform.api, function=self.home, routes=routes)

    @property
    def functions(self) -> list[Function]:
        return [self.fanout, self.worker, self.home]

    def _hop(self, name: str, handler: str, stream: Stream) -> Function:
        function = Function(
            self,
            name,
            stage=self._stage,
            handler=handler,
            network=self._platform.network,
            timeout=Duration.minutes(1),
            settings=SocialFanoutSettings(
                tweets_table=self._tweets.name,
                follows_table=self._follows.name,
                people_table=self._people.name,
                work_stream=self.work.name,
                live_table=self._live.table.name,
                cache_endpoint=self._platform.valkey.endpoint,
                quarantine_bucket=self._quarantine.bucket_name,
            ),
        )
        function.may("kinesis:PutRecords", on=[self.work.arn])
        function.may("s3:PutObject", on=[self._quarantine.arn_for_objects("*")])
        acknowledge_objects(function.role, self._quarantine)
        stream.feeds(
            function,
            batch_size=BATCH,
            window=Duration.seconds(0),
            dedicated=self._stage.dedicated_readers,
        )
        return function

    def _home(self, reactions: Table) -> Function:
        """The hot path: no third-party code."""
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "social-home",
            stage=stage,
            handler="social.handlers.home",
            network=platform.network,
            vendor=False,
            memory=512,
            quiet=True,
            settings=SocialHomeSettings(
                tweets_table=self._tweets.name,
                follows_table=self._follows.name,
                reactions_table=reactions.name,
                people_table=self._people.name,
                cache_endpoint=platform.valkey.endpoint,
                origin_secret_arn=platform.origin_secret.arn,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
                log_sample=stage.log_sample,
            ),
        )
        function.may(
            "dynamodb:BatchGetItem",
            on=[self._tweets.arn, self._follows.arn, reactions.arn, self._people.arn],
        )
        function.may(
            "dynamodb:Query",
            on=[
                self._follows.arn,
                reactions.arn,
                self._tweets.index(AUTHOR_INDEX),
                self._people.index(MERGED_INDEX),
            ],
        )
        function.may_read(platform.origin_secret)
        return function
