"""Connections come and go. What is left of one that went unheard ends by itself."""

from dataclasses import dataclass

from core.cache import CacheDown
from core.clock import Clock

from .ports import Connections, Presence
from .ticketing import hashed

LONGEST = 2 * 3600 + 300  # seconds; the gateway ends every connection after two hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    connections: Connections
    presence: Presence
    clock: Clock

    def connect(self, connection_id: str, ticket: str) -> bool:
        now = int(self.clock.now().timestamp())
        user_id = self.connections.admit(
            hashed(ticket), connection_id, now=now, until=now + LONGEST
        )
        if user_id is None:
            return False
        self._present(user_id, connection_id)
        return True

    def heard(self, connection_id: str) -> None:
        """Any message: presence is known again where Valkey has lost it."""
        user_id = self.connections.user_of(connection_id)
        if user_id is not None:
            self._present(user_id, connection_id)

    def disconnect(self, connection_id: str) -> None:
        user_id = self.connections.user_of(connection_id)
        if user_id is None:
            return
        self.connections.forget(user_id, connection_id)
        try:
            self.presence.left(user_id, connection_id)
        except CacheDown:
            return  # hints to nobody, until it ends by itself

    def _present(self, user_id: str, connection_id: str) -> None:
        try:
            self.presence.arrived(user_id, connection_id)
        except CacheDown:
            return  # no hints of tweets until the next message; notifications need no presence
