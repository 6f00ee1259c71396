"""Records of the two streams, one after the other; one that cannot be read is set aside (X5)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from core.stream_records import Quarantine, Record

from ..changes import (
    Blocked,
    Change,
    EntryDeleted,
    EntryJudged,
    EntryPosted,
    Followed,
    Json,
    Muted,
    Reacted,
    Unblocked,
    Unfollowed,
    Unmuted,
    Unreacted,
    Unreadable,
    decoded,
)
from ..consuming import entry_in
from ..ids import ms_of
from ..model import Entry
from .fanning import FanOut, FanOutWork
from .following import Circles, Follows
from .tasks import NoTask, decode


class Copies(Circles, Protocol):
    """What the API has changed already, where it could reach Valkey. May raise CacheDown."""

    def put(self, entry: Entry) -> None: ...

    def doubt(self, user_id: str, tweet_id: str, kind: str, *, on: bool) -> None: ...


class ChangeConsumer:
    """The stream ``social-events``. ``entry_of`` reads an item of the table ``tweets``."""

    def __init__(
        self,
        *,
        fan_out: FanOut,
        follows: Follows,
        copies: Copies,
        quarantine: Quarantine,
        entry_of: Callable[[Json], Entry],
    ) -> None:
        self._fan_out, self._follows = fan_out, follows
        self._copies, self._quarantine, self._entry_of = copies, quarantine, entry_of

    def consume(self, records: Iterable[Record]) -> Mapping[str, int]:
        """How many of which kind. Whatever it raises, the batch comes again, whole."""
        done: Counter[str] = Counter()
        for record in records:
            try:
                change = decoded(record.data)
                if change is not None:
                    self._apply(change)
                    done[type(change).__name__] += 1
            except Unreadable as error:
                self._quarantine.keep(record, reason=str(error))
                done["quarantined"] += 1
        return done

    def _apply(self, change: Change) -> None:
        match change:
            case EntryPosted():
                self._fan_out.posted(change)
            case EntryDeleted():
                self._copies.put(
                    Entry(
                        id=change.id,
                        author_id=change.author_id,
                        at=ms_of(change.id),
                        deleted_at=change.at,
                    )
                )
                self._fan_out.deleted(change)
            case EntryJudged():
                self._copies.put(entry_in(change.item, self._entry_of))
            case Followed() | Unfollowed():
                self._follows.changed(change.user_id, change.other_id)
            case Blocked() | Unblocked():
                self._copies.forget_relations(change.user_id, change.other_id)
            case Muted() | Unmuted():
                self._copies.forget_relations(change.user_id)
            case Reacted() | Unreacted():
                on = isinstance(change, Reacted)
                self._copies.doubt(change.user_id, change.tweet_id, change.kind, on=on)


class TaskConsumer:
    """The work stream."""

    def __init__(self, *, work: FanOutWork, quarantine: Quarantine) -> None:
        self._work, self._quarantine = work, quarantine

    def consume(self, records: Iterable[Record]) -> Mapping[str, int]:
        done: Counter[str] = Counter()
        for record in records:
            try:
                task = decode(record.data)
            except NoTask as error:
                self._quarantine.keep(record, reason=str(error))
                done["quarantined"] += 1
                continue
            self._work.do(task)
            done[type(task).__name__] += 1
        return done
