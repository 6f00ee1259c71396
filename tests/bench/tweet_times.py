"""Processor time of a tweet's way, on the product's own code; units are ``writing_units``'.

Batches are as full as the design's load makes them. Processor time is this process's own: engine
and Valkey are others.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from contracts.tables.social import FOLLOWS, PEOPLE, TWEETS
from core.aws_lite import Attempt, JsonService, Patience
from core.resp import RespClient
from core.sigv4 import Credentials
from social.adapters.home_tables import HomeTables, TableNames
from social.adapters.timelines import ValkeyTimelines
from social.adapters.work_stream import WorkStream
from social.changes import EntryPosted, decoded
from social.ids import id_at
from social.model import Entry
from social.timeline.fanning import FanOut, FanOutWork
from social.timeline.tasks import Task
from tests.contract.redirect_engine import REGION
from tests.fakes.social_live import FakeBell
from tests.fakes.social_timeline import START

from .cost import DYNAMODB_MS, KINESIS_MS, VALKEY_MS
from .posting_units import indexed
from .tweet_rig import TweetSite
from .writing_units import FOLLOWERS, told

POSTS, ROUNDS = 20, 5
TEXT = "What the quick brown fox of number {} said about the lazy dog, in about a dozen words"


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetTimes:
    """Per tweet, in ms of a whole processor; ``reading_cpu_ms`` is of one of the stream's readers.

    ``cache_trips`` are the API's to Valkey, ``fanning_wait_ms`` is modelled from round trips, and
    ``valkey_cpu_ms`` is what Valkey's one thread takes to push to ``FOLLOWERS`` timelines.
    """

    posting_cpu_ms: float
    cache_trips: float
    fanning_cpu_ms: float
    fanning_wait_ms: float
    reading_cpu_ms: float
    indexing_cpu_ms: float
    valkey_cpu_ms: float


def tweet_times(site: TweetSite, author: str) -> TweetTimes:
    """``author`` has ``FOLLOWERS`` followers."""
    cpu, trips = _posting(site, author)
    changes = _told(site, author)
    fanning_cpu, waits, pushes = _Fanning(site, changes[0]).measured()
    return TweetTimes(
        posting_cpu_ms=cpu,
        cache_trips=trips,
        fanning_cpu_ms=fanning_cpu,
        fanning_wait_ms=waits,
        reading_cpu_ms=_reading(changes),
        indexing_cpu_ms=indexed().cpu_ms,
        valkey_cpu_ms=pushes,
    )


def untimed(site: TweetSite, author: str) -> tuple[float, float]:
    """What comes out the same on every machine: ``cache_trips`` and ``fanning_wait_ms``."""
    _, trips = _posting(site, author, rounds=1)
    _, waits, _ = _Fanning(site, _told(site, author)[0]).measured()
    return trips, waits


def _told(site: TweetSite, author: str) -> Sequence[bytes]:
    entry = Entry(id=site.post(author, TEXT), author_id=author, at=START)
    return told(site.meter.plain, entry)


def _posting(site: TweetSite, author: str, *, rounds: int = ROUNDS) -> tuple[float, float]:
    """Of the API's function: ms, and commands of Valkey."""
    site.post(author, TEXT)
    before, seconds = site.cache_commands(), []
    for _ in range(rounds):
        started = time.process_time()
        for number in range(POSTS):
            site.post(author, TEXT.format(number))
        seconds.append((time.process_time() - started) / POSTS)
    commands = (site.cache_commands() - before) / (rounds * POSTS)
    return median(seconds) * 1000, commands


def _reading(changes: Sequence[bytes]) -> float:
    """Every reader decodes both records before all else."""
    started = time.process_time()
    for _ in range(1_000):
        for change in changes:
            decoded(change)
    return time.process_time() - started  # a thousand times: so many ms for one


class _Fanning:
    """Both hops, to timelines that all exist."""

    def __init__(self, site: TweetSite, change: bytes) -> None:
        posted = decoded(change)
        if not isinstance(posted, EntryPosted):
            raise TypeError("a new tweet is no change")
        self._site, self._change = site, posted
        self._calls: Counter[str] = Counter()
        self._trips: list[int] = []
        self._tasks: list[Task] = []
        dynamodb, kinesis = self._service("dynamodb"), self._service("kinesis")
        client = RespClient(endpoint=site.endpoint, budget=30.0, on_trip=self._trips.append)
        self._homes = ValkeyTimelines(client=client)
        names = TableNames(
            tweets=TWEETS.name, follows=FOLLOWS.name, reactions="", people=PEOPLE.name
        )
        tables = HomeTables(dynamodb=dynamodb, names=names)
        site.engine.client("kinesis").create_stream(StreamName="work", ShardCount=2)
        self._stream = WorkStream(kinesis=kinesis, stream="work")
        self._hop = FanOut(followers=tables, work=self, homes=self._homes, recents=self._homes)
        self._work = FanOutWork(followers=tables, work=self, homes=self._homes, bell=FakeBell())

    def put(self, tasks: Sequence[Task], *, wide: bool) -> None:
        """The work stream's, which keeps what it puts."""
        self._tasks += tasks
        self._stream.put(tasks, wide=wide)

    def measured(self) -> tuple[float, float, float]:
        """Ms of this process, of modelled waiting, and of Valkey."""
        ids = [id_at(START + number * 1000, noise=number) for number in range(800)][::-1]
        for number in range(FOLLOWERS):
            self._homes.begin(f"fan-{number:032}", "t")
            self._homes.finish(f"fan-{number:032}", "t", ids, complete=False)
        self._deliver()
        self._calls.clear()
        self._trips.clear()
        spent = self._valkey_seconds()
        seconds = [self._deliver() for _ in range(POSTS)]
        pushes = (self._valkey_seconds() - spent) / POSTS
        puts = self._calls["PutRecords"]
        waits = puts * KINESIS_MS + (self._calls.total() - puts) * DYNAMODB_MS
        waits += len(self._trips) * VALKEY_MS
        return median(seconds) * 1000, waits / POSTS, pushes * 1000

    def _deliver(self) -> float:
        self._tasks.clear()
        started = time.process_time()
        self._hop.posted(self._change)
        for task in list(self._tasks):
            self._work.do(task)
        return time.process_time() - started

    def _service(self, name: str) -> JsonService:
        return JsonService(
            service=name,
            region=REGION,
            credentials=Credentials("testing", "testing"),
            endpoint=self._site.engine.endpoint,
            patience=Patience(timeout=30.0),
            on_attempt=self._noted,
        )

    def _noted(self, attempt: Attempt) -> None:
        self._calls[attempt.operation] += 1

    def _valkey_seconds(self) -> float:
        """Of its one thread."""
        info = self._site.raw.info("cpu")
        return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])  # type: ignore[index]  # a mapping
