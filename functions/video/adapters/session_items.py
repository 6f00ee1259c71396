"""Playback sessions to and from items of ``video-sessions``."""

from decimal import Decimal
from typing import Any, cast

from contracts.tables.video_sessions import open_of, session

from ..model import Maturity
from ..playback.model import Session

Item = dict[str, Any]  # DynamoDB's JSON
KEPT_SECONDS = 30 * 86_400
NUMBERS = {
    "startedAt": "started_at",
    "heardAt": "heard_at",
    "leaseEnds": "lease_ends",
    "switches": "switches",
    "rebuffers": "rebuffers",
    "endedAt": "ended_at",
    "version": "version",
}
LENGTHS = {"position": "position", "duration": "duration", "watched": "watched"}


def key_of(session_id: str) -> Item:
    return {"id": {"S": session(session_id)}}


def item_of(each: Session) -> Item:
    """As it is stored next: of the version after the one it was read as."""
    item: Item = {
        **key_of(each.id),
        "ownerId": {"S": each.owner_id},
        "profileId": {"S": each.profile_id},
        "videoId": {"S": each.video_id},
        "maturity": {"S": each.maturity},
        "held": {"BOOL": each.held},
        "secondsAt": {"M": {rung: number(value) for rung, value in each.seconds_at.items()}},
        **{name: {"N": str(getattr(each, field))} for name, field in NUMBERS.items()},
        **{name: number(getattr(each, field)) for name, field in LENGTHS.items()},
        "version": {"N": str(each.version + 1)},
    }
    if each.free_until:
        item["freeUntil"] = {"N": str(each.free_until)}
    if each.quality:
        item["quality"] = {"S": each.quality}
    if each.startup_ms is not None:
        item["startupMs"] = {"N": str(each.startup_ms)}
    if each.stalled:
        item["stalled"] = number(each.stalled)
    if each.told:
        item["ttl"] = {"N": str(each.heard_at // 1000 + KEPT_SECONDS)}
    else:
        item["open"] = {"S": open_of(each.id)}
    return item


def session_of(item: Item) -> Session:
    # Nothing but the model's own values is ever written there.
    numbers: dict[str, Any] = {field: int(item[name]["N"]) for name, field in NUMBERS.items()}
    lengths: dict[str, Any] = {field: float(item[name]["N"]) for name, field in LENGTHS.items()}
    return Session(
        id=item["id"]["S"].removeprefix(session("")),
        owner_id=item["ownerId"]["S"],
        profile_id=item["profileId"]["S"],
        video_id=item["videoId"]["S"],
        maturity=cast("Maturity", item["maturity"]["S"]),
        quality=item["quality"]["S"] if "quality" in item else "",
        seconds_at={rung: float(value["N"]) for rung, value in item["secondsAt"]["M"].items()},
        startup_ms=int(item["startupMs"]["N"]) if "startupMs" in item else None,
        stalled=float(item["stalled"]["N"]) if "stalled" in item else 0.0,
        held=item["held"]["BOOL"],
        told="open" not in item,
        free_until=int(item["freeUntil"]["N"]) if "freeUntil" in item else 0,
        **numbers,
        **lengths,
    )


def number(value: float) -> Item:
    """Without an exponent, which is how it comes back from DynamoDB; thousandths are enough."""
    return {"N": format(Decimal(repr(round(value, 3))), "f")}
