"""X4: the work stream refuses some tasks, or all of them, or does not answer."""

import base64
from dataclasses import dataclass, field
from typing import cast

import pytest

from core.aws_lite import Json, JsonService, Throttled
from core.errors import Unavailable
from social.adapters.work_stream import ATTEMPTS, LANE, MOST_RECORDS, WorkStream
from social.timeline.tasks import Spread, decode

REFUSED = {"ErrorCode": "ProvisionedThroughputExceededException"}


@dataclass
class Kinesis:
    """Takes every record that ``refusals`` does not name any more; ``down`` throttles the call."""

    refusals: dict[int, int] = field(default_factory=dict)  # shard of a task -> how often
    down: bool = False
    taken: list[Json] = field(default_factory=list)
    calls: int = 0

    def call(self, operation: str, request: Json) -> Json:
        assert operation == "PutRecords"
        self.calls += 1
        if self.down:
            raise Throttled("ProvisionedThroughputExceededException", "slow down", status=400)
        return {"Records": [self._result(record) for record in request["Records"]]}

    def _result(self, record: Json) -> Json:
        shard = shard_of(record)
        if self.refusals.get(shard, 0):
            self.refusals[shard] -= 1
            return REFUSED
        self.taken.append(record)
        return {"SequenceNumber": "1"}


def shard_of(record: Json) -> int:

    task = decode(base64.b64decode(record["Data"]))
    assert isinstance(task, Spread)
    return task.shard


def tasks(count: int) -> list[Spread]:
    return [Spread(operation="add", entry_id="1", author_id="ada", shard=n) for n in range(count)]


def stream(kinesis: Kinesis, waits: list[float]) -> WorkStream:
    # Only ``call`` is used of it.
    service = cast("JsonService", kinesis)
    return WorkStream(kinesis=service, stream="work", sleep=waits.append)


def test_X4_refused_tasks_alone_are_put_again_until_all_are_in() -> None:
    kinesis, waits = Kinesis(refusals={1: 2, 3: 1}), list[float]()
    stream(kinesis, waits).put(tasks(5), wide=False)
    assert sorted(map(shard_of, kinesis.taken)) == [0, 1, 2, 3, 4]
    assert (kinesis.calls, len(waits)) == (3, 2)


def test_X4_what_is_refused_for_good_fails_after_bounded_attempts_with_jitter() -> None:
    kinesis, waits = Kinesis(refusals={1: 10**6}), list[float]()
    with pytest.raises(Unavailable) as problem:
        stream(kinesis, waits).put(tasks(3), wide=False)
    assert problem.value.headers["Retry-After"]
    assert kinesis.calls == ATTEMPTS
    assert len(set(waits)) == len(waits) == ATTEMPTS - 1
    assert sorted(map(shard_of, kinesis.taken)) == [0, 2]  # the batch comes again, and they twice


def test_X4_a_stream_that_throttles_the_call_is_unavailable_at_once() -> None:
    kinesis = Kinesis(down=True)
    with pytest.raises(Unavailable):
        stream(kinesis, []).put(tasks(1), wide=True)
    assert kinesis.calls == 1  # the client has tried again by itself


def test_S11_each_lane_has_half_of_the_hash_keys_and_calls_hold_five_hundred() -> None:
    for wide in (False, True):
        kinesis = Kinesis()
        stream(kinesis, []).put(tasks(MOST_RECORDS + 1), wide=wide)
        assert kinesis.calls == 2
        assert {int(each["ExplicitHashKey"]) >= LANE for each in kinesis.taken} == {wide}
