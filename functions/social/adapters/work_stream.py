"""The work stream of the fan-out: tasks in two lanes of the same Kinesis stream.

Hash keys of the lower half are of small accounts, those of the upper half of big ones, so with an
even number of shards neither lane ever waits behind the other (S11). Within a lane tasks are
spread evenly.
"""

import base64
import random
import time
from collections.abc import Callable, Sequence

from core.aws_lite import Json, JsonService
from core.errors import Unavailable

from ..timeline.tasks import Task, encode
from .home_tables import RETRY_AFTER, called

LANE = 1 << 127  # half of the range of hash keys
MOST_RECORDS = 500
MOST_BYTES = 4_000_000
ATTEMPTS = 6
PAUSE = 0.05  # seconds, doubled with each attempt


class WorkStream:
    """``fanning.WorkStream``; ``stream`` is a name or an ARN."""

    def __init__(
        self,
        *,
        kinesis: JsonService,
        stream: str,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._kinesis = kinesis
        self._where = {"StreamARN" if stream.startswith("arn:") else "StreamName": stream}
        self._sleep = sleep

    def put(self, tasks: Sequence[Task], *, wide: bool) -> None:
        batch: list[Json] = []
        size = 0
        for task in tasks:
            data = encode(task)
            if len(batch) == MOST_RECORDS or size + len(data) > MOST_BYTES:
                self._put(batch)
                batch, size = [], 0
            batch.append(_record(task, data, wide=wide))
            size += len(data)
        self._put(batch)

    def _put(self, records: list[Json]) -> None:
        """What was refused is put again; a task that arrives twice does no harm (S10)."""
        for attempt in range(ATTEMPTS):
            if not records:
                return
            if attempt:
                # Spreads retries, guards nothing.
                self._sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311
            answer = called(self._kinesis, "PutRecords", {**self._where, "Records": records})
            results = zip(records, answer["Records"], strict=True)
            records = [record for record, result in results if "ErrorCode" in result]
        if records:
            raise Unavailable(headers=RETRY_AFTER)


def _record(task: Task, data: bytes, *, wide: bool) -> Json:
    # Which shard of its lane takes a task guards nothing.
    place = random.randrange(LANE)  # noqa: S311
    return {
        "Data": base64.b64encode(data).decode(),
        "PartitionKey": task.author_id,
        "ExplicitHashKey": str(place + LANE if wide else place),
    }
