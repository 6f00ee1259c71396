"""``Presence`` in Valkey: a set of connections per user, beside the user's home.

Members are connections, so that one that ends late takes no newer one along.
"""

from core.resp import RespClient

from ..live.connecting import LONGEST
from .timelines import online_key


class ValkeyPresence:
    def __init__(self, *, client: RespClient) -> None:
        self._client = client

    def arrived(self, user_id: str, connection_id: str) -> None:
        key = online_key(user_id)
        self._client.pipeline([("SADD", key, connection_id), ("EXPIRE", key, LONGEST)])

    def left(self, user_id: str, connection_id: str) -> None:
        self._client.call("SREM", online_key(user_id), connection_id)
