"""Notices in DynamoDB (``contracts.tables.social_notices``)."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from contracts.http.social_search import NoticeType
from contracts.tables.social_notices import (
    ONLY,
    RECENT_INDEX,
    SEEN,
    deed_of,
    group_name,
    told_to,
)

from ..notices.model import Deed, Group, Subject
from ..notices.ports import GroupPage, Position

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
REFUSED = "ConditionalCheckFailedException"


class NoticeTable:
    """``notices.ports.NoticeStore``."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def note(self, deed: Deed) -> bool:
        key = _deed_key(deed)
        if _taken(
            lambda: self._client.put_item(
                TableName=self._table, Item=key, ConditionExpression="attribute_not_exists(pk)"
            )
        ):
            return True
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return "gone" not in item.get("Item", {})

    def revoke(self, deed: Deed) -> None:
        self._client.put_item(
            TableName=self._table, Item={**_deed_key(deed), "gone": {"BOOL": True}}
        )

    def group(self, subject: Subject) -> Group:
        answer = self._client.get_item(
            TableName=self._table, Key=_group_key(subject), ConsistentRead=True
        )
        return _group_of(answer["Item"]) if "Item" in answer else Group(subject=subject)

    def save(self, group: Group) -> bool:
        condition: Item = {"ConditionExpression": "attribute_not_exists(pk)"}
        if group.version:
            condition = {
                "ConditionExpression": "version = :read",
                "ExpressionAttributeValues": {":read": {"N": str(group.version)}},
            }
        if group.actors:
            item = _item_of(group)
            return _taken(
                lambda: self._client.put_item(TableName=self._table, Item=item, **condition)
            )
        key = _group_key(group.subject)
        return _taken(lambda: self._client.delete_item(TableName=self._table, Key=key, **condition))

    def page(self, user_id: str, *, after: Position | None, most: int) -> GroupPage:
        start: Item = {}
        if after is not None:
            start["ExclusiveStartKey"] = {
                "pk": {"S": told_to(user_id)},
                "sk": {"S": after.name},
                "at": {"N": str(after.at)},
            }
        answer = self._client.query(
            TableName=self._table,
            IndexName=RECENT_INDEX,
            KeyConditionExpression="pk = :to",
            ExpressionAttributeValues={":to": {"S": told_to(user_id)}},
            ScanIndexForward=False,
            Limit=most,
            **start,
        )
        last = answer.get("LastEvaluatedKey")
        position = Position(int(last["at"]["N"]), last["sk"]["S"]) if last else None
        return GroupPage([_group_of(item) for item in answer["Items"]], position)

    def since(self, user_id: str, at: int, *, most: int) -> Sequence[Group]:
        answer = self._client.query(
            TableName=self._table,
            IndexName=RECENT_INDEX,
            KeyConditionExpression="pk = :to AND #at > :at",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={":to": {"S": told_to(user_id)}, ":at": {"N": str(at)}},
            ScanIndexForward=False,
            Limit=most,
        )
        return [_group_of(item) for item in answer["Items"]]

    def seen(self, user_id: str) -> int:
        answer = self._client.get_item(
            TableName=self._table, Key=_seen_key(user_id), ConsistentRead=True
        )
        return int(answer["Item"]["seenAt"]["N"]) if "Item" in answer else 0

    def mark_seen(self, user_id: str, at: int) -> None:
        _taken(
            lambda: self._client.put_item(
                TableName=self._table,
                Item={**_seen_key(user_id), "seenAt": {"N": str(at)}},
                ConditionExpression="attribute_not_exists(seenAt) OR seenAt < :at",
                ExpressionAttributeValues={":at": {"N": str(at)}},
            )
        )

    def forget(self, user_id: str) -> None:
        while True:
            answer = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :to",
                ExpressionAttributeValues={":to": {"S": told_to(user_id)}},
                ProjectionExpression="pk, sk",
                ConsistentRead=True,
            )
            for key in answer["Items"]:
                self._client.delete_item(TableName=self._table, Key=key)
            if "LastEvaluatedKey" not in answer:
                return


def _group_of(item: Item) -> Group:
    type_, _, tweet_id = item["sk"]["S"].partition("#")
    return Group(
        subject=Subject(
            recipient=item["pk"]["S"].removeprefix(told_to("")),
            type=cast("NoticeType", type_),
            tweet_id=tweet_id,
        ),
        actors={actor: int(at["N"]) for actor, at in item["actors"]["M"].items()},
        more=item["more"]["BOOL"],
        version=int(item["version"]["N"]),
    )


def _item_of(group: Group) -> Item:
    return {
        **_group_key(group.subject),
        "at": {"N": str(group.at)},
        "actors": {"M": {actor: {"N": str(at)} for actor, at in group.actors.items()}},
        "more": {"BOOL": group.more},
        "version": {"N": str(group.version + 1)},
    }


def _group_key(subject: Subject) -> Item:
    return {
        "pk": {"S": told_to(subject.recipient)},
        "sk": {"S": group_name(subject.type, subject.tweet_id)},
    }


def _seen_key(user_id: str) -> Item:
    return {"pk": {"S": told_to(user_id)}, "sk": {"S": SEEN}}


def _deed_key(deed: Deed) -> Item:
    subject = deed.subject
    pk = deed_of(subject.recipient, subject.type, subject.tweet_id, deed.actor)
    return {"pk": {"S": pk}, "sk": {"S": ONLY}}


def _taken(write: Callable[[], object]) -> bool:
    """False if the write's condition did not hold."""
    try:
        write()
    except ClientError as error:
        if error.response["Error"]["Code"] == REFUSED:
            return False
        raise
    return True
