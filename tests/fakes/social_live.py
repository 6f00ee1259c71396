"""Live connections in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.cache import CacheDown
from core.errors import Unavailable
from social.live.ports import HungUp
from social.ports import Hint


@dataclass
class FakeBell:
    rung: list[tuple[Sequence[str], Hint]] = field(default_factory=list)

    def ring(self, users: Sequence[str], hint: Hint) -> None:
        self.rung.append((users, hint))


@dataclass
class FakeConnections:
    """``live.ports.Connections``."""

    tickets: dict[str, tuple[str, int]] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    def issue(self, ticket: str, user_id: str, *, until: int) -> None:
        self.tickets[ticket] = (user_id, until)

    def admit(self, ticket: str, connection_id: str, *, now: int, until: int) -> str | None:  # noqa: ARG002  # ends nothing here
        user_id, good_until = self.tickets.get(ticket, ("", 0))
        if good_until <= now:
            return None
        del self.tickets[ticket]
        self.users[connection_id] = user_id
        return user_id

    def user_of(self, connection_id: str) -> str | None:
        return self.users.get(connection_id)

    def of_user(self, user_id: str) -> Sequence[str]:
        return [each for each, owner in self.users.items() if owner == user_id]

    def forget(self, user_id: str, connection_id: str) -> None:
        if self.users.get(connection_id) == user_id:
            del self.users[connection_id]

    def said(self, hint_id: str) -> None:
        self.dropped.append(hint_id)


@dataclass
class FakePresence:
    """``live.ports.Presence``."""

    online: dict[str, set[str]] = field(default_factory=dict)
    down: bool = False

    def arrived(self, user_id: str, connection_id: str) -> None:
        self._call()
        self.online.setdefault(user_id, set()).add(connection_id)

    def left(self, user_id: str, connection_id: str) -> None:
        self._call()
        self.online.get(user_id, set()).discard(connection_id)
        if not self.online.get(user_id):
            self.online.pop(user_id, None)

    def _call(self) -> None:
        if self.down:
            raise CacheDown


@dataclass
class FakeLines:
    """``live.ports.Lines``; ``dead`` ones hung up, ``stuck`` ones cannot be spoken to now."""

    said: dict[str, list[str]] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)

    def say(self, connection_id: str, text: str) -> None:
        self._call(connection_id)
        self.said.setdefault(connection_id, []).append(text)

    def hang_up(self, connection_id: str) -> None:
        self._call(connection_id)
        self.dead.add(connection_id)

    def _call(self, connection_id: str) -> None:
        if connection_id in self.dead:
            raise HungUp
        if connection_id in self.stuck:
            raise Unavailable
