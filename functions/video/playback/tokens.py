"""The token in the path of all that plays: which film, how tall at most, until when.

A JWT by HS256 whose key the edge finds by its ``kid`` (``infra/edge/video-token.js``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import jwt

from contracts.tables.video import manifest_path
from core.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    kid: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a player needs: ``manifest_url`` is absolute and holds ``token``."""

    token: str
    manifest_url: str
    edge_server: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """``signing`` is asked per ticket (it caches); ``seconds`` is how long one is good."""

    signing: Callable[[], SigningKey]
    clock: Clock
    public_url: str
    seconds: int

    def issue(self, *, video_id: str, session_id: str, cap: int) -> Ticket:
        """``cap`` is the short side of the tallest picture it opens, in pixels."""
        # Whole seconds, rounded down: what the answer says is what the edge does.
        ends = int((self.clock.now() + timedelta(seconds=self.seconds)).timestamp())
        signing = self.signing()
        token = jwt.encode(
            {"vid": video_id, "cap": cap, "sid": session_id, "exp": ends},
            signing.key,
            algorithm="HS256",
            headers={"kid": signing.kid},
        )
        return Ticket(
            token=token,
            manifest_url=f"{self.public_url}/t/{token}/{manifest_path(video_id)}",
            edge_server=urlsplit(self.public_url).netloc,
            expires_at=datetime.fromtimestamp(ends, UTC),
        )
