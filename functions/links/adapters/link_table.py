"""``LinkStore`` and ``BlockLease`` on the table ``urls``."""

from typing import TYPE_CHECKING, Any

from contracts.tables.links import COUNTER, OWNER_INDEX, alias_claim

from ..errors import AliasTaken, EditedMeanwhile
from ..library.erasing import tombstone_of
from ..library.owning import position_of, sort_of
from ..model import Link
from ..ports import LinkPage, Position
from .link_items import item_of, link_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
FREE = "attribute_not_exists(code)"
VISITS = "usedClicks"  # the redirect's; no part of what owners write
CONDITION_FAILED = "ConditionalCheckFailed"
LONGEST_CODE = 50  # DynamoDB refuses to look for keys of more than 2,048 bytes


class DynamoLinks:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def lease(self, size: int) -> int:
        answer = self._client.update_item(
            TableName=self._table,
            Key={"code": {"S": COUNTER}},
            UpdateExpression="ADD #next :size",
            ExpressionAttributeNames={"#next": "next"},
            ExpressionAttributeValues={":size": {"N": str(size)}},
            ReturnValues="UPDATED_NEW",
        )
        return int(answer["Attributes"]["next"]["N"]) - size

    def create(self, link: Link) -> None:
        puts = [item_of(link, sort=sort_of(link))]
        if link.is_alias:
            claim = alias_claim(link.code)
            puts.append({"code": {"S": claim}, "target_code": {"S": link.code}})
        try:
            if link.is_alias:
                self._put_all(puts)
            else:
                self._client.put_item(TableName=self._table, Item=puts[0], ConditionExpression=FREE)
        except self._client.exceptions.ConditionalCheckFailedException as error:
            if not self._is_there(puts[0]):
                raise AliasTaken from error

    def find(self, code: str) -> Link | None:
        if len(code) > LONGEST_CODE:
            return None
        item = self._get(code)
        if item is None:
            claim = self._get(alias_claim(code))
            item = self._get(claim["target_code"]["S"]) if claim else None
        return link_of(item) if item and "hot" in item else None

    def replace(self, link: Link) -> None:
        """An update and not a put: ``usedClicks`` belongs to the redirect."""
        item = item_of(link, sort=sort_of(link))
        optional = ("tags", "disabled", "banned", "deletedAt")
        sets = {name: item[name] for name in ("hot", "version", *optional) if name in item}
        gone = [name for name in optional if name not in item]
        names = {f"#{name}": name for name in (*sets, *gone)}
        removal = " REMOVE " + ", ".join(f"#{name}" for name in gone) if gone else ""
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"code": {"S": link.code}},
                UpdateExpression="SET " + ", ".join(f"#{n} = :{n}" for n in sets) + removal,
                ConditionExpression="#version = :before",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={
                    **{f":{name}": value for name, value in sets.items()},
                    ":before": {"N": str(link.version - 1)},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            if not self._is_there(item):
                raise EditedMeanwhile from error

    def page(self, owner_id: str, *, after: Position | None, most: int) -> LinkPage:
        start: dict[str, Any] = {}
        if after is not None:
            start["ExclusiveStartKey"] = {
                "code": {"S": after["code"]},
                "ownerId": {"S": owner_id},
                "ownerSort": {"S": after["at"]},
            }
        answer = self._client.query(
            TableName=self._table,
            IndexName=OWNER_INDEX,
            KeyConditionExpression="ownerId = :owner",
            ExpressionAttributeValues={":owner": {"S": owner_id}},
            ScanIndexForward=False,
            Limit=most,
            **start,
        )
        links = [link_of(item) for item in answer["Items"]]
        more = bool(answer.get("LastEvaluatedKey")) and bool(links)
        return LinkPage(links, position_of(links[-1]) if more else None)

    def bury(self, link: Link) -> None:
        item = item_of(tombstone_of(link), sort="")
        del item["ownerId"], item["ownerSort"]
        self._client.put_item(TableName=self._table, Item=item)

    def _is_there(self, item: Item) -> bool:
        """A write is repeated if its answer was lost; then it finds its own."""
        stored = self._get(item["code"]["S"]) or {}
        return {name: value for name, value in stored.items() if name != VISITS} == item

    def _get(self, code: str) -> Item | None:
        answer = self._client.get_item(
            TableName=self._table, Key={"code": {"S": code}}, ConsistentRead=True
        )
        item = answer.get("Item")
        return None if item is None else dict(item)

    def _put_all(self, items: list[Item]) -> None:
        """All or none. Raises AliasTaken."""
        puts = [
            {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": FREE}}
            for item in items
        ]
        try:
            # The stubs want their own literal types for what is DynamoDB's JSON here.
            self._client.transact_write_items(TransactItems=puts)  # type: ignore[arg-type]
        except self._client.exceptions.TransactionCanceledException as error:
            reasons = [r.get("Code") for r in error.response.get("CancellationReasons", [])]
            if CONDITION_FAILED in reasons or "TransactionConflict" in reasons:
                raise AliasTaken from error
            raise
