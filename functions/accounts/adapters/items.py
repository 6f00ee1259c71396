"""Records of accounts to and from DynamoDB's items."""

from datetime import datetime
from typing import Any

from ..model import Account, ApiKey, Subscription

Item = dict[str, Any]  # DynamoDB's JSON


def account_of(user_id: str, item: Item) -> Account:
    return Account(
        id=user_id,
        username=item["username"]["S"],
        display_name=item["displayName"]["S"],
        bio=item["bio"]["S"],
        avatar_url=item["avatarUrl"]["S"] if "avatarUrl" in item else None,
        created_at=datetime.fromisoformat(item["createdAt"]["S"]),
    )


def subscription_of(item: Item) -> Subscription:
    """An empty item is the free plan."""
    if not item:
        return Subscription()
    ends = item.get("endsAt")
    return Subscription(
        plan=item["plan"]["S"], ends_at=datetime.fromisoformat(ends["S"]) if ends else None
    )


def key_item(key: ApiKey) -> Item:
    item: Item = {
        "keyHash": {"S": key.hash},
        "id": {"S": key.id},
        "userId": {"S": key.owner_id},
        "username": {"S": key.owner_name},
        "name": {"S": key.name},
        "scopes": {"S": " ".join(key.scopes)},
        "ending": {"S": key.ending},
        "createdAt": {"S": key.created_at.isoformat()},
    }
    if key.expires_at is not None:
        item["expiresAt"] = {"S": key.expires_at.isoformat()}
    return item


def key_of(item: Item) -> ApiKey:
    expires = item.get("expiresAt")
    return ApiKey(
        id=item["id"]["S"],
        hash=item["keyHash"]["S"],
        owner_id=item["userId"]["S"],
        owner_name=item["username"]["S"],
        name=item["name"]["S"],
        scopes=tuple(item["scopes"]["S"].split()),
        ending=item["ending"]["S"],
        created_at=datetime.fromisoformat(item["createdAt"]["S"]),
        expires_at=datetime.fromisoformat(expires["S"]) if expires else None,
    )
