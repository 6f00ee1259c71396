"""A Kinesis stream, and how a function reads one: in order, until retention ends."""

from aws_cdk import Duration
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Stage
from infra.constructs import retention
from infra.constructs.function import Function

READ = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)


class Stream(Construct):
    """Records are kept for seven days, which is how long a broken consumer has to be mended.

    ``shards`` 0 is a stream on demand.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        title: str,
        shards: int,
        name: str | None = None,
    ) -> None:
        """``name`` is for streams that another region knows."""
        super().__init__(scope, id_)
        self.title = title
        modes = kinesis.StreamMode
        self.resource = kinesis.Stream(
            self,
            "Stream",
            stream_name=name,
            stream_mode=modes.PROVISIONED if shards else modes.ON_DEMAND,
            shard_count=shards or None,
            retention_period=Duration.days(7),
            encryption=kinesis.StreamEncryption.MANAGED,
            removal_policy=retention.of_data(stage),
        )

    @property
    def name(self) -> str:
        return self.resource.stream_name

    @property
    def arn(self) -> str:
        return self.resource.stream_arn

    def feeds(
        self, function: Function, *, batch_size: int, window: Duration, dedicated: bool = False
    ) -> None:
        """One invocation per shard at a time; a failing batch is retried whole and in order.

        ``dedicated``: with a throughput of its own (enhanced fan-out); all others share 2 MB and
        five reads a second of each shard.
        """
        function.may(*READ, on=[self.arn])
        source = self.arn
        if dedicated:
            reader = kinesis.StreamConsumer(
                function,
                "Of" + self.node.id,
                stream=self.resource,
                stream_consumer_name=function.node.id,
            )
            source = reader.stream_consumer_arn
            function.may("kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard", on=[source])
        lambda_.EventSourceMapping(
            function,
            "From" + self.node.id,
            target=function.target,
            event_source_arn=source,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=batch_size,
            max_batching_window=window,
            parallelization_factor=1,
        ).node.add_dependency(function.role)
