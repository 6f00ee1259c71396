"""Facts about the laptop's MediaConvert: how many jobs run at once, and events that come twice."""

import os
import threading
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from ministack.services import eventbridge

from infra.local.mediaconvert import events, work

JOB = {"Arn": "arn:aws:mediaconvert:eu-central-1:000000000000:jobs/1", "Id": "1", "Queue": "q"}
AT_ONCE = 2
Event = Mapping[str, Any]  # Any: what EventBridge is given


class Works:
    """In place of jobs: each stays at work until it is let go."""

    def __init__(self) -> None:
        self.running, self.most, self.done = 0, 0, 0
        self.changed = threading.Condition()
        self.let_go = threading.Event()

    def run(self, _job: object, _canceled: object) -> None:
        with self.changed:
            self.running += 1
            self.most = max(self.most, self.running)
            self.changed.notify_all()
        self.let_go.wait(60)
        with self.changed:
            self.running -= 1
            self.done += 1
            self.changed.notify_all()

    def wait_for(self, state: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(state, 60)


def test_a_laptop_has_a_place_for_a_job_on_each_of_its_processors() -> None:
    taken = 0
    while work._places.acquire(blocking=False):
        taken += 1
    for _ in range(taken):
        work._places.release()
    assert taken == os.cpu_count()


def test_jobs_beyond_the_places_wait_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    works = Works()
    monkeypatch.setattr(work, "_places", threading.Semaphore(AT_ONCE))
    monkeypatch.setattr(work, "_run", works.run)
    for number in range(5):
        work.start({**JOB, "Id": f"job-{number}"})
    works.wait_for(lambda: works.running == AT_ONCE)
    works.let_go.set()
    works.wait_for(lambda: works.done == 5)
    assert works.most == AT_ONCE


def test_a_job_that_breaks_is_told_and_gives_its_place_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[tuple[str, str]] = []
    two = threading.Semaphore(0)

    class Broken:
        def __init__(self, *_: object) -> None: ...

        def run(self) -> None:
            raise ZeroDivisionError

    def tell(job: Mapping[str, Any], status: str, _details: object) -> None:  # Any: a job
        heard.append((job["Id"], status))
        two.release()

    monkeypatch.setattr(work, "_places", threading.Semaphore(1))
    monkeypatch.setattr(work, "Run", Broken)
    monkeypatch.setattr("infra.local.mediaconvert.events.tell", tell)
    for name in ("first", "next"):
        work.start({**JOB, "Id": name, "Status": "SUBMITTED", "Timing": {}})
    assert two.acquire(timeout=60)
    assert two.acquire(timeout=60)
    assert sorted(heard) == [("first", "ERROR"), ("next", "ERROR")]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Event], list[float]]:
    """Events as they come, the second time at once, and how much later that would have been."""
    heard: list[Event] = []
    late: list[float] = []
    numbers = count(1)

    class AtOnce:
        daemon = False

        def __init__(self, seconds: float, again: Callable[..., None], given: Any) -> None:
            self._again, self._given = again, given  # Any: a timer's arguments
            late.append(seconds)

        def start(self) -> None:
            self._again(*self._given)

    monkeypatch.setattr(events, "new_uuid", lambda: str(UUID(int=next(numbers))))
    monkeypatch.setattr(eventbridge, "_dispatch_event", heard.append)
    monkeypatch.setattr(threading, "Timer", AtOnce)
    return heard, late


def test_V5_a_fifth_of_all_events_comes_twice_the_same_and_late(
    told: tuple[list[Event], list[float]],
) -> None:
    heard, late = told
    for _ in range(1_000):
        events.tell(JOB, "STATUS_UPDATE")
    by_id: dict[str, list[Event]] = {}
    for each in heard:
        by_id.setdefault(each["EventId"], []).append(each)
    assert len(by_id) == 1_000
    repeated = [some for some in by_id.values() if len(some) > 1]
    assert 150 < len(repeated) < 250
    assert all(len(some) == 2 and some[0] == some[1] for some in repeated)
    assert len(late) == len(repeated)
    assert all(0.5 <= seconds <= 3.0 for seconds in late)
