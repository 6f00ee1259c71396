"""The records of a table's stream are kept as the table is: what nobody has read yet is not lost.

MiniStack saves how far each event source mapping has read, but not the stream: after a restart the
mapping stands beyond the end of an empty stream and is never called again.
"""

import copy
from collections.abc import Callable
from typing import Any

from ministack.services import dynamodb

State = dict[str, Any]  # Any: a service's stores by name
# How many were dropped comes first: a stream restored half looks empty, and is read later.
STORES = ("_stream_trimmed", "_stream_records", "_closed_streams")


def install() -> None:
    dynamodb.get_state = _with_streams(dynamodb.get_state)
    dynamodb.load_persisted_state = _streams_first(dynamodb.load_persisted_state)


def _with_streams(get_state: Callable[[], State]) -> Callable[[], State]:
    def got() -> State:
        state = get_state()  # before the records: a record of a lost write does less harm
        return {**state, **{name: copy.deepcopy(getattr(dynamodb, name)) for name in STORES}}

    return got


def _streams_first(load: Callable[[State], None]) -> Callable[[State], None]:
    def loaded(state: State) -> None:
        for name in STORES:
            getattr(dynamodb, name).update(state.get(name, {}))
        load(state)

    return loaded
