"""Reports of one kind of thing, waiting for an administrator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How something was reported so far."""

    subject: str
    count: int
    reasons: Mapping[str, int]
    last_note: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ReportPage:
    """In the order of ids; the next page begins behind the id ``after``, None at the end."""

    reports: Sequence[Report]
    after: str | None


class ReportQueue(Protocol):
    def add(self, subject: str, *, reason: str, note: str, at: datetime) -> None: ...

    def page(self, *, after: str | None, most: int) -> ReportPage: ...

    def remove(self, subject: str) -> None:
        """Twice is as good as once."""
        ...
