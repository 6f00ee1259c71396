"""What every report of every system looks like, sent and listed."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from .models import Model, Request, Timestamp

Reason = Literal["spam", "phishing", "malware", "illegal", "other"]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]


class ReportWanted(Request):
    reason: Reason
    note: Note = ""


class Reported(Model):
    """How often something was reported, and for what; each list adds what it is about."""

    reports: int
    reasons: dict[str, int]
    last_note: str
    first_reported_at: Timestamp
    last_reported_at: Timestamp
