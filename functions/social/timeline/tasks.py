"""Work of a fan-out as it travels on the work stream: small, repeatable in any order.

A ``Deliver`` names at most 500 followers. A ``Spread`` names one key of the reverse index and where
to go on in it; whoever works it delivers to the first followers of a page and makes Delivers and a
Spread of what is left: most accounts are reached without a follower's id in any stream.
"""

import json
from dataclasses import dataclass
from typing import Literal

Operation = Literal["add", "remove"]
VERSION = 1


class NoTask(ValueError):
    """This record is no task; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    operation: Operation
    entry_id: str
    author_id: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """``after`` is the follower behind whom to go on, empty at the start; ``wide`` is the lane."""

    operation: Operation
    entry_id: str
    author_id: str
    shard: int
    after: str = ""
    wide: bool = True


Task = Deliver | Spread


def encode(task: Task) -> bytes:
    fields: dict[str, object] = {
        "version": VERSION,
        "type": "fanout.continue",
        "operation": task.operation,
        "entryId": task.entry_id,
        "authorId": task.author_id,
    }
    if isinstance(task, Deliver):
        fields["to"] = task.to
    else:
        fields |= {"shard": task.shard, "after": task.after, "wide": task.wide}
    return json.dumps(fields, separators=(",", ":")).encode()


def decode(data: bytes) -> Task:
    """Raises NoTask."""
    try:
        fields = json.loads(data)
        operation: Operation = "remove" if fields["operation"] == "remove" else "add"
        entry_id, author_id = str(int(fields["entryId"])), str(fields["authorId"])
        if "to" in fields:
            to = tuple(str(each) for each in fields["to"])
            return Deliver(operation=operation, entry_id=entry_id, author_id=author_id, to=to)
        return Spread(
            operation=operation,
            entry_id=entry_id,
            author_id=author_id,
            shard=int(fields["shard"]),
            after=str(fields["after"]),
            wide=fields.get("wide") is not False,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NoTask(f"{type(error).__name__}: {error}") from error
