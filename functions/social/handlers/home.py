"""``GET /api/timeline/home``."""

from social.home_edge import Answer, Event
from social.wiring_home import home


def handler(event: Event, _context: object) -> Answer:
    return home()(event)
