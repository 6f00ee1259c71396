"""Keys that sign playback tokens, and how one follows another.

A key goes through four states, each saved before what depends on it: made (here alone), stored (the
edge has it), signing, retired (the edge still takes what it signed). It is taken away once nothing
it signed can be good any more. A run that was cut goes on where it stopped.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from core.clock import Clock
from core.errors import Unavailable
from core.ids import Ids

from ..moments import ms
from .tokens import SigningKey

SPREADS_MS = 60 * 1000
"""How long a change of the store may take to reach every edge; it is a few seconds as a rule."""
REMEMBERED_MS = 300 * 1000
"""How long whoever signs may go on with the key it knows (``core.secrets.MAX_AGE``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """When things happened in ms since 1970; 0 is not yet."""

    key: str
    made: int
    stored: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """``signing`` is the kid of the key that signs; empty before the first."""

    signing: str = ""
    keys: Mapping[str, Key] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def read(cls, text: str) -> "KeyRing":
        """What was never written here is the random text a secret begins with: no keys yet."""
        if not text.startswith("{"):
            return cls()
        data = json.loads(text)
        return cls(
            signing=data["signing"], keys={kid: Key(**each) for kid, each in data["keys"].items()}
        )

    def text(self) -> str:
        keys = {kid: asdict(key) for kid, key in self.keys.items()}
        return json.dumps({"signing": self.signing, "keys": keys})

    def signer(self) -> SigningKey:
        """Raises Unavailable before the first."""
        if not self.signing:
            raise Unavailable(headers={"Retry-After": "5"})
        return SigningKey(kid=self.signing, key=self.keys[self.signing].key)

    def changed(self, kid: str, key: Key) -> "KeyRing":
        return replace(self, keys={**self.keys, kid: key})

    def without(self, kid: str) -> "KeyRing":
        return replace(self, keys={each: key for each, key in self.keys.items() if each != kid})

    def coming(self) -> str:
        """The kid of a key that is to sign next; empty if there is none."""
        waiting = [k for k, key in self.keys.items() if k != self.signing and not key.retired]
        return max(waiting, key=lambda kid: self.keys[kid].made, default="")


class Vault(Protocol):
    """Where those who sign look."""

    def read(self) -> str: ...

    def write(self, text: str) -> None: ...


class EdgeKeys(Protocol):
    """What the edge knows."""

    def keep(self, kid: str, key: str) -> None:
        """Until it can be read there; twice is the same as once."""
        ...

    def remove(self, kid: str) -> None:
        """Also what is not there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTurner:
    """``period_ms``: how long one key signs. ``token_ms``: the longest life of what it signs."""

    vault: Vault
    edge: EdgeKeys
    clock: Clock
    ids: Ids
    period_ms: int
    token_ms: int

    def turn(self) -> KeyRing:
        """Does whatever is due. Call it as often as you like."""
        ring = KeyRing.read(self.vault.read())
        ring = self._made(ring)
        ring = self._stored(ring)
        ring = self._promoted(ring)
        return self._cleared(ring)

    def _made(self, ring: KeyRing) -> KeyRing:
        signing = ring.keys.get(ring.signing)
        due = signing is None or ms(self.clock) - signing.made >= self.period_ms
        if not due or ring.coming():
            return ring
        key = Key(key=secrets.token_urlsafe(48), made=ms(self.clock))
        return self._saved(ring.changed(self.ids.new(), key))

    def _stored(self, ring: KeyRing) -> KeyRing:
        """All of them each time: a store that lost one gets it back."""
        for kid, key in ring.keys.items():
            self.edge.keep(kid, key.key)
            if not key.stored:
                ring = self._saved(ring.changed(kid, replace(key, stored=ms(self.clock))))
        return ring

    def _promoted(self, ring: KeyRing) -> KeyRing:
        """The very first signs at once: there is nothing else to sign with."""
        coming = ring.coming()
        if not coming:
            return ring
        if ring.signing and ms(self.clock) - ring.keys[coming].stored < SPREADS_MS:
            return ring
        now, before = ms(self.clock), ring.keys.get(ring.signing)
        if before is not None:
            ring = ring.changed(ring.signing, replace(before, retired=now))
        return self._saved(replace(ring, signing=coming))

    def _cleared(self, ring: KeyRing) -> KeyRing:
        outlived = self.token_ms + REMEMBERED_MS + SPREADS_MS
        for kid, key in ring.keys.items():
            if key.retired and ms(self.clock) - key.retired > outlived:
                self.edge.remove(kid)
                ring = self._saved(ring.without(kid))
        return ring

    def _saved(self, ring: KeyRing) -> KeyRing:
        self.vault.write(ring.text())
        return ring
