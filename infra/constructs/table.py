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
from infra.constructs.stream import Stream

READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
TYPES = {
    "S": dynamodb.AttributeType.STRING,
    "N": dynamodb.AttributeType.NUMBER,
    "B": dynamodb.AttributeType.BINARY,
}


class Table(Construct):
    """On demand, restorable to any second of 35 days, encrypted, protected where it is durable.

    After a restore (``Stage.restored``) everything names the restored table and ``resource`` stands
    beside it, to be looked at.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, contract: tables.Table) -> None:
        super().__init__(scope, id_)
        self.title = contract.name
        self.contract = contract
        self.resource = dynamodb.Table(
            self,
            "Table",
            partition_key=_attribute(contract.partition),
            sort_key=_attribute(contract.sort) if contract.sort else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute=contract.ttl,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if contract.stream else None,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            warm_throughput=_warm(stage, contract),
            deletion_protection=stage.durable,
            removal_policy=retention.of_data(stage),
        )
        Tags.of(self.resource).add(CONTRACT, contract.name)
        self._restored, _, self._label = stage.restored.get(contract.name, "").partition("/stream/")
        for index in contract.indexes:
            self._add(index)

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

    def _add(self, index: tables.Index) -> None:
        keys_only = index.attributes is not None and not index.attributes
        projection = dynamodb.ProjectionType.INCLUDE
        if index.attributes is None:
            projection = dynamodb.ProjectionType.ALL
        elif keys_only:
            projection = dynamodb.ProjectionType.KEYS_ONLY
        self.resource.add_global_secondary_index(
            index_name=index.name,
            partition_key=_attribute(index.partition),
            sort_key=_attribute(index.sort) if index.sort else None,
            projection_type=projection,
            non_key_attributes=list(index.attributes) if index.attributes else None,
        )


def _warm(stage: Stage, contract: tables.Table) -> dynamodb.WarmThroughput | None:
    units = stage.warm.get(contract.name)
    if units is None:
        return None
    return dynamodb.WarmThroughput(
        read_units_per_second=units.reads, write_units_per_second=units.writes
    )


def _attribute(key: tables.Key) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=key.name, type=TYPES[key.type])
