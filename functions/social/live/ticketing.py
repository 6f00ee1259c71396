"""Tickets: a browser cannot send ``Authorization`` with a WebSocket, so the address carries one.

An address ends up in histories and logs of proxies; that is harmless for what is good once, and for
half a minute. The table keeps a hash of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from core.clock import Clock
from core.ids import Ids

from .ports import Connections

PATH = "/ws"
TICKET_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """``url`` is the whole address to connect to, with the ticket in it."""

    ticket: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOffice:
    """``public_url`` is the platform's own, with its scheme."""

    connections: Connections
    clock: Clock
    ids: Ids
    public_url: str

    def issue(self, user_id: str) -> Ticket:
        ticket = self.ids.new()
        expires_at = self.clock.now().replace(microsecond=0) + timedelta(seconds=TICKET_SECONDS)
        self.connections.issue(hashed(ticket), user_id, until=int(expires_at.timestamp()))
        host = "ws" + self.public_url.removeprefix("http")  # https becomes wss
        return Ticket(ticket=ticket, url=f"{host}{PATH}?ticket={ticket}", expires_at=expires_at)


def hashed(ticket: str) -> str:
    return sha256(ticket.encode()).hexdigest()
