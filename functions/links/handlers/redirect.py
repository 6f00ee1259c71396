"""``GET``, ``HEAD`` and ``POST /{code}``: the redirect."""

from links.answers import Answer
from links.visits import Event
from links.wiring_redirect import redirect


def handler(event: Event, _context: object) -> Answer:
    return redirect()(event)
