"""A batch of the stream of changes, read: what every consumer of it starts with.

A record that cannot be read is set aside with its content and its reason, and the others go on
(X5).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.stream_records import Quarantine, records_of

from .changes import Change, EntryDeleted, EntryPosted, Json, Unreadable, decoded
from .model import Entry


@dataclass(slots=True)
class Batch:
    """What a shard brought up to ``end``. ``deleted``: entries as they were, where it is known."""

    shard: str
    end: str
    changes: list[Change] = field(default_factory=list)
    posted: list[Entry] = field(default_factory=list)
    deleted: list[Entry] = field(default_factory=list)
    deleted_ids: list[str] = field(default_factory=list)


class BatchReader:
    """``entry_of`` reads an item of the table ``tweets``."""

    def __init__(self, *, quarantine: Quarantine, entry_of: Callable[[Json], Entry]) -> None:
        self._quarantine, self._entry_of = quarantine, entry_of

    def read(self, event: Mapping[str, Any]) -> list[Batch]:  # Any: Lambda's event
        batches: dict[str, Batch] = {}
        for record in records_of(event):
            batch = batches.setdefault(record.shard, Batch(record.shard, record.place))
            batch.end = max(batch.end, record.place)
            try:
                self._take(batch, decoded(record.data))
            except Unreadable as reason:
                self._quarantine.keep(record, reason=str(reason))
        return list(batches.values())

    def _take(self, batch: Batch, change: Change | None) -> None:
        if isinstance(change, EntryPosted):
            batch.posted.append(entry_in(change.item, self._entry_of))
        elif isinstance(change, EntryDeleted):
            if change.item:
                batch.deleted.append(entry_in(change.item, self._entry_of))
            batch.deleted_ids.append(change.id)
        if change is not None:
            batch.changes.append(change)


def entry_in(item: Json, entry_of: Callable[[Json], Entry]) -> Entry:
    """Raises Unreadable."""
    try:
        entry = entry_of(item)
        int(entry.id)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    return entry
