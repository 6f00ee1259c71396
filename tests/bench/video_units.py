"""What a session of playback and a look at the shelves use: the use cases, on counted tables.

The tables are moto's; ``metered`` works units out from item sizes. A session is started, reported
on, ended, and told to the stream's consumer; a page is of twenty films, whose records are as ingest
writes them, with five rungs and a description.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from moto import mock_aws

from contracts.events import ViewCompleted, ViewStarted
from contracts.tables.accounts import ACCOUNTS, SUBSCRIPTION, person
from contracts.tables.video import VIDEOS
from contracts.tables.video_catalogue import CATALOGUE, SUGGESTIONS, suggested_to
from contracts.tables.video_sessions import VIDEO_SESSIONS
from contracts.tables.video_viewing import VIDEO_STATS, VIEWERS
from core.cursor import Cursors
from core.ids import RandomIds
from core.play_pass import PlayPasses
from core.stream_records import Record
from tests.fakes.core import FakeClock
from tests.fakes.video_viewing import FakeOpinions, FakeWishes, a_profile
from tests.tables import create_table
from video.adapters.catalogue_table import CatalogueTable
from video.adapters.history_reading import HistoryReader
from video.adapters.plan_reading import PlanReader
from video.adapters.profile_table import ProfileTable
from video.adapters.resume_table import ResumeTable
from video.adapters.session_table import SessionTable
from video.adapters.stats_reading import StatsReader
from video.adapters.suggestion_table import SuggestionTable, key, packed
from video.adapters.tally_table import TallyTable
from video.adapters.video_items import item_of
from video.adapters.video_reading import VideoReader
from video.adapters.viewer_lists import WatchTable
from video.catalogue.browsing import Browser
from video.catalogue.places import genres_of, keys_of
from video.catalogue.ports import NOTHING, Shelved
from video.catalogue.trending import TrendList
from video.playback.closing import Closing
from video.playback.model import Report
from video.playback.streaming import Streaming
from video.playback.tokens import SigningKey, Tickets
from video.ratings import UNRATED
from video.recommending.learning.learner import SUGGESTED
from video.recommending.serving import Recommender
from video.viewing.choosing import ProfileChoice
from video.viewing.counting import ViewCounter
from video.viewing.passes import Passes
from video.viewing.remembering import Remembering
from video.wiring.listing import Listed

from .metered import Meter
from .video_serving import typical

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLES = (VIDEOS, VIEWERS, VIDEO_SESSIONS, VIDEO_STATS, ACCOUNTS, CATALOGUE, SUGGESTIONS)
PAGE = 20
FILMS = max(SUGGESTED, PAGE) + 1
USER = "ada"
SESSIONS_AT_ONCE = 40  # told in one batch of the consumer: of as many films


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Of one request, or of one session for the consumer. ``told_bytes`` is in whole KB."""

    trips: float
    read_units: float
    write_units: float
    told_bytes: float = 0.0
    told_records: float = 0.0


@dataclass
class _Views:
    """``Views``: what a session tells, one call of Kinesis each."""

    told: list[ViewStarted | ViewCompleted] = field(default_factory=list)

    def started(self, event: ViewStarted) -> None:
        self.told.append(event)

    def completed(self, event: ViewCompleted) -> None:
        self.told.append(event)


class _Refused:
    """``Quarantine``: every view here can be read."""

    def keep(self, record: Record, *, reason: str) -> None:
        raise AssertionError(reason, record)


