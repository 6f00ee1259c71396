"""Somebody leaves: their sessions are gone without a word, so that nothing more is counted."""

from dataclasses import dataclass

from .ports import Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEraser:
    sessions: Sessions

    def erase(self, user_id: str) -> int:
        """How many were there."""
        return self.sessions.forget(user_id)
