"""A DynamoDB table made from its contract: keys, indexes, TTL and stream are data there."""

from collections.abc import Mapping
from typing import cast

from aws_cdk import Stack, Tags
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from constructs import Construct

from contracts import tables
from infra.config import CONTRACT, Stage
from infra.constructs import retention
from infra.constructs.function import Function
from infra.constructs.queue import FailureQueue
from infra.constructs.replicas import replicated
from infra.constructs.stream import Stream
from infra.constructs.table_parts import RECOVERY, attribute, projection, warm

READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")


class Table(Construct):
    """On demand, restorable to any second of 35 days, encrypted, protected where it is durable.

    One that is read ``everywhere`` has a replica in each region of a stage that has several.

    After a restore (``Stage.restored``) everything names the restored table and ``resource`` stands
    beside it, to be looked at.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, contract: tables.Table) -> None:
        super().__init__(scope, id_)
        self.title = contract.name
        self.contract = contract
        self.resource = (
            replicated(self, stage, contract)
            if stage.regions and contract.everywhere
            else self._of_one_region(stage)
        )
        Tags.of(self.resource).add(CONTRACT, contract.name)
        self._restored, _, self._label = stage.restored.get(contract.name, "").partition("/stream/")

    def _of_one_region(self, stage: Stage) -> dynamodb.Table:
        contract = self.contract
        table = dynamodb.Table(
            self,
            "Table",
            partition_key=attribute(contract.partition),
            sort_key=attribute(contract.sort) if contract.sort else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute=contract.ttl,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if contract.stream else None,
            point_in_time_recovery_specification=RECOVERY,
            warm_throughput=warm(stage, contract),
            deletion_protection=stage.durable,
            removal_policy=retention.of_data(stage),
        )
        for index in contract.indexes:
            table.add_global_secondary_index(
                index_name=index.name,
                partition_key=attribute(index.partition),
                sort_key=attribute(index.sort) if index.sort else None,
                projection_type=projection(index),
                non_key_attributes=list(index.attributes) if index.attributes else None,
            )
        return table

    @property
    def name(self) -> str:
        return self._restored or self.resource.table_name

    @property
    def arn(self) -> str:
        if not self._restored:
            return self.resource.table_arn
        return Stack.of(self).format_arn(
            service="dynamodb", resource="table", resource_name=self._restored
        )

    @property
    def _stream(self) -> str | None:
        if not self._restored:
            return self.resource.table_stream_arn
        return f"{self.arn}/stream/{self._label}" if self._label else None

    def index(self, name: str) -> str:
        """The ARN of one index, for a grant."""
        return f"{self.arn}/index/{name}"

    def feeds(
        self, function: Function, *, only: Mapping[str, object], failures: FailureQueue
    ) -> None:
        """The function hears of changes that match ``only``; what it cannot handle is set aside."""
        stream_arn = self._stream
        if stream_arn is None:
            raise ValueError(f"{self.contract.name} has no stream")
        function.may(*READ_STREAM, on=[stream_arn])
        function.may("dynamodb:ListStreams", on=["*"])
        function.may("sqs:SendMessage", on=[failures.resource.queue_arn])
        lambda_.EventSourceMapping(
            function,
            "From" + self.node.id,
            target=function.target,
            event_source_arn=stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=10,
            bisect_batch_on_error=True,
            retry_attempts=50,
            report_batch_item_failures=True,
            filters=[lambda_.FilterCriteria.filter(dict(only))],
            on_failure=event_sources.SqsDlq(failures.resource),
        ).node.add_dependency(function.role)

    def stream_to(self, stream: Stream) -> None:
        """Every change of an item, before and after, goes into ``stream``."""
        table = cast("dynamodb.CfnTable", self.resource.node.default_child)
        table.kinesis_stream_specification = dynamodb.CfnTable.KinesisStreamSpecificationProperty(
            stream_arn=stream.arn, approximate_creation_date_time_precision="MILLISECOND"
        )
