"""Opaque cursors: where a list goes on, signed, so that only positions we gave out are accepted.

The signature is bound to the list (``scope``: operation and owner), so a cursor of one list is not
valid in another and nobody reaches a key of somebody else's partition. It holds no time: cursors do
not expire.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping

from .errors import ValidationFailed

MAC_BYTES = 12
MALFORMED = "Is not a cursor of this list; start again without one."


class Cursors:
    """``secret`` is asked per use (it caches); any secret text of the function will do."""

    def __init__(self, *, secret: Callable[[], str]) -> None:
        self._secret = secret

    def seal(self, position: Mapping[str, str | int], *, scope: str) -> str:
        """The cursor for a position, URL-safe."""
        text = json.dumps(position, separators=(",", ":"), sort_keys=True).encode()
        return base64.urlsafe_b64encode(self._mac(text, scope) + text).decode().rstrip("=")

    def open(self, cursor: str, *, scope: str) -> dict[str, str | int]:
        """The position. Raises ValidationFailed for all that :meth:`seal` did not make."""
        padded = cursor + "=" * (-len(cursor) % 4)
        try:
            sealed = base64.b64decode(padded, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValidationFailed.of("cursor", MALFORMED) from error
        mac, text = sealed[:MAC_BYTES], sealed[MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(text, scope)):
            raise ValidationFailed.of("cursor", MALFORMED)
        position: dict[str, str | int] = json.loads(text)
        return position

    def _mac(self, text: bytes, scope: str) -> bytes:
        # The label keeps this use of the secret apart from any other.
        key = hmac.digest(self._secret().encode(), b"cursor", hashlib.sha256)
        return hmac.digest(key, scope.encode() + b"\0" + text, hashlib.sha256)[:MAC_BYTES]
