"""P7, P15: what reading a home timeline uses; trips and units counted, processor time as slopes.

Valkey is real; the tables are dictionaries, so the processor time is the handler's own. What a read
asks of DynamoDB is counted by its keys.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log
from statistics import median

from core.cursor import Cursors
from core.resp import RespClient
from social.adapters.fact_copies import FactCopies
from social.adapters.home_cache import HomeCache
from social.adapters.timelines import ValkeyTimelines
from social.facts import Facts, Own, Wanted
from social.home_edge import HomeEdge
from social.recalling import RecallingFacts
from social.timeline.building import Builder
from social.timeline.ports import LENGTH
from social.timeline.pulling import Pull
from social.timeline.reading import HomeTimeline
from tests.builders import claims, http_event
from tests.conftest import start_valkey
from tests.fakes.core import FakeIds
from tests.fakes.social_timeline import FakeTables

from .cost import gib_of_a_million, prices
from .counted import keep
from .graph import VIEWER, name, tables_of
from .home_cost import (
    MEMORY_MB,
    READ_LIMIT,
    HomeUnits,
    around_home,
    home_dollars,
    naive_home,
)
from .table import Points, Row, at_most
from .writing_cost import said

READS = 200
ROUNDS = 7
FOLLOWEES, LENGTHS = (10, 1000), (100, 800)
USUAL = 200  # followees
NEW_TWEETS = 5  # between two reads of one reader
READERS = 20  # who follow the same people, as readers of popular ones do
VISITS = 10  # reads of each
READS_PER_COPY = 20  # before a reader's own copy, six hours old, is made anew
OWN_UNITS = 3 * 2.0  # three consistent queries of fifty reactions, 6.5 KB each


@dataclass
class CountedTables(FakeTables):
    """Read units of what is asked: tweets and follows consistently, the rest eventually."""

    units: float = 0.0
    copies: int = 0
    calls: int = 0

    def fetch(self, viewer: str, wanted: Wanted) -> Facts:
        self.calls += 1
        self.units += len(wanted.entries) + len(wanted.follows)
        keys = len(wanted.people) + len(wanted.counts) + 3 * len(wanted.reactions)
        self.units += keys * 0.5
        return super().fetch(viewer, wanted)

    def own(self, viewer: str) -> Own:
        self.copies += 1
        return super().own(viewer)


@dataclass
class Site:
    """A home function over ``tables`` and a Valkey of its own."""

    endpoint: str
    tables: CountedTables
    trips: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        client = RespClient(endpoint=self.endpoint, budget=30.0, on_trip=self.trips.append)
        tables, copies = self.tables, FactCopies(client=client)
        pull = Pull(graph=tables, authors=tables, each=lambda ask, users: [ask(u) for u in users])
        self.edge = HomeEdge(
            guard=_Open(),
            homes=HomeTimeline(
                cache=HomeCache(client=client),
                facts=RecallingFacts(copies=copies, tables=tables, ids=FakeIds()),
                graph=tables,
                pull=pull,
                homes=Builder(
                    timelines=ValkeyTimelines(client=client),
                    pull=lambda owner: pull.newest(owner, before="", most=LENGTH),
                    ids=FakeIds(),
                ),
                recents=Builder(
                    timelines=ValkeyTimelines(client=client, kind="recent"),
                    pull=lambda owner: pull.of([owner], before="", most=LENGTH),
                    ids=FakeIds(),
                ),
            ),
            cursors=Cursors(secret=lambda: "s" * 32),
            limit=10**9,
            write=lambda _line: None,
        )

    def read(self, viewer: str = VIEWER) -> int:
        """Bytes of the answer, a page of 20."""
        event = http_event("GET", "/api/timeline/home", authorizer=claims(viewer, username=viewer))
        answer = self.edge(event)
        if answer["statusCode"] != 200:
            raise RuntimeError(answer["body"])
        return len(answer["body"])

    def cpu(self) -> float:
        """Seconds of this process for one warm read."""
        self.read()
        started = time.process_time()
        for _ in range(READS):
            self.read()
        return (time.process_time() - started) / READS


class _Open:
    def admits(self, given: str) -> bool:  # noqa: ARG002  # the guard's own name
        return True


def home_rows() -> Sequence[Row]:
    servers = [start_valkey() for _ in range(4)]
    try:
        ends = [f"{server.host}:{server.port}" for server in servers]
        usual = Site(ends[0], counted(people=USUAL, posts=LENGTH))
        warm = _warm(usual)
        cpu, rows = _processor(usual, ends[1:])
        return [*warm, *rows, *_cost(ends[1], cpu)]
    finally:
        for server in servers:
            server.stop()


def counted(*, people: int, posts: int) -> CountedTables:
    made = tables_of(people=people, posts=posts)
    return CountedTables(**vars(made))


def _warm(site: Site) -> list[Row]:
    """P7: the second read of the same home by a new sandbox."""
    site.read()
    fresh = Site(site.endpoint, site.tables)
    site.tables.calls = 0
    fresh.read()
    how = f"a page of 20, {USUAL} followees, a timeline of {LENGTH}, a sixth of it retweets"
    return [
        at_most("P7", "home, warm: round trips", len(fresh.trips) + site.tables.calls, 3, how=how),
        at_most("P7", "home, warm: DynamoDB calls", site.tables.calls, 1, how="of these"),
    ]


def _processor(usual: Site, ends: Sequence[str]) -> tuple[float, list[Row]]:
    """Interleaved, so that a busy moment of the machine meets all of them."""
    few = Site(ends[0], counted(people=FOLLOWEES[0], posts=LENGTH))
    many = Site(ends[1], counted(people=FOLLOWEES[1], posts=LENGTH))
    short = _cut_off(Site(ends[2], usual.tables))
    sites = (usual, few, many, short)
    seconds = [[site.cpu() for site in sites] for _ in range(ROUNDS)]
    cpu, *_ = (median(each) for each in zip(*seconds, strict=True))
    by_followees = median(_slope(few_, many_, FOLLOWEES) for _, few_, many_, _ in seconds)
    by_length = median(_slope(short_, usual_, LENGTHS) for usual_, _, _, short_ in seconds)
    how = f"median of {ROUNDS} rounds of {READS} reads, interleaved"
    low, high = min(s[0] for s in seconds), max(s[0] for s in seconds)
    spread = f"{how}; min {low * 1000:.2f}, max {high * 1000:.2f}"
    followees, lengths = (f"{a:,} → {b:,}" for a, b in (FOLLOWEES, LENGTHS))
    return cpu, [
        at_most("P7", "home handler CPU, ms", cpu * 1000, 3, how=spread),
        at_most(
            "P7",
            f"its slope over {followees} followees",
            by_followees,
            0.05,
            how=how,
            points=_points(FOLLOWEES, [each[1:3] for each in seconds]),
        ),
        at_most(
            "P7",
            f"its slope over {lengths} entries",
            by_length,
            0.05,
            how=how,
            points=_points(LENGTHS, [(each[3], each[0]) for each in seconds]),
        ),
    ]


def _cut_off(site: Site) -> Site:
    """The same people and tweets; of the timeline only the newest are there."""
    newest = sorted(site.tables.entries, reverse=True)[: LENGTHS[0]]
    homes = ValkeyTimelines(client=RespClient(endpoint=site.endpoint, budget=30.0))
    homes.begin(VIEWER, "t")
    homes.finish(VIEWER, "t", newest, complete=False)
    return site


def _points(sizes: Sequence[int], seconds: Sequence[Sequence[float]]) -> Points:
    """Medians, in ms."""
    medians = (median(each) * 1000 for each in zip(*seconds, strict=True))
    return tuple(zip(sizes, medians, strict=True))


def _slope(first: float, last: float, sizes: tuple[int, int]) -> float:
    return log(last / first) / log(sizes[1] / sizes[0])


def _cost(endpoint: str, cpu: float) -> list[Row]:
    """P15."""
    units = counted_reads(endpoint, cpu_ms=cpu * 1000)
    keep("home", units)
    return _priced(units)


def counted_reads(endpoint: str, *, cpu_ms: float) -> HomeUnits:
    """Readers of the same people, in turn, some new tweets between their reads."""
    tables = counted(people=USUAL, posts=LENGTH)
    site = Site(endpoint, tables)
    viewers = [f"reader-{number}" for number in range(READERS)]
    for viewer in viewers:
        for person in range(USUAL):
            tables.follow(viewer, name(person))
        site.read(viewer)
    tables.units, tables.copies, tables.calls = 0.0, 0, 0
    site.trips.clear()
    sizes = _visits(site, viewers)
    return HomeUnits(
        cpu_ms=cpu_ms,
        valkey_trips=len(site.trips) / len(sizes),
        dynamodb_trips=tables.calls / len(sizes),
        read_units=tables.units / len(sizes) + OWN_UNITS / READS_PER_COPY,
        answer_bytes=median(sizes),
    )


def _priced(units: HomeUnits) -> list[Row]:
    at = prices()
    parts, around = home_dollars(units, at), around_home(at)
    naive = sum(naive_home(at).values()) + parts["HTTP API"]
    transfer = gib_of_a_million(units.answer_bytes) * at["per_gib"]["cloudfront_transfer_out"]
    return [
        at_most(
            "P15",
            "a million home reads, modelled, $",
            sum(parts.values()),
            READ_LIMIT,
            how=f"{MEMORY_MB} MB, {units.lambda_ms():.1f} ms, {units.read_units:.2f} read units, "
            f"{units.valkey_trips:.2f} trips to Valkey, {units.dynamodb_trips:.2f} to DynamoDB; "
            f"{said(parts)}; naive {naive:.3g}; "
            f"{READERS} readers, {NEW_TWEETS} new tweets between two reads; * = assumed price",
        ),
        at_most(
            "P15",
            "the same with authorizer and the gateway's log, $",
            sum(parts.values()) + sum(around.values()),
            READ_LIMIT,
            how=f"{said(around)}; the target's model counts neither",
        ),
        Row(
            measure="P15",
            what="the same: the CDN's transfer, $",
            now=f"{transfer:.3g}",
            target="",
            ok=None,
            value=transfer,
            how=f"{units.answer_bytes / 1024:.1f} KB a page before compression; "
            "not part of the above",
        ),
    ]


def _visits(site: Site, viewers: Sequence[str]) -> list[int]:
    """Bytes of the answers. Who posts has a connection of their own, so that only reads count."""
    client = RespClient(endpoint=site.endpoint, budget=30.0)
    copies, homes = FactCopies(client=client), ValkeyTimelines(client=client)
    sizes = []
    for visit in range(VISITS):
        for each in range(NEW_TWEETS):
            entry = site.tables.post(name((visit * NEW_TWEETS + each) % USUAL), "something new")
            copies.put(entry)
            homes.push(viewers, entry.id, entry.author_id)
        sizes += [site.read(viewer) for viewer in viewers]
    return sizes