@dataclass
class Cinema:
    """Everything of video that somebody who watches asks, on tables whose use is counted."""

    meter: Meter
    clock: FakeClock = field(default_factory=FakeClock)
    views: _Views = field(default_factory=_Views)

    def counted(self) -> dict[str, Served]:
        """By request; each counted after all that comes before it in an evening."""
        streaming, sessions = self._streaming(), []
        found: dict[str, Served] = {}
        suggest, browse, history = self._recommender(), self._browser(), self._remembering()
        choice = self._choice()
        with self._of(found, "recommendations"):
            suggest.suggest(choice.choose(USER, None), most=PAGE)
        with self._of(found, "page"):
            profile = choice.choose(USER, None)
            page = browse.page(
                cap=profile.maturity, genres=[], sort="newest", after=None, most=PAGE
            )
            StatsReader(client=self.meter.client, table=VIDEO_STATS.name).of_many(
                video.id for video in page.videos
            )
        self._watched(streaming, range(PAGE))  # so that the history has a page
        with self._of(found, "start"):
            sessions.append(
                streaming.start(USER, _film(PAGE), profile_ref=None, region="DE").session.id
            )
        self.clock.advance(10)
        said = {"startup_ms": 700, "rebuffers": 1}
        streaming.report(
            USER, sessions[0], Report(position=10.0, quality="480p", stalled=1.25, **said)
        )
        self.clock.advance(10)
        with self._of(found, "progress"):  # the second and all later ones
            streaming.report(
                USER, sessions[0], Report(position=20.0, quality="480p", stalled=1.25, **said)
            )
        with self._of(found, "end"):
            streaming.end(USER, sessions[0], 20.0, 1.25)
        with self._of(found, "history"):
            history.history(USER, None, after=None, most=PAGE)
        found["views"] = self._consumed(streaming)
        return found

    def _watched(self, streaming: Streaming, films: Sequence[int]) -> None:
        self.views.told.clear()
        for film in films:
            session = streaming.start(USER, _film(film), profile_ref=None, region="DE").session
            self.clock.advance(10)
            streaming.end(USER, session.id, 10.0)
        self._counter().take(self.views.told)
        self.views.told.clear()

    def _consumed(self, streaming: Streaming) -> Served:
        """Of a session, in a batch of as many films: nothing is shared between them."""
        self.views.told.clear()
        films = range(SESSIONS_AT_ONCE)
        for film in films:
            session = streaming.start(USER, _film(film), profile_ref=None, region="DE").session
            self.clock.advance(10)
            streaming.end(USER, session.id, 10.0)
        told = list(self.views.told)
        self.meter.clear()
        if self._counter().take(told) != len(told):
            raise AssertionError("not every view was counted")
        n = len(films)
        return Served(
            trips=self.meter.trips / n,
            read_units=self.meter.reads / n,
            write_units=self.meter.writes / n,
        )

    @contextmanager
    def _of(self, found: dict[str, Served], name: str) -> Iterator[None]:
        self.meter.clear()
        self.views.told.clear()
        yield
        sizes = [len(each.model_dump_json(by_alias=True)) for each in self.views.told]
        found[name] = Served(
            trips=self.meter.trips,
            read_units=self.meter.reads,
            write_units=self.meter.writes,
            told_bytes=sum(-(-size // 1024) * 1024 for size in sizes),
            told_records=len(sizes),
        )

    def _choice(self) -> ProfileChoice:
        return ProfileChoice(
            store=ProfileTable(client=self.meter.client, table=VIEWERS.name),
            passes=Passes(cursors=Cursors(secret=lambda: "s"), clock=self.clock),
            clock=self.clock,
            ids=RandomIds(),
        )

    def _videos(self) -> VideoReader:
        return VideoReader(client=self.meter.client, table=VIDEOS.name)

    def _streaming(self) -> Streaming:
        client, clock = self.meter.client, self.clock
        sessions = SessionTable(client=client, table=VIDEO_SESSIONS.name)
        points = ResumeTable(client=client, table=VIEWERS.name)
        signing = SigningKey(kid="k1", key="k" * 64)
        return Streaming(
            videos=self._videos(),
            profiles=self._choice(),
            plans=PlanReader(client=client, table=ACCOUNTS.name, clock=clock),
            passes=PlayPasses(cursors=Cursors(secret=lambda: "s"), clock=clock),
            sessions=sessions,
            resume_points=points,
            views=self.views,
            closing=Closing(sessions=sessions, resume_points=points, views=self.views, clock=clock),
            tickets=Tickets(
                signing=lambda: signing, clock=clock, public_url="https://t.example", seconds=60
            ),
            clock=clock,
            ids=RandomIds(),
            lease_ms=60_000,
            started_after=lambda _: None,
        )

    def _counter(self) -> ViewCounter:
        client = self.meter.client
        tallies = TallyTable(
            client=client, stats=VIDEO_STATS.name, viewers=VIEWERS.name, clock=self.clock
        )
        return ViewCounter(
            videos=self._videos(),
            present=ProfileTable(client=client, table=VIEWERS.name),
            tallies=tallies,
            quarantine=_Refused(),
        )

    def _browser(self) -> Browser:
        listings = CatalogueTable(client=self.meter.client, table=CATALOGUE.name)
        return Browser(listings=listings, videos=self._videos())

    def _recommender(self) -> Recommender:
        client = self.meter.client
        suggestions = SuggestionTable(client=client, table=SUGGESTIONS.name, clock=self.clock)
        trends = TrendList(store=suggestions, videos=self._videos())
        return Recommender(
            learned=suggestions,
            history=HistoryReader(client=client, table=VIEWERS.name),
            catalogue=Listed(browser=self._browser(), trends=trends),
            videos=self._videos(),
        )

    def _remembering(self) -> Remembering:
        client = self.meter.client
        return Remembering(
            profiles=self._choice(),
            videos=self._videos(),
            watches=WatchTable(client=client, table=VIEWERS.name),
            wishes=FakeWishes(),
            opinions=FakeOpinions(),
            ratings=StatsReader(client=client, table=VIDEO_STATS.name),
            clock=self.clock,
        )


def served() -> dict[str, Served]:
    """start, progress, end, views, history, page, recommendations."""
    with mock_aws():
        plain = _client()
        for table in TABLES:
            create_table(plain, table)
        _filled(plain)
        return Cinema(Meter(_client(), plain, TABLES)).counted()


def _client() -> "DynamoDBClient":
    config = Config(account_id_endpoint_mode="disabled")  # moto answers at no account's own name
    return boto3.client("dynamodb", region_name="us-east-1", config=config)


def _film(number: int) -> str:
    return typical(number).id


def _filled(client: "DynamoDBClient") -> None:
    shelves = CatalogueTable(client=client, table=CATALOGUE.name)
    for number in range(FILMS):
        film = typical(number)
        client.put_item(TableName=VIDEOS.name, Item=item_of(film))
        after = Shelved(
            version=1, maturity=film.maturity, keys=keys_of(film, UNRATED), genres=genres_of(film)
        )
        shelves.reshelve(film.id, before=NOTHING, after=after)
    plan = {"pk": {"S": person(USER)}, "sk": {"S": SUBSCRIPTION}, "plan": {"S": "premium"}}
    client.put_item(TableName=ACCOUNTS.name, Item=plan)
    profile = a_profile("p-1", owner=USER)
    ProfileTable(client=client, table=VIEWERS.name).found(profile)
    pairs = [[_film(n), _film(0)] for n in range(SUGGESTED)]
    learned = key(suggested_to(USER), profile.id)
    learned |= {"data": {"B": packed(pairs)}, "at": {"N": "1795435200000"}}
    client.put_item(TableName=SUGGESTIONS.name, Item=learned)
