"""Saying a hint to whoever is connected."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from core.clock import Clock
from core.errors import Unavailable

from ..ids import ms
from ..ports import Hint
from .ports import Connections, HungUp, Lines

STALE = 60_000  # ms after which a hint is not worth the backlog it makes
AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringer:
    connections: Connections
    lines: Lines
    clock: Clock

    def ring(self, hint_id: str, users: Iterable[str], hint: Hint, *, at: int) -> Mapping[str, int]:
        """``at``: when it was told (ms). How many connections heard it, were gone, or refused.

        A table that cannot be read raises, and the hint comes again; a line that cannot be
        spoken to is left, because whoever has it will look again anyway.
        """
        done = Counter({"stale": 1})
        if hint == "goodbye" or ms(self.clock) - at <= STALE:
            done = self._tell_all(set(users), hint)
        self.connections.said(hint_id)
        return done

    def _tell_all(self, users: Iterable[str], hint: Hint) -> Counter[str]:
        done: Counter[str] = Counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for outcomes in pool.map(lambda user_id: self._tell(user_id, hint), users):
                done.update(outcomes)
        return done

    def _tell(self, user_id: str, hint: Hint) -> list[str]:
        return [self._say(user_id, each, hint) for each in self.connections.of_user(user_id)]

    def _say(self, user_id: str, connection_id: str, hint: Hint) -> str:
        try:
            if hint == "goodbye":
                self.lines.hang_up(connection_id)
            else:
                self.lines.say(connection_id, json.dumps({"type": hint}))
                return "heard"
        except HungUp:
            pass
        except Unavailable:
            return "refused"
        self.connections.forget(user_id, connection_id)
        return "gone"
