"""The one place where an exception becomes what a caller may read (X4)."""

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from ..cache import CacheDown
from ..errors import AppError, Unavailable

BUSY = frozenset(
    {
        "InternalServerError",
        "InternalFailure",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "ThrottlingError",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
BUSY_REASONS = BUSY | {"TransactionConflict"}
RETRY = {"Retry-After": "2"}
EXPECTED = (AppError, ClientError, ConnectionError, HTTPClientError, CacheDown)
"""What ``known`` may know, for those who answer several requests in one."""


def known(error: Exception) -> AppError | None:
    """The answer to an error that has one; None for what nobody expected."""
    if isinstance(error, AppError):
        return error
    if isinstance(error, ClientError):
        return Unavailable(headers=RETRY) if _busy(error) else None
    if isinstance(error, ConnectionError | HTTPClientError | CacheDown):
        return Unavailable(headers=RETRY)
    return None


def _busy(error: ClientError) -> bool:
    code = error.response.get("Error", {}).get("Code", "")
    if code != "TransactionCanceledException":
        return code in BUSY
    # botocore types the common part of responses only; reasons come with cancelled transactions.
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return any(reason.get("Code") in BUSY_REASONS for reason in reasons)
