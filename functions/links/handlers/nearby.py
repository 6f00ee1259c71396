"""Every path of the edge's default behaviour, in a region that is not home: the redirect there."""

from links.redirect.answers import Answer
from links.redirect.visits import Event
from links.wiring_nearby import nearby


def handler(event: Event, _context: object) -> Answer:
    return nearby()(event)
