"""The parts of a tweet's way, each with what it uses per tweet; counted on the product's own code.

Batches are as full as the design's load makes them. Processor time is this process's own: engine
and Valkey are others.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from random import Random
from statistics import median

from contracts.tables.social import COUNTS, FOLLOWS, PEOPLE, TWEETS, counts_of, person
from core.aws_lite import JsonService, Patience
from core.clock import SystemClock
from core.ids import RandomIds
from core.resp import RespClient
from core.sigv4 import Credentials
from core.text_search.index import LARGEST, Compactor, Manifest, Writer
from core.text_search.merging import FAN_IN
from core.text_search.table import WRITE_AT_ONCE, encoded
from social.adapters.home_tables import HomeTables, TableNames
from social.adapters.timelines import ValkeyTimelines
from social.adapters.work_stream import WorkStream
from social.changes import EntryPosted, decoded
from social.ids import id_at
from social.model import Entry
from social.search.indexing import TweetIndexer
from social.timeline.fanning import FanOut, FanOutWork
from social.timeline.tasks import Task, decode, encode
from tests.contract.redirect_engine import REGION
from tests.fakes.postings import FakePostings
from tests.fakes.social_live import FakeBell
from tests.fakes.social_timeline import START

from .cost import DYNAMODB_MS, KINESIS_MS, VALKEY_MS, WHOLE_PROCESSOR_MB
from .tweet_rig import TweetSite, Used
from .units import read_units, write_units

USUAL = 200  # followers
POSTS, ROUNDS = 20, 5
WORDS = 50_000
TEXT = "What the quick brown fox of number {} said about the lazy dog, in about a dozen words"
API_MB, CONSUMER_MB = 1024, 512  # of ``social-api`` and of the readers of streams
READERS = 5  # fan-out, links, notices, search, trends
BATCH = 100  # tweets of one invocation
FAN_OUT_BATCH = 50  # a tweet is two changes of the hundred that one takes
LEVELS = 3  # of merges that are run
NAME_BYTES = 40
LINES = 650  # bytes an invocation: one line of ours, three of Lambda's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A part of the way, per tweet. ``ms`` is a function's time, billed at ``memory`` MB."""

    reads: float = 0.0
    writes: float = 0.0
    ms: float = 0.0
    memory: int = CONSUMER_MB
    invocations: float = 0.0
    records: Sequence[int] = ()  # bytes of what goes into a stream
    readers: int = 1
    changed: float = 0.0
    pushes: float = 0.0
    logged: float = 0.0  # bytes


def posting(site: TweetSite, author: str) -> Step:
    """The API's function: one invocation a tweet, and what it writes to its log."""
    site.post(author, TEXT)
    site.used, before, seconds = Used(), site.cache_commands(), []
    for _ in range(ROUNDS):
        started = time.process_time()
        for number in range(POSTS):
            site.post(author, TEXT.format(number))
        seconds.append((time.process_time() - started) / POSTS)
    tweets = ROUNDS * POSTS
    used, commands = site.used, (site.cache_commands() - before) / tweets
    busy = median(seconds) * 1000 * WHOLE_PROCESSOR_MB / API_MB
    return Step(
        reads=used.reads / tweets,
        writes=used.writes / tweets,
        ms=busy + used.calls / tweets * DYNAMODB_MS + commands * VALKEY_MS,
        memory=API_MB,
        invocations=1,
        changed=used.changed / tweets,
        logged=LINES,
    )


def fanning(site: TweetSite, author: str) -> Step:
    """Both hops, to timelines that all exist, and the processor time Valkey spends on them."""
    used, put = Used(), list[bytes]()
    services = {
        name: JsonService(
            service=name,
            region=REGION,
            credentials=Credentials("testing", "testing"),
            endpoint=site.engine.endpoint,
            patience=Patience(timeout=30.0),
            on_attempt=used.noted,
        )
        for name in ("dynamodb", "kinesis")
    }
    trips: list[int] = []
    client = RespClient(endpoint=site.endpoint, budget=30.0, on_trip=trips.append)
    homes = ValkeyTimelines(client=client)
    names = TableNames(tweets=TWEETS.name, follows=FOLLOWS.name, reactions="", people=PEOPLE.name)
    tables = HomeTables(dynamodb=services["dynamodb"], names=names)
    site.engine.client("kinesis").create_stream(StreamName="work", ShardCount=2)
    work = _Kept(put, WorkStream(kinesis=services["kinesis"], stream="work"))
    hop = FanOut(followers=tables, work=work, homes=homes, recents=homes)
    worker = FanOutWork(followers=tables, work=work, homes=homes, bell=FakeBell())
    _timelines(homes)
    change = decoded(_record(site, site.post(author, TEXT)))
    if not isinstance(change, EntryPosted):
        raise RuntimeError("a new tweet is no change")

    def deliver() -> float:
        put.clear()
        started = time.process_time()
        hop.posted(change)
        for task in list(put):
            worker.do(decode(task))
        return time.process_time() - started

    deliver()
    used.clear()
    trips.clear()
    spent = _valkey_seconds(site)
    seconds = [deliver() for _ in range(POSTS)]
    waits = used.by_operation["PutRecords"] * KINESIS_MS + len(trips) * VALKEY_MS
    waits += (used.calls - used.by_operation["PutRecords"]) * DYNAMODB_MS
    return Step(
        reads=used.reads / POSTS,
        writes=used.writes / POSTS,
        ms=median(seconds) * 1000 * WHOLE_PROCESSOR_MB / CONSUMER_MB + waits / POSTS,
        invocations=1 / FAN_OUT_BATCH + 1 / BATCH,  # its changes, and its task
        records=[len(each) for each in put],
        pushes=(_valkey_seconds(site) - spent) / POSTS,
    )


