"""How clicks are counted: the stream, its archive, segments, hours and days, and their audit."""

from aws_cdk import Duration, Stack

from infra.config import Stage
from infra.constructs.archive import Archive
from infra.constructs.bucket import acknowledge_objects, private_bucket
from infra.constructs.function import Function
from infra.constructs.monitoring import Monitoring
from infra.constructs.schedule import Schedule
from infra.constructs.stream import Stream
from infra.constructs.table import Table
from infra.regions import fixed_name
from infra.stacks.platform import PlatformStack
from links.settings import ClicksSettings, LinksAuditSettings, RollupSettings

STREAM = "clicks"


class Counting:
    """Stands in the stack of links itself, as what it makes was there before it was taken apart."""

    def __init__(
        self, stack: Stack, *, stage: Stage, platform: PlatformStack, urls: Table, clicks: Table
    ) -> None:
        self._stack, self._stage, self._platform = stack, stage, platform
        self._urls, self._clicks = urls, clicks
        self.stream = Stream(
            stack,
            "Stream",
            stage=stage,
            title=STREAM,
            shards=stage.click_shards,
            name=fixed_name(stage, STREAM) if stage.regions else None,
        )
        self.archive = Archive(stack, "Archive", stage=stage, stream=self.stream)
        self.quarantine = private_bucket(stack, "Quarantine", stage=stage, lifecycle=[])
        self.counter = self._counter()
        self.rollup = self._rollup()
        self.audit = self._audit()
        self.functions = (self.counter, self.rollup, self.audit)

    def watched_by(self, monitoring: Monitoring) -> None:
        """Beside functions and stream."""
        monitoring.watch_age(self.counter)
        monitoring.watch_delivery("clicks", self.archive.delivery.ref)

    def _counter(self) -> Function:
        function = Function(
            self._stack,
            "links-clicks",
            stage=self._stage,
            handler="links.handlers.clicks",
            network=self._platform.network,
            memory=self._stage.counter_memory_mb,
            timeout=Duration.minutes(1),
            settings=ClicksSettings(
                clicks_table=self._clicks.name,
                cache_endpoint=self._platform.valkey.endpoint,
                quarantine_bucket=self.quarantine.bucket_name,
            ),
        )
        function.may("dynamodb:PutItem", "dynamodb:Query", on=[self._clicks.arn])
        function.may("s3:PutObject", on=[self.quarantine.arn_for_objects("*")])
        acknowledge_objects(function.role, self.quarantine)
        window = Duration.seconds(self._stage.click_window_seconds)
        self.stream.feeds(function, batch_size=10_000, window=window)
        return function

    def _rollup(self) -> Function:
        function = Function(
            self._stack,
            "links-rollup",
            stage=self._stage,
            handler="links.handlers.rollup",
            network=self._platform.network,
            memory=self._stage.rollup_memory_mb,
            timeout=Duration.minutes(5),
            settings=RollupSettings(
                clicks_table=self._clicks.name,
                clicks_stream=self.stream.name,
                urls_table=self._urls.name,
                cache_endpoint=self._platform.valkey.endpoint,
                prewarm_links=self._stage.prewarm_links,
            ),
        )
        function.may(
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            on=[self._clicks.arn],
        )
        function.may("dynamodb:BatchGetItem", on=[self._urls.arn])
        function.may("kinesis:PutRecords", on=[self.stream.arn])
        Schedule(self._stack, "EveryMinute", function=function, rate="1 minute")
        return function

    def _audit(self) -> Function:
        """Counts an hour again, by the segments; an hour has an hour's time to be counted in."""
        function = Function(
            self._stack,
            "links-audit",
            stage=self._stage,
            handler="links.handlers.audit",
            memory=1769,
            timeout=Duration.minutes(15),
            settings=LinksAuditSettings(clicks_table=self._clicks.name),
        )
        function.may(
            "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", on=[self._clicks.arn]
        )
        Schedule(self._stack, "EveryQuarterOfAnHour", function=function, rate="15 minutes")
        return function
