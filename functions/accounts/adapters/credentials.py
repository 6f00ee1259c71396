"""What the authorizer reads: one item per API key, one per person who may not come in.

Each sandbox keeps both for ``keep_seconds``, and the gateway keeps a verdict for a time of its own;
the stage sets both, so that a revoked key and a ban act within 60 s, and at once where both are 0.
Unknown keys are not kept: they cost the stranger, and nothing grows.
"""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from contracts.tables.accounts import person

from ..authorizing import Busy
from ..model import ApiKey, Standing
from .items import key_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEEP_AT_MOST = 10_000

Item = dict[str, Any]  # DynamoDB's JSON


class DynamoCredentials:
    def __init__(
        self,
        *,
        client: "DynamoDBClient",
        table: str,
        keep_seconds: int,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._client, self._table = client, table
        self._keep_seconds, self._now = keep_seconds, now
        self._kept: OrderedDict[str, tuple[float, Item]] = OrderedDict()

    def key(self, hashed: str) -> ApiKey | None:
        item = self._item(hashed)
        return key_of(item) if item else None

    def standing(self, user_id: str) -> Standing:
        item = self._item(person(user_id), keep_absence=True)
        return Standing(banned="bannedAt" in item, erased="erasedAt" in item)

    def _item(self, key: str, *, keep_absence: bool = False) -> Item:
        kept = self._kept.get(key)
        if kept is not None and self._now() < kept[0]:
            return kept[1]
        try:
            answer = self._client.get_item(TableName=self._table, Key={"keyHash": {"S": key}})
        except (ClientError, BotoCoreError) as error:
            raise Busy(str(error)) from error
        item: Item = dict(answer.get("Item") or {})
        if item or keep_absence:
            self._keep(key, item)
        return item

    def _keep(self, key: str, item: Item) -> None:
        self._kept[key] = (self._now() + self._keep_seconds, item)
        self._kept.move_to_end(key)
        if len(self._kept) > KEEP_AT_MOST:
            self._kept.popitem(last=False)
