"""``prepositioning.ports.Announcing`` and ``Links``: events on the bus, tokens for playlists."""

from collections.abc import Sequence

from contracts.events import ContentPreposition
from core.bus import EventBridgeBus

from ..model import HEIGHTS, Video
from ..playback.tokens import Tickets

SOURCE = "triptych.video"
TYPE = "content.preposition"
SESSION = "warming"


class PrepositionBus:
    def __init__(self, *, bus: EventBridgeBus) -> None:
        self._bus = bus

    def announce(self, some: Sequence[ContentPreposition]) -> None:
        self._bus.send_all(some, source=SOURCE, type_=TYPE)


class WarmingLinks:
    """Of the tallest picture there is: all rungs are below it."""

    def __init__(self, *, tickets: Tickets) -> None:
        self._tickets = tickets

    def manifest_of(self, video: Video) -> str:
        ticket = self._tickets.issue(
            video_id=video.id, session_id=SESSION, cap=max(HEIGHTS.values())
        )
        return ticket.manifest_url
