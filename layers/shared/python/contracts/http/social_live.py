"""The ticket to the WebSocket ``/ws``, and what is said there.

The platform says ``{"type": "tweets"}`` (somebody the home follows posted) and
``{"type": "notifications"}``; both mean "look again" and nothing else, may come twice, and are left
out for tweets of accounts that homes pull. Clients say anything, at least every ten minutes
(``{"action": "ping"}``), or the gateway closes; after two hours it closes anyway, and a client
connects again with a new ticket.
"""

from . import Route
from .models import Model, Timestamp

TAG = "social"
READ = "social:read"


class TicketIssued(Model):
    """``url`` is the WebSocket's address with the ticket, which is good once, until then."""

    ticket: str
    url: str
    expires_at: Timestamp


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/api/live/ticket",
        operation="issueLiveTicket",
        summary="Get an address for live hints over a WebSocket",
        tag=TAG,
        scope=READ,
        responses={201: TicketIssued},
    ),
)
