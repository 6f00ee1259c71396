"""``People`` on the table ``people``, and on ``accounts`` for whom nobody told us of yet."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from contracts.tables import accounts
from contracts.tables.social import MERGED, NAME_INDEX
from core.reading import batch_get

from ..model import Person

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
OPTIONAL = ("avatarUrl", "banned")  # what a profile may lack


class CopiedPeople:
    """The copies alone: what events say."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def keep(self, person: Person) -> None:
        """Takes over a profile unless a later one is there, or the person is gone."""
        item = _item(person)
        sets = [f"{name} = :{name}" for name in item]
        removed = [name for name in OPTIONAL if name not in item]
        values = {f":{name}": value for name, value in item.items()}
        change = f"SET {', '.join(sets)}" + (f" REMOVE {', '.join(removed)}" if removed else "")
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(person.id),
                UpdateExpression=change,
                ConditionExpression=(
                    "attribute_not_exists(erasedAt) AND "
                    "(attribute_not_exists(revision) OR revision < :revision)"
                ),
                ExpressionAttributeValues=values,
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def mark(
        self, user_id: str, *, at: int, celebrity: bool | None = None, wide: bool = False
    ) -> None:
        """How their followers are to be reached; only of somebody who is there."""
        sets = [f"celebrity = {':yes' if celebrity else ':no'}"] if celebrity is not None else []
        sets += ["wide = :yes"] if wide else []
        if celebrity:  # from now on merged on read, for good: what was pulled once stays so
            sets += ["merged = :merged", "mergedAt = if_not_exists(mergedAt, :at)"]
        flags: Item = {
            ":yes": {"BOOL": True},
            ":no": {"BOOL": False},
            ":merged": {"S": MERGED},
            ":at": {"N": str(at)},
        }
        change = "SET " + ", ".join(sets)
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(user_id),
                UpdateExpression=change,
                ConditionExpression="attribute_exists(username)",
                ExpressionAttributeValues={n: v for n, v in flags.items() if n in change},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def bury(self, user_id: str, *, at: int) -> None:
        """Leaves nothing but that they are gone, so that no late event brings them back."""
        self._client.put_item(
            TableName=self._table, Item={**_key(user_id), "erasedAt": {"N": str(at)}}
        )

    def read(self, user_ids: Iterable[str]) -> tuple[dict[str, Person], set[str]]:
        """Who is here, and of whom nothing is known; the erased and the banned are in neither."""
        wanted = list(dict.fromkeys(user_ids))
        keys = [{"userId": user_id} for user_id in wanted]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        found = {item["userId"]["S"]: item for item in items}
        gone = {i for i, item in found.items() if "erasedAt" in item or "banned" in item}
        known = {i: item for i, item in found.items() if "username" in item}
        unknown = {i for i in wanted if i not in known}
        people = {i: _person(item) for i, item in known.items() if i not in gone}
        return people, unknown - gone

    def named(self, username: str) -> str | None:
        """The id of whoever has that name, in any case."""
        answer = self._client.query(
            TableName=self._table,
            IndexName=NAME_INDEX,
            KeyConditionExpression="nameFold = :name",
            ExpressionAttributeValues={":name": {"S": username.casefold()}},
            Limit=1,
        )
        return answer["Items"][0]["userId"]["S"] if answer["Items"] else None


class DynamoPeople:
    """Copies first; who is missing is read from ``accounts`` (read only) and copied."""

    def __init__(self, *, copies: CopiedPeople, client: "DynamoDBClient", accounts: str) -> None:
        self._copies, self._client, self._accounts = copies, client, accounts

    def find(self, id_or_name: str) -> Person | None:
        by_id = self.of([id_or_name]).get(id_or_name)
        if by_id is not None:
            return by_id
        return self.named([id_or_name]).get(id_or_name.casefold())

    def named(self, usernames: Iterable[str]) -> Mapping[str, Person]:
        ids: dict[str, str] = {}
        for name in {username.casefold() for username in usernames}:
            user_id = self._copies.named(name) or self._claimed(name)
            if user_id:
                ids[name] = user_id
        people = self.of(ids.values())
        return {name: people[user_id] for name, user_id in ids.items() if user_id in people}

    def of(self, user_ids: Iterable[str]) -> Mapping[str, Person]:
        people, unknown = self._copies.read(user_ids)
        for person in self._accounted(unknown):
            self._copies.keep(person)
            if not person.banned:
                people[person.id] = person
        return people

    def mark(
        self, user_id: str, *, at: int, celebrity: bool | None = None, wide: bool = False
    ) -> None:
        self._copies.mark(user_id, at=at, celebrity=celebrity, wide=wide)

    def _claimed(self, username: str) -> str | None:
        answer = self._client.get_item(
            TableName=self._accounts,
            Key={"pk": {"S": accounts.name_claim(username)}, "sk": {"S": accounts.CLAIM}},
        )
        return answer["Item"]["userId"]["S"] if "Item" in answer else None

    def _accounted(self, user_ids: Iterable[str]) -> list[Person]:
        keys = [{"pk": accounts.person(u), "sk": accounts.PROFILE} for u in user_ids]
        items = batch_get(self._client, self._accounts, keys, consistent=True) if keys else []
        return [
            Person(
                id=item["pk"]["S"].partition("#")[2],
                username=item["username"]["S"],
                display_name=item["displayName"]["S"],
                bio=item["bio"]["S"],
                avatar_url=item["avatarUrl"]["S"] if "avatarUrl" in item else None,
                created_at=item["createdAt"]["S"],
                revision=int(item["revision"]["N"]) if "revision" in item else 0,
                banned="bannedAt" in item,
            )
            for item in items
            if "erasedAt" not in item
        ]


def _item(person: Person) -> Item:
    item: Item = {
        "username": {"S": person.username},
        "nameFold": {"S": person.username.casefold()},
        "displayName": {"S": person.display_name},
        "bio": {"S": person.bio},
        "createdAt": {"S": person.created_at},
        "revision": {"N": str(person.revision)},
    }
    if person.avatar_url:
        item["avatarUrl"] = {"S": person.avatar_url}
    if person.banned:
        item["banned"] = {"BOOL": True}
    return item


def _person(item: Item) -> Person:
    return Person(
        id=item["userId"]["S"],
        username=item["username"]["S"],
        display_name=item["displayName"]["S"],
        bio=item["bio"]["S"],
        avatar_url=item["avatarUrl"]["S"] if "avatarUrl" in item else None,
        created_at=item["createdAt"]["S"],
        revision=int(item["revision"]["N"]),
        celebrity=item.get("celebrity", {}).get("BOOL", False),
        wide=item.get("wide", {}).get("BOOL", False),
    )


def _key(user_id: str) -> Item:
    return {"userId": {"S": user_id}}
