"""``GET``, ``HEAD`` and ``POST /{code}``: the redirect."""

from links.redirect.answers import Answer
from links.redirect.visits import Event
from links.wiring_redirect import redirect


def handler(event: Event, _context: object) -> Answer:
    return redirect()(event)
