"""Idempotency-Key: one effect and one answer per caller, operation and key, for a day (X6).

Powertools keeps the records in DynamoDB by condition expressions. An attempt that is refused leaves
no record, so it can be repeated; one whose process died is free again when the function's own time
was up. Such a process may have had its effect, and so may an attempt that failed on our side: all
attempts under a key are therefore told the same ``Attempt``, and an operation that makes its ids of
that finds what was made before. The answer is stored, so operations that show a secret must not be
idempotent.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
    IdempotencyValidationError,
)

from .attempts import Attempt
from .errors import IdempotencyInProgress, IdempotencyMismatch, ValidationFailed
from .idempotency_records import A_DAY, Attempts, DynamoAttempts

KEY = re.compile(r"[\x21-\x7e]{1,255}")

# What is remembered: JSON as Powertools stores it.
Record = dict[str, Any]


class Idempotency:
    """:meth:`on_table` makes the one on DynamoDB."""

    def __init__(self, *, store: Attempts) -> None:
        self._store = store

    @classmethod
    def on_table(cls, table: str, *, client: object) -> "Idempotency":
        # Powertools types its client by boto3-stubs' generated class; ours is made by core.aws.
        store = DynamoAttempts(table_name=table, boto3_client=client)  # type: ignore[arg-type]
        return cls(store=store)

    def once(
        self,
        work: Callable[[Attempt], Record],
        *,
        scope: str,
        key: str,
        request: bytes,
        context: object,
    ) -> Record:
        """The record ``work`` makes, or the one it made before for the same scope and key.

        ``request`` is all that makes two attempts the same. Raises ValidationFailed for a key that
        is no key, IdempotencyMismatch for another request, IdempotencyInProgress beside a running
        one.
        """
        if not KEY.fullmatch(key):
            raise ValidationFailed.of("Idempotency-Key", "Must be 1-255 visible ASCII characters.")
        attempt = {"scope": scope, "key": key, "request": hashlib.sha256(request).hexdigest()}
        done: list[Record] = []

        def once() -> Record:
            done.append(work(self._store.current))
            return done[0]

        try:
            return self._attempt(once, attempt, context)
        except IdempotencyValidationError as error:
            raise IdempotencyMismatch from error
        except (IdempotencyAlreadyInProgressError, IdempotencyInconsistentStateError) as error:
            raise IdempotencyInProgress(headers={"Retry-After": "1"}) from error
        except IdempotencyPersistenceLayerError as error:
            if done:  # the effect is there, only its record is not: an error would invite a second
                return done[0]
            raise (error.__cause__ or error) from None

    def _attempt(
        self, work: Callable[[], Record], attempt: Mapping[str, str], context: object
    ) -> Record:
        config = IdempotencyConfig(
            event_key_jmespath="[scope, key]",
            payload_validation_jmespath="request",
            expires_after_seconds=A_DAY,
            hash_function="sha256",
        )
        if hasattr(context, "get_remaining_time_in_millis"):
            config.register_lambda_context(context)  # type: ignore[arg-type]  # narrowed above

        @idempotent_function(  # type: ignore[untyped-decorator]  # Powertools' own gap
            data_keyword_argument="attempt",
            config=config,
            persistence_store=self._store,
            key_prefix="api",
        )
        def run(*, attempt: Mapping[str, str]) -> Record:  # noqa: ARG001  # Powertools reads it
            return work()

        result: Record = run(attempt=attempt)
        return result
