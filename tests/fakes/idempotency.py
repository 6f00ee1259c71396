"""Records of idempotent requests in memory."""

from aws_lambda_powertools.utilities.idempotency import BasePersistenceLayer
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyItemAlreadyExistsError,
    IdempotencyItemNotFoundError,
)
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord


class Invocation:
    """What Powertools reads of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


class FakeRecords(BasePersistenceLayer):
    """Time stands still here: no record ends."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Powertools' own gap
        self.records: dict[str, DataRecord] = {}

    def _get_record(self, idempotency_key: str) -> DataRecord:
        if idempotency_key not in self.records:
            raise IdempotencyItemNotFoundError
        return self.records[idempotency_key]

    def _put_record(self, data_record: DataRecord) -> None:
        before = self.records.setdefault(data_record.idempotency_key, data_record)
        if before is not data_record:
            raise IdempotencyItemAlreadyExistsError  # Powertools reads it and compares the request

    def _update_record(self, data_record: DataRecord) -> None:
        self.records[data_record.idempotency_key] = data_record

    def _delete_record(self, data_record: DataRecord) -> None:
        self.records.pop(data_record.idempotency_key, None)
