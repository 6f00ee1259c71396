"""The operation of ``contracts.http.social_live``."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.http.social_live import TicketIssued
from core.http.messages import Call, Operation, Reply

from .ticketing import TicketOffice


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveOperations:
    office: TicketOffice

    def by_name(self) -> Mapping[str, Operation]:
        return {"issueLiveTicket": self._issue}

    def _issue(self, call: Call) -> Reply:
        issued = self.office.issue(call.user.user_id)
        body = TicketIssued(ticket=issued.ticket, url=issued.url, expires_at=issued.expires_at)
        return Reply(status=201, body=body)
