"""Who reads a shard does not skip records because older ones have expired.

MiniStack notes how far a mapping or an iterator has read as an index into the records it still
has, and leaves it where it was when records expire: on the day after a thousand clicks, the next
thousand would be taken for read.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from ministack.services import kinesis, lambda_svc

from infra.local.emulator import autosave

Store = dict[str, Any]  # Any: a stored stream, shard or position as parsed JSON
ARRIVED = "ApproximateArrivalTimestamp"

_polling = threading.Lock()  # held while mappings read and note how far they have come


def install() -> None:
    lambda_svc._poll_kinesis = _with_records_kept(lambda_svc._poll_kinesis)
    kinesis._expire_records = expire


def _with_records_kept(poll: Callable[[], bool]) -> Callable[[], bool]:
    def polled() -> bool:
        with _polling:
            return poll()

    return polled


def expire(stream: Store) -> None:
    """Never waits: what cannot be dropped now, because it is in use, goes with a later call."""
    with ExitStack() as held:
        for lock in (_polling, autosave.saving):
            if not lock.acquire(blocking=False):
                return
            held.callback(lock.release)
        oldest = time.time() - stream["RetentionPeriodHours"] * 3600
        for shard_id, shard in stream["shards"].items():
            _drop(stream["StreamARN"], shard_id, shard["records"], oldest)


def _drop(stream: str, shard_id: str, records: list[Store], oldest: float) -> None:
    expired = next((i for i, each in enumerate(records) if each[ARRIVED] >= oldest), len(records))
    if not expired:
        return
    del records[:expired]
    for positions, key in _readers(stream, shard_id):
        positions[key] = max(0, positions[key] - expired)


def _readers(stream: str, shard_id: str) -> Iterator[tuple[Store, str]]:
    """Each place, and its key there, that says how far somebody has read the shard."""
    for key, mapping in lambda_svc._esms.all_items():
        positions = lambda_svc._kinesis_positions.get_scoped(*key)
        if mapping.get("EventSourceArn") == stream and positions and shard_id in positions:
            yield positions, shard_id
    for iterator in kinesis._shard_iterators.all_values():
        if iterator["stream_arn"] == stream and iterator["shard_id"] == shard_id:
            yield iterator, "position"
