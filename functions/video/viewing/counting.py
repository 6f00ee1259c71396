"""From the stream of views to figures and history: each session once, in any order (X5, V9).

Every event is counted in one transaction with a mark that it was. What comes again, by a replay or
by whoever told it twice, finds its mark.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from contracts.events import ViewCompleted, ViewStarted
from contracts.tables.video_viewing import OVER, STARTED
from core.stream_records import Quarantine, records_of

from ..ports import Videos
from .model import BEGUN, tally_of
from .ports import Present, Tallies, Told, Watching

View = ViewStarted | ViewCompleted
KINDS: Mapping[str, type[View]] = {"view.started": ViewStarted, "view.completed": ViewCompleted}


class Unreadable(Exception):
    """The record is no view; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCounter:
    videos: Videos
    present: Present
    tallies: Tallies
    quarantine: Quarantine

    def consume(self, event: Mapping[str, Any]) -> int:  # Any: Lambda's event
        """How many were new."""
        views: list[View] = []
        for record in records_of(event):
            try:
                views.append(view_of(record.data))
            except Unreadable as reason:
                self.quarantine.keep(record, reason=str(reason))
        return self.take(views)

    def take(self, views: Sequence[View]) -> int:
        """Films that are gone are counted no more, nor is it remembered for profiles that are."""
        films = self.videos.find_many({view.video_id for view in views})
        views = [v for v in views if v.video_id in films and not films[v.video_id].deleted]
        watchers = self.present.profiles(
            {(v.user_id, v.profile_id) for v in views if isinstance(v, ViewCompleted)}
        )
        by_day: dict[tuple[str, str], dict[tuple[str, str], Told]] = defaultdict(dict)
        for view in views:
            told = _told(view, watchers)
            by_day[view.video_id, _date(view.at)][told.session_id, told.name] = told
        return sum(
            self.tallies.count(video_id, date, list(told.values()))
            for (video_id, date), told in by_day.items()
        )


def view_of(data: bytes) -> View:
    """Raises Unreadable."""
    try:
        kind = KINDS[json.loads(data)["type"]]
        return kind.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(map(str, first["loc"]))
        raise Unreadable(f"{at}: {first['msg']}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _told(view: View, watchers: frozenset[str]) -> Told:
    if isinstance(view, ViewStarted):
        return Told(session_id=view.session_id, name=STARTED, tally=BEGUN)
    watching = Watching(profile_id=view.profile_id, at=view.at, watched=view.watched)
    return Told(
        session_id=view.session_id,
        name=OVER,
        tally=tally_of(view),
        watching=watching if view.profile_id in watchers else None,
    )


def _date(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
