"""A house where films are played: ``Streaming`` on fakes, with all that it is told."""

from dataclasses import dataclass, field

import jwt

from core.cursor import Cursors
from core.play_pass import PlayPasses
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.video_playback import FakePlans, FakeResumePoints, FakeSessions, FakeViews
from tests.fakes.video_viewing import FakeProfileStore, FakeVideos, a_video
from video.playback.closing import Closing, Sweeper
from video.playback.model import Report, Session
from video.playback.streaming import Started, Streaming
from video.playback.tokens import SigningKey, Tickets
from video.viewing.choosing import ProfileChoice
from video.viewing.passes import Passes

KEY = "k" * 64
LEASE = 60
PATIENCE = 600


@dataclass
class House:
    clock: FakeClock = field(default_factory=FakeClock)
    videos: FakeVideos = field(default_factory=FakeVideos)
    store: FakeProfileStore = field(default_factory=FakeProfileStore)
    plans: FakePlans = field(default_factory=lambda: FakePlans({"ada": "premium"}))
    sessions: FakeSessions = field(default_factory=FakeSessions)
    points: FakeResumePoints = field(default_factory=FakeResumePoints)
    views: FakeViews = field(default_factory=FakeViews)
    waits: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.videos.add(a_video("v-1"), a_video("v-2"))
        ids = FakeIds()
        cursors = Cursors(secret=lambda: "s")
        passes = Passes(cursors=cursors, clock=self.clock)
        self.tweets = PlayPasses(cursors=cursors, clock=self.clock)
        self.closing = Closing(
            sessions=self.sessions,
            resume_points=self.points,
            views=self.views,
            clock=self.clock,
        )
        self.streaming = Streaming(
            videos=self.videos,
            profiles=ProfileChoice(store=self.store, passes=passes, clock=self.clock, ids=ids),
            plans=self.plans,
            passes=self.tweets,
            sessions=self.sessions,
            resume_points=self.points,
            views=self.views,
            closing=self.closing,
            tickets=Tickets(
                signing=lambda: SigningKey(kid="k1", key=KEY),
                clock=self.clock,
                public_url="https://triptych.example",
                seconds=30,
            ),
            clock=self.clock,
            ids=ids,
            lease_ms=LEASE * 1000,
            started_after=self.waits.append,
        )
        self.sweeper = Sweeper(
            sessions=self.sessions,
            closing=self.closing,
            clock=self.clock,
            patience_ms=PATIENCE * 1000,
        )

    def start(
        self, video: str = "v-1", *, user: str = "ada", profile: str | None = None
    ) -> Started:
        return self.streaming.start(user, video, profile_ref=profile, region="DE")

    def in_a_tweet(
        self,
        *,
        author: str = "owner",
        shown_to: str = "ada",
        filmed: str = "v-1",
    ) -> Started:
        """Ada plays v-1, with what somebody got who was shown a tweet with a film."""
        given = self.tweets.give(shown_to, video_id=filmed, author_id=author)
        return self.streaming.start("ada", "v-1", profile_ref=None, region="", tweet_pass=given)

    def report(
        self, session: str, position: float, quality: str = "480p", **said: float | None
    ) -> str:
        waited, times = said.get("startup_ms"), said.get("rebuffers")
        report = Report(
            position=position,
            quality=quality,
            startup_ms=None if waited is None else int(waited),
            rebuffers=None if times is None else int(times),
            stalled=said.get("stalled"),
        )
        return self.streaming.report("ada", session, report).token

    def end(self, session: str, position: float, stalled: float | None = None) -> None:
        self.streaming.end("ada", session, position, stalled)

    def session(self, started: Started) -> Session:
        found = self.sessions.find(started.session.id)
        assert found
        return found


def cap_of(token: str, house: House) -> int:
    claims = jwt.decode(
        token, KEY, algorithms=["HS256"], options={"verify_exp": False, "verify_nbf": False}
    )
    assert claims["exp"] > house.clock.now().timestamp()
    return int(claims["cap"])
