"""The base of every error a user may see, and the one table from code to HTTP status.

Systems subclass :class:`AppError` in their ``errors.py``; a code that is missing from
:data:`STATUS` is a bug that a unit test finds.
"""

from collections.abc import Mapping
from typing import ClassVar

STATUS: Mapping[str, int] = {
    # everywhere
    "bad_request": 400,
    "unauthenticated": 401,
    "invalid_token": 401,
    "not_found": 404,
    "forbidden": 403,
    "insufficient_scope": 403,
    "around_the_edge": 403,
    "method_not_allowed": 405,
    "payload_too_large": 413,
    "validation_failed": 422,
    "idempotency_mismatch": 422,
    "idempotency_in_progress": 409,
    "rate_limited": 429,
    "internal": 500,
    "unavailable": 503,
    # accounts
    "account_not_found": 404,
    "account_erased": 410,
    "username_taken": 409,
    "key_not_found": 404,
    "too_many_keys": 409,
    "plans_not_self_service": 403,
    "subscription_required": 402,
    # links
    "link_not_found": 404,
    "link_gone": 410,
    "link_expired": 410,
    "link_disabled": 410,
    "link_used_up": 410,
    "link_banned": 451,
    "not_owner": 403,
    "alias_taken": 409,
    "edited_meanwhile": 409,
    "alias_reserved": 422,
    "alias_invalid": 422,
    "target_refused": 422,
    "expiry_in_past": 422,
    "password_required": 401,
    "password_wrong": 401,
    "too_many_attempts": 429,
    # social
    "tweet_not_found": 404,
    "tweet_banned": 451,
    "user_not_found": 404,
    "user_blocked": 403,
    "not_yourself": 422,
    "media_not_found": 422,
    "media_unknown": 404,
    "media_in_use": 409,
    # video
    "video_not_found": 404,
    "video_not_ready": 409,
    "video_not_uploading": 409,
    "upload_incomplete": 409,
    "maturity_exceeded": 403,
    "too_many_streams": 409,
    "session_not_found": 404,
    "session_over": 409,
    "profile_not_found": 404,
    "profile_locked": 403,
    "pin_wrong": 403,
    "too_many_profiles": 409,
    "last_profile": 409,
}


class AppError(Exception):
    """An error with a stable code that the caller can act on.

    ``message`` is shown to the caller as it is, so it never holds anything from inside.
    ``details`` is JSON-able; for validation errors ``{"fields": [{"path", "message"}]}``.
    """

    code: ClassVar[str] = "internal"

    def __init__(
        self,
        message: str = "",
        *,
        details: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message or (self.__doc__ or self.code).strip().splitlines()[0]
        self.details = dict(details or {})
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        return STATUS[self.code]


class BadRequest(AppError):
    """The request cannot be read."""

    code = "bad_request"


class Unauthenticated(AppError):
    """Sign in, or send an API key, to do this."""

    code = "unauthenticated"


class InvalidToken(AppError):
    """The token or API key is not valid."""

    code = "invalid_token"


class NotFound(AppError):
    """There is nothing here."""

    code = "not_found"


class Forbidden(AppError):
    """You may not do this."""

    code = "forbidden"


class InsufficientScope(AppError):
    """The API key lacks the scope for this."""

    code = "insufficient_scope"


class AroundTheEdge(AppError):
    """Use the public host name of this service."""

    code = "around_the_edge"


class ValidationFailed(AppError):
    """The request is not valid."""

    code = "validation_failed"

    @classmethod
    def of(cls, path: str, message: str) -> "ValidationFailed":
        return cls(message, details={"fields": [{"path": path, "message": message}]})


class MethodNotAllowed(AppError):
    """This address does not take that method."""

    code = "method_not_allowed"


class PayloadTooLarge(AppError):
    """The request body is too large."""

    code = "payload_too_large"


class IdempotencyMismatch(AppError):
    """This Idempotency-Key was used before with another request."""

    code = "idempotency_mismatch"


class IdempotencyInProgress(AppError):
    """A request with this Idempotency-Key is still being worked on; repeat it in a moment."""

    code = "idempotency_in_progress"


class RateLimited(AppError):
    """Too many requests; see the Retry-After header."""

    code = "rate_limited"


class Unavailable(AppError):
    """A part of the service is busy; repeat the request after the Retry-After time."""

    code = "unavailable"

    def __init__(
        self,
        message: str = "",
        *,
        details: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Whoever raises it may know the time better; none is without (X4)."""
        after = {"Retry-After": "2", **(headers or {})}
        super().__init__(message, details=details, headers=after)


class TooManyAttempts(AppError):
    """Too many attempts; wait for the Retry-After time."""

    code = "too_many_attempts"


class ExpiryInPast(AppError):
    """The time of expiry has passed already."""

    code = "expiry_in_past"

    @classmethod
    def of(cls, path: str) -> "ExpiryInPast":
        return cls(details={"fields": [{"path": path, "message": "Must be in the future."}]})
