"""Events onto the one bus (``contracts.events``)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

AT_ONCE = 10  # entries of a call


class NotSent(Exception):
    """The bus took the call and refused an event."""


class EventBridgeBus:
    def __init__(self, *, client: "EventBridgeClient", name: str) -> None:
        self._client, self._name = client, name

    def send(self, *, source: str, type_: str, detail: str) -> None:
        """Raises NotSent."""
        self._put([self._entry(source, type_, detail)])

    def send_all(self, events: Sequence[BaseModel], *, source: str, type_: str) -> None:
        """Raises NotSent; some may have been sent then, so whoever hears of them hears again."""
        entries = [self._entry(source, type_, e.model_dump_json(by_alias=True)) for e in events]
        for first in range(0, len(entries), AT_ONCE):
            self._put(entries[first : first + AT_ONCE])

    def _entry(self, source: str, type_: str, detail: str) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self._name,
            "Source": source,
            "DetailType": type_,
            "Detail": detail,
        }

    def _put(self, entries: "list[PutEventsRequestEntryTypeDef]") -> None:
        answer = self._client.put_events(Entries=entries)
        if answer["FailedEntryCount"]:
            refused = (each.get("ErrorCode") for each in answer["Entries"])
            raise NotSent(next(filter(None, refused), ""))