@dataclass
class _Kept:
    """Puts tasks, and keeps them as they travel."""

    kept: list[bytes]
    stream: WorkStream

    def put(self, tasks: Sequence[Task], *, wide: bool) -> None:
        self.kept += [encode(task) for task in tasks]
        self.stream.put(tasks, wide=wide)


def _timelines(homes: ValkeyTimelines) -> None:
    ids = [id_at(START + number * 1000, noise=number) for number in range(800)][::-1]
    for number in range(USUAL):
        homes.begin(f"fan-{number:032}", "t")
        homes.finish(f"fan-{number:032}", "t", ids, complete=False)


def _valkey_seconds(site: TweetSite) -> float:
    """Of its one thread."""
    info = site.raw.info("cpu")
    return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])  # type: ignore[index]  # a mapping


def _record(site: TweetSite, tweet: str) -> bytes:
    keys = {"id": {"S": tweet}}
    return _captured("tweets", keys, site.item(tweet))


def _captured(table: str, keys: Mapping[str, object], new: Mapping[str, object]) -> bytes:
    """In the form of DynamoDB's streaming destination."""
    change = {"ApproximateCreationDateTime": 1_795_459_200_000, "Keys": keys, "NewImage": new}
    about = {"awsRegion": REGION, "eventID": "0" * 36, "eventName": "INSERT", "userIdentity": None}
    told = {**about, "recordFormat": "application/json", "tableName": table, "dynamodb": change}
    return json.dumps({**told, "eventSource": "aws:dynamodb"}, separators=(",", ":")).encode()


def reading(site: TweetSite, author: str) -> Step:
    """The tweet's and its counter's records, as every reader decodes them before all else."""
    tweet = _record(site, site.post(author, TEXT))
    keys = {"pk": {"S": counts_of(person(author))}, "sk": {"S": COUNTS}}
    image = {**keys, "followers": {"N": "200"}, "tweets": {"N": "1234"}}
    counter = _captured("reactions", keys, {"old": {"M": image}, "new": {"M": image}})
    started = time.process_time()
    for _ in range(1_000):
        decoded(tweet)
        decoded(counter)
    busy = (time.process_time() - started) * READERS * WHOLE_PROCESSOR_MB / CONSUMER_MB
    return Step(
        ms=busy,
        invocations=READERS / BATCH,
        records=[len(tweet), len(counter)],
        readers=READERS,
    )


def indexing() -> Step:
    """A tweet's postings through all merges: some are run, and each level costs alike."""
    store = CountedPostings()
    ids, clock = RandomIds(), SystemClock()
    compactor = Compactor(store=store, ids=ids, clock=clock)
    writer = Writer(store=store, ids=ids, clock=clock)
    indexer = TweetIndexer(writer=writer, compactor=compactor)
    sequence = Random(1)
    tweets = BATCH * FAN_IN**LEVELS
    seconds = -time.process_time()
    for first in range(0, tweets, BATCH):
        some = [_tweet(first + number, sequence) for number in range(BATCH)]
        indexer.index(some, [], shard="s", end=f"{first:064}")
    seconds += time.process_time()
    deeper = log(LARGEST / BATCH, FAN_IN) / LEVELS  # merges cost, the first writing is the less
    return Step(
        reads=store.read / tweets * deeper,
        writes=store.wrote / tweets * deeper,
        ms=seconds / tweets * deeper * 1000 * WHOLE_PROCESSOR_MB / CONSUMER_MB
        + store.trips / tweets * deeper * DYNAMODB_MS,
        invocations=1 / BATCH,
    )


class CountedPostings(FakePostings):
    """Units of pages and of the manifest, deleted pages among them, and round trips."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.wrote, self.trips = 0.0, 0.0, 0

    def get(self, names: Sequence[str]) -> Mapping[str, bytes]:
        found = super().get(names)
        sizes = (len(found.get(name, b"")) + NAME_BYTES for name in names)
        self.read += sum(read_units(size, consistent=True) for size in sizes)
        self.trips += 1
        return found

    def put(self, pages: Iterable[tuple[str, bytes]]) -> None:
        listed = list(pages)
        super().put(listed)
        self.wrote += sum(write_units(len(data) + NAME_BYTES) for _, data in listed)
        self.trips += -(-len(listed) // WRITE_AT_ONCE)

    def delete(self, names: Iterable[str]) -> None:
        listed = list(names)
        sizes = (len(self.stored.get(name, b"")) + NAME_BYTES for name in listed)
        self.wrote += sum(map(write_units, sizes))
        self.trips += -(-len(listed) // WRITE_AT_ONCE)
        super().delete(listed)

    def load(self) -> Manifest:
        self.read += read_units(len(encoded(self.manifest)), consistent=True)
        self.trips += 1
        return super().load()

    def save(self, manifest: Manifest) -> bool:
        self.wrote += write_units(len(encoded(manifest)))
        self.trips += 1
        return super().save(manifest)


def _tweet(number: int, chance: Random) -> Entry:
    """A dozen words, drawn by Zipf's law."""
    words = (f"w{int(WORDS ** chance.random())}" for _ in range(12))
    at = START + number * 1000
    return Entry(
        id=id_at(at, noise=number), author_id=f"u-{number % 1000}", at=at, text=" ".join(words)
    )
