"""A table as it was at a second of the last 35 days, in a new table beside it.

DynamoDB restores items and indexes, and nothing else; what else the stacks give a table is put on
it here: point-in-time recovery, time to live, its stream, the Kinesis stream it tells, protection,
replicas in other regions.
The stacks are pointed at it by the setting that the command prints.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.failures import LocalFailure

from .deployed import CONTRACT, Deployed
from .replicating import Replicating

PATIENCE = 6 * 60 * 60  # seconds; a large table takes hours
PAUSE = 5.0
TABLES = ("AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table")
Json = dict[str, Any]  # Any: what AWS answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """``setting`` is what the stacks are deployed with from now on.

    ``items`` are the source's, as DynamoDB last counted them: it does so every six hours, so of a
    table that was just made it says 0 whatever is in it, and counting by hand reads all of it.
    """

    source: str
    target: str
    items: int
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    stage: Deployed
    sleep: Callable[[float], None] = time.sleep

    def restore(self, contract: str, *, at: datetime | None) -> Restored:
        """``contract`` is a name in ``contracts/tables``; ``at`` None: the latest second there is.

        Raises LocalFailure for a table that the stage does not have.
        """
        dynamodb = self.stage.client("dynamodb")
        source = self._found(dynamodb, contract)
        suffix = (at or datetime.now().astimezone()).strftime("%Y%m%d%H%M%S")
        target = f"{source}-at-{suffix}"[:255]
        when: Json = {"RestoreDateTime": at} if at else {"UseLatestRestorableTime": True}
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=source, TargetTableName=target, **when
        )
        self._wait(dynamodb, target)
        label = self._complete(dynamodb, source, target)
        Replicating(
            stage=self.stage, attempts=int(PATIENCE / PAUSE), pause=lambda: self.sleep(PAUSE)
        ).like(source, target)
        items = dynamodb.describe_table(TableName=source)["Table"].get("ItemCount", 0)
        aim = f"{target}/stream/{label}" if label else target
        return Restored(source=source, target=target, items=items, setting=f"{contract}={aim}")

    def _found(self, dynamodb: Any, contract: str) -> str:  # Any: a boto3 client
        by_contract: dict[str, str] = {}
        for table in (found for type_ in TABLES for found in self.stage.all(type_)):
            arn = dynamodb.describe_table(TableName=table.id)["Table"]["TableArn"]
            tags = dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"]
            by_contract |= {tag["Value"]: table.id for tag in tags if tag["Key"] == CONTRACT}
        if contract not in by_contract:
            raise LocalFailure(
                f"There is no table {contract!r}; there are {', '.join(sorted(by_contract))}."
            )
        return by_contract[contract]

    def _wait(self, dynamodb: Any, table: str) -> None:  # Any: a boto3 client
        for _ in range(int(PATIENCE / PAUSE)):
            if dynamodb.describe_table(TableName=table)["Table"]["TableStatus"] == "ACTIVE":
                return
            self.sleep(PAUSE)
        raise LocalFailure(f"{table} is not restored after {PATIENCE // 3600} hours; look there.")

    def _complete(self, dynamodb: Any, source: str, target: str) -> str:  # Any: a boto3 client
        """The label of the new stream, where the source has one."""
        before = dynamodb.describe_table(TableName=source)["Table"]
        dynamodb.update_continuous_backups(
            TableName=target,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
        ttl = dynamodb.describe_time_to_live(TableName=source)["TimeToLiveDescription"]
        if ttl.get("TimeToLiveStatus") == "ENABLED":
            dynamodb.update_time_to_live(
                TableName=target,
                TimeToLiveSpecification={"Enabled": True, "AttributeName": ttl["AttributeName"]},
            )
        self._tell(dynamodb, source, target)
        if before.get("DeletionProtectionEnabled"):
            dynamodb.update_table(TableName=target, DeletionProtectionEnabled=True)
            self._wait(dynamodb, target)
        stream = before.get("StreamSpecification")
        if not (stream and stream.get("StreamEnabled")):
            return ""
        dynamodb.update_table(TableName=target, StreamSpecification=stream)
        self._wait(dynamodb, target)
        return str(dynamodb.describe_table(TableName=target)["Table"]["LatestStreamLabel"])

    def _tell(self, dynamodb: Any, source: str, target: str) -> None:  # Any: a boto3 client
        """Changes of the new table go into the same Kinesis stream."""
        told = dynamodb.describe_kinesis_streaming_destination(TableName=source)
        for each in told["KinesisDataStreamDestinations"]:
            if each["DestinationStatus"] == "ACTIVE":
                dynamodb.enable_kinesis_streaming_destination(
                    TableName=target,
                    StreamArn=each["StreamArn"],
                    EnableKinesisStreamingConfiguration={
                        "ApproximateCreationDateTimePrecision": "MILLISECOND"
                    },
                )
