"""The one place where an exception becomes what a caller may read (X4)."""

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from ..cache import CacheDown
from ..errors import AppError, Unavailable
from ..transactions import reasons_of

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
    return not BUSY_REASONS.isdisjoint(reasons_of(error))
