"""The user pool's public keys (JWKS), fetched when first needed and when a ``kid`` is new.

A stranger can make up any number of kids, so unknown ones lead to one fetch in five minutes.
"""

import json
from collections.abc import Callable
from time import monotonic
from urllib.request import urlopen

from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWKSetError

from ..authorizing import Busy

REFETCH_SECONDS = 300
TIMEOUT = 2


def fetch(url: str) -> bytes:
    with urlopen(url, timeout=TIMEOUT) as answer:  # noqa: S310  # from our settings, not a caller
        content: bytes = answer.read()
        return content


class PublicKeys:
    """``kid`` to key. Raises Busy where the pool cannot be reached and the key is not known."""

    def __init__(
        self,
        *,
        url: str,
        fetch: Callable[[str], bytes] = fetch,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._url, self._fetch, self._now = url, fetch, now
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at: float | None = None

    def __call__(self, kid: str) -> PyJWK | None:
        if kid not in self._keys and self._may_fetch():
            self._refresh()
        return self._keys.get(kid)

    def _may_fetch(self) -> bool:
        return self._fetched_at is None or self._now() - self._fetched_at >= REFETCH_SECONDS

    def _refresh(self) -> None:
        try:
            found = PyJWKSet.from_dict(dict(json.loads(self._fetch(self._url))))
        except (OSError, ValueError, PyJWKSetError) as error:
            raise Busy(str(error)) from error
        self._fetched_at = self._now()
        self._keys = {key.key_id: key for key in found.keys if key.key_id}
