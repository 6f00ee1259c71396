"""Views by region, from the stream of what happens in playback. At least once is enough here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from contracts.events import ViewStarted
from contracts.tables.video_demand import Region
from core.stream_records import Record, records_of

from ..moments import moment
from .ports import Demand
from .regions import regions_of


class DemandCounter:
    def __init__(self, *, demand: Demand) -> None:
        self._demand = demand

    def consume(self, event: Mapping[str, Any]) -> int:  # Any: Lambda's event
        """Returns how many there were."""
        return self.count(view for record in records_of(event) if (view := _started(record)))

    def count(self, views: Iterable[ViewStarted]) -> int:
        days: dict[str, dict[tuple[Region, str], int]] = defaultdict(lambda: defaultdict(int))
        number = 0
        for view in views:
            number += 1
            for region in regions_of(view.region):
                days[moment(view.at).date().isoformat()][region, view.video_id] += 1
        for date, counted in days.items():
            self._demand.add(date, counted)
        return number


def _started(record: Record) -> ViewStarted | None:
    """None for other events and for what is none: others look after those."""
    try:
        return ViewStarted.model_validate_json(record.data)
    except ValidationError:
        return None
