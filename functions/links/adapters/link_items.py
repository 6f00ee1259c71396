"""Links to and from the items of the table ``urls`` (``contracts.tables.links``).

What a redirect needs stands in ``hot`` and only there; beside it stands what only owners need.
"""

from datetime import UTC, datetime
from typing import Any

from ..hot import HotRule, decode, encode
from ..model import Link, Rule

Item = dict[str, Any]  # DynamoDB's JSON


def item_of(link: Link, *, sort: str) -> Item:
    item: Item = {
        "code": {"S": link.code},
        "hot": {"S": encode(link)},
        "version": {"N": str(link.version)},
        "ownerId": {"S": link.owner_id},
        "ownerSort": {"S": sort},
    }
    if link.tags:
        item["tags"] = {"L": [{"S": tag} for tag in link.tags]}
    flags = {"alias": link.is_alias, "disabled": not link.enabled, "banned": link.banned}
    item |= {name: {"BOOL": True} for name, is_set in flags.items() if is_set}
    if link.deleted_at is not None:
        item["deletedAt"] = {"S": link.deleted_at.isoformat()}
    return item


def link_of(item: Item) -> Link:
    hot = decode(item["code"]["S"], item["hot"]["S"])
    deleted = item.get("deletedAt")
    return Link(
        code=hot.code,
        owner_id=item.get("ownerId", {}).get("S", ""),
        target=hot.target,
        created_at=datetime.fromtimestamp(hot.created_at, UTC),
        is_alias="alias" in item,
        expires_at=_moment(hot.expires_at),
        enabled="disabled" not in item,
        banned="banned" in item,
        deleted_at=datetime.fromisoformat(deleted["S"]) if deleted else None,
        title=hot.title,
        tags=tuple(tag["S"] for tag in item.get("tags", {}).get("L", [])),
        fallback_url=hot.fallback_url,
        max_clicks=hot.max_clicks,
        password_hash=hot.password_hash,
        redirect_status=hot.status,
        forward_query=hot.forward_query,
        rules=tuple(_rule(rule) for rule in hot.rules),
        version=hot.version,
    )


def _rule(rule: HotRule) -> Rule:
    return Rule(
        target=rule.target,
        devices=rule.devices,
        countries=rule.countries,
        languages=rule.languages,
        starts_at=_moment(rule.starts_at),
        ends_at=_moment(rule.ends_at),
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
