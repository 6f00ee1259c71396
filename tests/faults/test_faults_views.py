"""X5: the counter of views under duplicates, shuffles, crashes and corrupt records."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from contracts.events import ViewCompleted, ViewStarted
from core.stream_records import Record
from tests.fakes.video_viewing import (
    FakePresent,
    FakeProfileStore,
    FakeTallies,
    FakeVideos,
    a_profile,
    a_video,
)
from tests.faults.kinesis_driver import KinesisDriver
from tests.faults.schedules import under_schedules
from video.viewing.counting import ViewCounter
from video.viewing.ports import Told

AS_DEPLOYED = {"BatchSize": 200, "ParallelizationFactor": 1}
AT = 1_795_435_200_000
CORRUPT = (
    b"",
    b"not json",
    b"[]",
    b"null",
    b'{"type": "view.other"}',
    b'{"type": "view.started"}',
    b"\xff\xfe",
    b"[" * 5_000,
    json.dumps({"type": ["view.started"]}).encode(),
)


class Crash(Exception):
    """The function was killed here."""


@dataclass
class CrashingTallies(FakeTallies):
    """Dies before or after a transaction, every now and then."""

    rng: random.Random = field(default_factory=random.Random)
    crashes: int = 12

    def count(self, video_id: str, date: str, told: Sequence[Told]) -> int:
        dies = self.crashes > 0 and self.rng.random() < 0.3
        self.crashes -= dies
        if dies and self.rng.random() < 0.5:
            raise Crash
        new = super().count(video_id, date, told)
        if dies:
            raise Crash
        return new


@dataclass
class Quarantined:
    kept: dict[tuple[str, str], tuple[bytes, str]] = field(default_factory=dict)

    def keep(self, record: Record, *, reason: str) -> None:
        self.kept[record.shard, record.place] = (record.data, reason)


def started(session: int) -> ViewStarted:
    return ViewStarted(
        session_id=f"s-{session}",
        video_id=f"v-{session % 3}",
        profile_id=f"p-{session % 4}",
        user_id="ada",
        at=AT + session * 3_600_000,  # over several days
    )


def completed(session: int) -> ViewCompleted:
    return ViewCompleted(
        session_id=f"s-{session}",
        video_id=f"v-{session % 3}",
        profile_id=f"p-{session % 4}",
        user_id="ada",
        started_at=AT,
        at=AT + session * 3_600_000 + 60_000,
        position=session % 100,
        watched=session + 0.5,
        duration=100,
        quality="480p",
        switches=session % 2,
        startup_ms=None if session % 5 == 0 else session,
        rebuffers=session % 3,
        stalled=session % 3 * 0.5,
        seconds_at={"480p": session + 0.5},
    )


@under_schedules
def test_X5_totals_are_those_of_the_distinct_sessions(seed: int) -> None:
    rng = random.Random(seed)
    videos, store, tallies, quarantine = (
        FakeVideos(), FakeProfileStore(), CrashingTallies(rng=rng), Quarantined(),
    )  # fmt: skip
    videos.add(a_video("v-0"), a_video("v-1"), a_video("v-2", deleted=True))
    store.found(a_profile("p-0"))
    for number in (1, 2):  # and p-3 is gone
        store.add(a_profile(f"p-{number}"), most=5)
    counter = ViewCounter(
        videos=videos, present=FakePresent(store), tallies=tallies, quarantine=quarantine
    )
    driver = KinesisDriver(AS_DEPLOYED, rng)
    sessions = range(40)
    events = [(s.session_id, s.model_dump_json(by_alias=True)) for s in map(started, sessions)]
    events += [(s.session_id, s.model_dump_json(by_alias=True)) for s in map(completed, sessions)]
    events += rng.choices(events, k=30)  # told twice, by a retry of whoever tells
    rng.shuffle(events)
    corrupt = list(CORRUPT)
    for at, (key, data) in enumerate(events):
        driver.put(data.encode(), key=key)
        if at % 12 == 0 and corrupt:
            driver.put(corrupt.pop(), key=key)
        if at == 50:
            driver.reshard(3)
    while driver.deliver(counter.consume):
        if rng.random() < 0.3:
            driver.redeliver(counter.consume)
    tallies.crashes = 0
    driver.redeliver(counter.consume)

    for film in (0, 1):
        own = [completed(s) for s in sessions if s % 3 == film]
        total = tallies.total(f"v-{film}")
        assert (total.views, total.sessions) == (len(own), len(own))
        assert total.watched == pytest.approx(sum(each.watched for each in own))
        assert total.rebuffers == sum(each.rebuffers for each in own)
        assert total.stalled == pytest.approx(sum(each.stalled for each in own))
        assert total.startups == sum(each.startup_ms is not None for each in own)
        assert total.reached == Counter(int(each.position / 5) for each in own)
        by_day = tallies.days(f"v-{film}", first="2026-01-01", last="2027-12-31")
        assert sum(tally.views for tally in by_day.values()) == total.views
        assert sum(tally.watched for tally in by_day.values()) == pytest.approx(total.watched)
    assert tallies.total("v-2").views == 0
    for profile, film in ((0, 0), (1, 1), (2, 0), (3, 1)):
        watched = [s for s in sessions if s % 4 == profile and s % 3 == film]
        memory = tallies.watches.watches.get((f"p-{profile}", f"v-{film}"))
        if profile == 3:
            assert memory is None
        else:
            assert memory
            assert memory.count == len(watched)
            assert memory.total == pytest.approx(sum(s + 0.5 for s in watched))
    set_aside = sorted(data for data, _ in quarantine.kept.values())
    assert set_aside == sorted(set(CORRUPT) - set(corrupt))
    assert all(reason for _, reason in quarantine.kept.values())


@pytest.mark.parametrize(
    "field",
    [
        {"watched": -1},
        {"watched": 1e12},
        {"position": "far"},
        {"sessionId": ""},
        {"videoId": ""},
        {"profileId": "p" * 2_000},
        {"at": -5},
        {"at": 10**18},
        {"rebuffers": 10**40},
        {"stalled": -0.5},
        {"secondsAt": {"": 1}},
        {"secondsAt": {"480p": -1}},
        {"version": 2},
    ],
)
def test_X5_a_record_that_would_not_fit_into_the_sums_is_set_aside(
    field: dict[str, object],
) -> None:
    quarantine, tallies = Quarantined(), FakeTallies()
    store = FakeProfileStore()
    videos = FakeVideos()
    videos.add(a_video("v-1"))
    counter = ViewCounter(
        videos=videos, present=FakePresent(store), tallies=tallies, quarantine=quarantine
    )
    driver = KinesisDriver(AS_DEPLOYED, random.Random(1))
    good = json.loads(completed(1).model_dump_json(by_alias=True))
    driver.put(json.dumps({**good, **field}).encode(), key="k")
    driver.put(json.dumps(good).encode(), key="k")
    driver.put(json.dumps(good).replace('"watched": 1.5', '"watched": NaN').encode(), key="k")
    driver.drain(counter.consume)
    assert len(quarantine.kept) == 2
    assert tallies.total("v-1").sessions == 1
