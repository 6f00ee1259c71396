"""Powertools' records of idempotent requests, which also tell one attempt of the next.

What a key means is in ``idempotency``; here is how its record is claimed and given back.
"""

from abc import abstractmethod
from typing import Any

from aws_lambda_powertools.utilities.idempotency import (
    BasePersistenceLayer,
    DynamoDBPersistenceLayer,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyItemAlreadyExistsError,
    IdempotencyValidationError,
)
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord

from .attempts import Attempt
from .errors import AppError

Item = dict[str, Any]  # DynamoDB's JSON

A_DAY = 24 * 60 * 60
A_DAY_MS = A_DAY * 1000
# As Powertools claims: there is no record, it has ended, or its function's time was up.
CLAIMABLE = (
    "attribute_not_exists(#id) OR #expiry < :now OR (#status = :running AND #until < :now_ms)"
)


class Attempts(BasePersistenceLayer):
    """``current`` is the attempt that claimed last: a sandbox works on one request at a time."""

    current: Attempt

    def delete_record(self, data: dict[str, Any], exception: Exception) -> None:
        """Of an attempt that failed. Only a refusal is sure to have had no effect."""
        if isinstance(exception, AppError) and exception.status < 500:  # HTTP's
            super().delete_record(data, exception)
        elif (key := self._get_hashed_idempotency_key(data=data)) is not None:
            self._free(DataRecord(key))

    @abstractmethod
    def _free(self, data_record: DataRecord) -> None:
        """The record stays, and whoever comes next claims it at once."""


class DynamoAttempts(Attempts, DynamoDBPersistenceLayer):
    """A claim is one write, as Powertools' is; theirs puts the item and so forgets the attempt."""

    def _put_record(self, data_record: DataRecord) -> None:
        new = Attempt.new()
        try:
            item = self._claim(data_record, new)
        except self.client.exceptions.ConditionalCheckFailedException as failed:
            item = failed.response["Item"]  # type: ignore[typeddict-item]  # as asked for below
            if item["attempt"]["S"] != str(new):  # else claimed, and the answer to that was lost
                old = self._item_to_data_record(item)
                self._validate_payload(data_payload=data_record, stored_data_record=old)
                raise IdempotencyItemAlreadyExistsError(old_data_record=old) from failed
        kept = item["attempt"]["S"]
        self.current = Attempt.of(kept, again=kept != str(new))
        if self.current.began < new.began - A_DAY_MS:  # it ended, and was not cleared away yet
            self.current = new
            self._set(
                data_record,
                attempt=str(new),
                **{self.validation_key_attr: data_record.payload_hash},
            )
        elif item[self.validation_key_attr]["S"] != data_record.payload_hash:
            self._free(data_record)
            raise IdempotencyValidationError("an attempt before was another request")

    def _claim(self, data_record: DataRecord, new: Attempt) -> Item:
        """The record as it is then: what it keeps of the first attempt stays.

        Raises ConditionalCheckFailedException.
        """
        answer = self.client.update_item(
            TableName=self.table_name,
            Key=self._get_key(data_record.idempotency_key),
            UpdateExpression="SET #status = :running, #expiry = :expiry, #until = :until,"
            " #request = if_not_exists(#request, :request),"
            " attempt = if_not_exists(attempt, :attempt)",
            ConditionExpression=CLAIMABLE,
            ExpressionAttributeNames={
                "#id": self.key_attr,
                "#status": self.status_attr,
                "#expiry": self.expiry_attr,
                "#until": self.in_progress_expiry_attr,
                "#request": self.validation_key_attr,
            },
            ExpressionAttributeValues={
                ":running": {"S": data_record.status},
                ":expiry": {"N": str(data_record.expiry_timestamp)},
                ":until": {"N": str(data_record.in_progress_expiry_timestamp)},
                ":request": {"S": data_record.payload_hash},
                ":attempt": {"S": str(new)},
                ":now": {"N": str(new.began // 1000)},
                ":now_ms": {"N": str(new.began)},
            },
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        return dict(answer["Attributes"])

    def _free(self, data_record: DataRecord) -> None:
        self._set(data_record, **{self.in_progress_expiry_attr: 0})

    def _set(self, data_record: DataRecord, **values: str | int) -> None:
        names = {f"#{n}": name for n, name in enumerate(values)}
        self.client.update_item(
            TableName=self.table_name,
            Key=self._get_key(data_record.idempotency_key),
            UpdateExpression="SET " + ", ".join(f"#{n} = :{n}" for n in range(len(values))),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={
                f":{n}": {"N": str(value)} if isinstance(value, int) else {"S": value}
                for n, value in enumerate(values.values())
            },
        )
