"""A person's links, read from the table of the links system for their archive.

That system owns the items and their form (``hot`` is short JSON with one letter per field); a
contract test holds this reader to what it writes and to what its API shows.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from contracts.http.links import LinkShown
from contracts.tables.links import OWNER_INDEX
from core.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
Fields = dict[str, Any]  # the hot form's


class HeldLinks:
    """Also expired, banned and deleted ones: they are held until the account is erased."""

    name = "links"

    def __init__(
        self, *, client: "DynamoDBClient", table: str, short_url: str, clock: Clock
    ) -> None:
        self._client, self._table = client, table
        self._short_url, self._clock = short_url, clock

    def of(self, user_id: str) -> Iterator[LinkShown]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=OWNER_INDEX,
            KeyConditionExpression="ownerId = :owner",
            ExpressionAttributeValues={":owner": {"S": user_id}},
        )
        now = self._clock.now()
        for page in pages:
            for item in page["Items"]:
                yield self._shown(dict(item), now)

    def _shown(self, item: Item, now: datetime) -> LinkShown:
        code, hot = item["code"]["S"], json.loads(item["hot"]["S"])
        return LinkShown.model_validate(
            {
                "short_url": self._short_url + code,
                "short_code": code,
                "original_url": hot["u"],
                "created_at": _moment(hot["c"]),
                "expires_at": _moment(hot.get("e")),
                "title": hot.get("t", ""),
                "tags": [tag["S"] for tag in item.get("tags", {}).get("L", [])],
                "enabled": "disabled" not in item,
                "fallback_url": hot.get("f"),
                "max_clicks": hot.get("m"),
                "has_password": "p" in hot,
                "redirect_status": hot.get("s", 302),
                "forward_query": "q" in hot,
                "rules": [_rule(rule) for rule in hot.get("r", [])],
                "status": _status(item, hot, now),
            }
        )


def _rule(rule: Fields) -> Fields:
    return {
        "url": rule["u"],
        "devices": rule.get("d", []),
        "countries": rule.get("c", []),
        "languages": rule.get("l", []),
        "starts_at": _moment(rule.get("a")),
        "ends_at": _moment(rule.get("z")),
    }


def _status(item: Item, hot: Fields, now: datetime) -> str:
    for mark, status in (("banned", "banned"), ("deletedAt", "deleted"), ("disabled", "disabled")):
        if mark in item:
            return status
    return "expired" if "e" in hot and now.timestamp() >= hot["e"] else "active"


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
