"""What all models share: camelCase names, UTC times to the second, one error body.

Requests derive from :class:`Request` (unknown fields are refused), query strings from
:class:`Query` (unknown parameters are ignored: mail programs and analytics add their own), answers
from :class:`Model`.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel


def to_utc_second(moment: datetime) -> datetime:
    """The same instant in UTC without fractions. Raises ValueError at the ends of the calendar."""
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise ValueError("is outside the calendar") from error


def iso(moment: datetime) -> str:
    """``2026-12-31T23:59:59Z``."""
    return to_utc_second(moment).isoformat().replace("+00:00", "Z")


Timestamp = Annotated[
    AwareDatetime,
    AfterValidator(to_utc_second),
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Model(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class Request(Model):
    """A request body, or a part of one."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid"
    )


class Query(Model):
    """The query string of an operation."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore"
    )


class PageQuery(Query):
    """A page of a list: ``cursor`` is the ``nextCursor`` of the page before."""

    cursor: str | None = Field(default=None, max_length=1024)
    limit: int = Field(default=20, ge=1, le=100)


class FieldProblem(Model):
    """One field that is not as it should be."""

    path: str
    message: str


class Problem(Model):
    """What went wrong: a stable code, a text for people, and more where there is more to say."""

    code: str
    message: str
    # Any JSON: each code says in its own words what it adds (`fields` for validation_failed).
    details: dict[str, Any] = Field(default_factory=dict)


class ErrorAnswer(Model):
    """The body of every error."""

    error: Problem
    request_id: str
