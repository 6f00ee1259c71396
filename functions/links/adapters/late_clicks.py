"""Late clicks in DynamoDB, and Kinesis as the place they should have gone to."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from contracts.tables.links_late import late_partitions

from ..redirect.late import LateClick

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kinesis import KinesisClient

REFUSALS = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "LimitExceededException",
        "InternalFailure",
        "ServiceUnavailable",
    }
)


class LateClickTable:
    """``late.WaitingClicks``: a query per partition, and a delete per click that went."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def oldest(self, *, most: int) -> list[LateClick]:
        found: list[LateClick] = []
        for partition in late_partitions():
            if len(found) >= most:
                break
            answer = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :partition",
                ExpressionAttributeValues={":partition": {"S": partition}},
                Limit=most - len(found),
                ConsistentRead=True,
            )
            found += [
                LateClick(partition, item["sk"]["S"], item["record"]["S"])
                for item in answer["Items"]
            ]
        return found

    def forget(self, clicks: Iterable[LateClick]) -> None:
        for click in clicks:
            key = {"pk": {"S": click.partition}, "sk": {"S": click.sort}}
            self._client.delete_item(TableName=self._table, Key=key)


class ClickStreamSink:
    """``late.ClickSink`` on PutRecords, which may take some records and refuse others."""

    def __init__(self, *, client: "KinesisClient", stream: str) -> None:
        self._client = client
        self._stream = stream

    def put(self, clicks: Sequence[LateClick]) -> list[LateClick]:
        try:
            answer = self._client.put_records(
                StreamName=self._stream,
                Records=[
                    {"Data": click.record.encode(), "PartitionKey": click.event_id}
                    for click in clicks
                ],
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in REFUSALS:
                return []
            raise
        except BotoCoreError:
            return []  # no answer; the records may be there, and their ids make that harmless
        return [
            click
            for click, result in zip(clicks, answer["Records"], strict=True)
            if "ErrorCode" not in result
        ]
