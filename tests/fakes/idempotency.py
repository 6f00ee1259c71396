"""Records of idempotent requests in memory."""

from dataclasses import replace

from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyItemAlreadyExistsError,
    IdempotencyItemNotFoundError,
)
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord

from core.attempts import Attempt
from core.idempotency_records import Attempts


class Invocation:
    """What Powertools reads of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


class FakeRecords(Attempts):
    """Time stands still here: no record ends, but ``die`` says that their functions' time is up."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Powertools' own gap
        self.records: dict[str, DataRecord] = {}
        self._attempts: dict[str, Attempt] = {}
        self._freed: set[str] = set()

    def die(self) -> None:
        """The processes of all attempts so far died before they could tell."""
        self._freed.update(self.records)

    def _get_record(self, idempotency_key: str) -> DataRecord:
        if idempotency_key not in self.records:
            raise IdempotencyItemNotFoundError
        return self.records[idempotency_key]

    def _put_record(self, data_record: DataRecord) -> None:
        key = data_record.idempotency_key
        if key in self.records and key not in self._freed:
            raise IdempotencyItemAlreadyExistsError  # Powertools reads it and compares the request
        self._freed.discard(key)
        self.records[key] = data_record
        kept = self._attempts.setdefault(key, new := Attempt.new())
        self.current = replace(kept, again=kept is not new)

    def _update_record(self, data_record: DataRecord) -> None:
        self.records[data_record.idempotency_key] = data_record

    def _delete_record(self, data_record: DataRecord) -> None:
        self.records.pop(data_record.idempotency_key, None)
        self._attempts.pop(data_record.idempotency_key, None)

    def _free(self, data_record: DataRecord) -> None:
        self._freed.add(data_record.idempotency_key)
