"""Facts about playback sessions: who may play, where, how long, and that each counts once."""

from dataclasses import dataclass, field, replace
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cursor import Cursors
from core.errors import ValidationFailed
from core.play_pass import GOOD_FOR, PlayPasses
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.video_playback import FakePlans, FakeResumePoints, FakeSessions, FakeViews
from tests.fakes.video_viewing import FakeProfileStore, FakeVideos, a_profile, a_video
from video.errors import (
    MaturityExceeded,
    SessionNotFound,
    SessionOver,
    SubscriptionRequired,
    TooManyStreams,
    VideoNotFound,
    VideoNotReady,
)
from video.model import MATURITIES, Maturity, Visibility, suits
from video.playback.closing import Closing, Sweeper
from video.playback.model import Report, Session
from video.playback.streaming import FREE_MS, Started, Streaming
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

    def report(self, session: str, position: float, quality: str = "480p", **said: int) -> str:
        report = Report(position=position, quality=quality, **said)
        return self.streaming.report("ada", session, report).token

    def end(self, session: str, position: float) -> None:
        self.streaming.end("ada", session, position)

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


def test_a_start_says_all_a_player_needs_and_is_told_before_the_answer() -> None:
    house = House()
    started = house.start()
    (told,) = house.views.begun
    assert (told.session_id, told.video_id, told.user_id, told.region) == (
        started.session.id,
        "v-1",
        "ada",
        "DE",
    )
    assert started.session.position == 0.0
    assert started.ticket.manifest_url.endswith("/videos/v-1/master.m3u8")


@pytest.mark.parametrize(("plan", "cap"), [("standard", 1080), ("premium", 2160)])
def test_V7_the_token_is_capped_by_the_plan_and_renewed_by_every_report(
    plan: str, cap: int
) -> None:
    house = House(plans=FakePlans({"ada": plan}))
    started = house.start()
    assert cap_of(started.ticket.token, house) == cap
    house.clock.advance(29)
    assert cap_of(house.report(started.session.id, 20), house) == cap
    house.plans.plans["ada"] = "standard"
    house.clock.advance(29)
    assert cap_of(house.report(started.session.id, 40), house) == 1080


def test_without_a_subscription_nothing_of_others_plays() -> None:
    house = House(plans=FakePlans())
    with pytest.raises(SubscriptionRequired):
        house.start()
    assert not house.sessions.records


@pytest.mark.parametrize("visibility", ["private", "unlisted", "public"])
def test_an_own_film_plays_without_a_plan_one_at_a_time(visibility: Visibility) -> None:
    house = House(plans=FakePlans())
    house.videos.add(a_video("mine", owner="ada", visibility=visibility))
    started = house.start("mine")
    assert cap_of(started.ticket.token, house) == 2160
    house.clock.advance(29)
    assert cap_of(house.report(started.session.id, 20), house) == 2160
    with pytest.raises(TooManyStreams):
        house.start("mine")


def test_a_film_in_its_owners_tweet_plays_without_a_plan_up_to_720p() -> None:
    house = House(plans=FakePlans())
    started = house.in_a_tweet()
    assert cap_of(started.ticket.token, house) == 720
    house.clock.advance(29)
    assert cap_of(house.report(started.session.id, 20), house) == 720
    with pytest.raises(TooManyStreams):
        house.in_a_tweet()


def test_a_tweet_takes_nothing_from_a_plan() -> None:
    house = House()
    assert cap_of(house.in_a_tweet().ticket.token, house) == 2160
    assert cap_of(house.in_a_tweet().ticket.token, house) == 2160


@pytest.mark.parametrize(
    "wrong",
    [{"author": "grace"}, {"shown_to": "grace"}, {"filmed": "v-2"}, {"author": "ada"}],
    ids=["another's tweet", "shown to another", "another film", "put there by the viewer"],
)
def test_X1_a_pass_opens_its_film_in_its_owners_tweet_to_its_viewer_only(
    wrong: dict[str, str],
) -> None:
    house = House(plans=FakePlans())
    with pytest.raises(SubscriptionRequired):
        house.in_a_tweet(**wrong)
    for text in ("", "x", "A" * 1024):
        with pytest.raises(SubscriptionRequired):
            house.streaming.start("ada", "v-1", profile_ref=None, region="", tweet_pass=text)
    assert not house.sessions.records


def test_a_pass_of_long_ago_opens_nothing_and_a_session_of_one_ends_in_hours() -> None:
    house = House(plans=FakePlans())
    given = house.tweets.give("ada", video_id="v-1", author_id="owner")
    started = house.in_a_tweet()
    house.end(started.session.id, 0)
    house.clock.advance(GOOD_FOR.total_seconds())
    with pytest.raises(SubscriptionRequired):
        house.streaming.start("ada", "v-1", profile_ref=None, region="", tweet_pass=given)
    started = house.in_a_tweet()
    house.clock.advance(FREE_MS / 1000 - 1)
    house.report(started.session.id, 1)
    house.clock.advance(1)
    with pytest.raises(SubscriptionRequired):
        house.report(started.session.id, 2)


@pytest.mark.parametrize(
    "gone", [{"visibility": "private"}, {"deleted": True}, {"banned": True}], ids=str
)
def test_a_film_taken_back_plays_in_no_tweet_and_goes_on_in_none(gone: dict[str, Any]) -> None:
    house = House(plans=FakePlans())
    started = house.in_a_tweet()
    house.videos.add(a_video("v-1", **gone))
    with pytest.raises(VideoNotFound):
        house.in_a_tweet()
    with pytest.raises(VideoNotFound):
        house.report(started.session.id, 1)


def test_V10_a_tweet_shows_a_profile_nothing_above_its_rating() -> None:
    house = House(plans=FakePlans())
    house.videos.add(a_video("v-1", maturity="13+"))
    house.store.found(a_profile("p-1", maturity="7+"))
    with pytest.raises(MaturityExceeded):
        house.in_a_tweet()


def test_a_subscription_that_ended_meanwhile_ends_playback_with_the_token() -> None:
    house = House()
    started = house.start()
    house.plans.plans.clear()
    with pytest.raises(SubscriptionRequired):
        house.report(started.session.id, 1)


def test_what_is_not_there_or_not_ready_does_not_play() -> None:
    house = House()
    house.videos.add(
        a_video("private", visibility="private"),
        a_video("mine", owner="ada", visibility="private"),
        a_video("coming", status="transcoding"),
        a_video("hidden", status="transcoding", visibility="private"),
        a_video("banned", banned=True),
        a_video("deleted", deleted=True, owner="ada"),
    )
    for video in ("nothing", "private", "hidden", "banned", "deleted"):
        with pytest.raises(VideoNotFound):
            house.start(video)
    with pytest.raises(VideoNotReady):
        house.start("coming")
    assert house.start("mine").session.video_id == "mine"


def test_a_film_that_is_gone_is_not_renewed() -> None:
    house = House()
    started = house.start()
    house.videos.add(a_video("v-1", deleted=True))
    with pytest.raises(VideoNotFound):
        house.report(started.session.id, 1)


@given(film=st.sampled_from(MATURITIES), cap=st.sampled_from(MATURITIES), kids=st.booleans())
def test_V10_nothing_above_a_profiles_rating_plays(
    film: Maturity, cap: Maturity, kids: bool
) -> None:
    house = House()
    house.videos.add(a_video("v-1", maturity=film))
    house.store.found(a_profile("p-1", maturity=cap, kids=kids))
    allowed = suits(film, house.store.of("ada")[0].maturity)
    if not allowed:
        with pytest.raises(MaturityExceeded):
            house.start()
        assert not house.sessions.records
        return
    started = house.start()
    house.videos.add(a_video("v-1", maturity="18+"))
    if cap != "18+":
        with pytest.raises(MaturityExceeded):  # rated anew while it plays
            house.report(started.session.id, 1)


@pytest.mark.parametrize(("plan", "most"), [("standard", 2), ("premium", 4)])
def test_as_many_streams_run_as_the_plan_allows(plan: str, most: int) -> None:
    house = House(plans=FakePlans({"ada": plan, "bob": plan}))
    running = [house.start() for _ in range(most)]
    with pytest.raises(TooManyStreams):
        house.start()
    assert house.start(user="bob")
    house.end(running[0].session.id, 1)
    house.start()
    with pytest.raises(TooManyStreams):
        house.start()


def test_a_place_not_heard_of_is_free_again_and_the_longest_silent_goes_first() -> None:
    house = House(plans=FakePlans({"ada": "standard"}))
    first = house.start()
    house.clock.advance(10)
    second = house.start()
    house.clock.advance(LEASE - 10)
    third = house.start()
    assert not house.session(first).held
    assert house.session(second).held
    assert house.report(second.session.id, 1)
    with pytest.raises(TooManyStreams):
        house.report(first.session.id, 1)
    house.end(third.session.id, 1)
    assert house.report(first.session.id, 1)
    assert house.session(first).held


def test_a_silent_session_keeps_its_place_while_nobody_wants_it() -> None:
    house = House()
    started = house.start()
    house.clock.advance(LEASE * 3)
    house.report(started.session.id, 5)
    assert house.session(started).live(started.session.lease_ends + 1)


def test_two_starts_at_once_do_not_share_the_last_place() -> None:
    house = House(plans=FakePlans({"ada": "standard"}))
    house.start()
    once = [True]

    def another() -> None:
        if once.pop() if once else False:
            house.start("v-2")

    house.sessions.before = another
    with pytest.raises(TooManyStreams):
        house.start()
    assert len(house.sessions.places["ada"]) == 2


def test_one_who_is_heard_in_the_last_moment_keeps_the_place() -> None:
    house = House(plans=FakePlans({"ada": "standard"}))
    silent = house.start()
    house.clock.advance(10)
    house.start()
    house.clock.advance(LEASE - 10)
    once = [True]

    def heard() -> None:
        if once.pop() if once else False:
            house.report(silent.session.id, 1)

    house.sessions.before = heard
    with pytest.raises(TooManyStreams):
        house.start()
    assert house.session(silent).held


def test_a_start_nobody_could_be_told_of_leaves_nothing() -> None:
    house = House()
    house.views.down = True
    with pytest.raises(ConnectionError):
        house.start()
    assert not house.sessions.records
    assert not house.sessions.places["ada"]


def test_V8_the_other_device_goes_on_where_this_one_stopped() -> None:
    house = House()
    phone = house.start()
    house.clock.advance(30)
    house.report(phone.session.id, 28.4)
    assert house.start().session.position == 28.4
    house.clock.advance(2)
    house.end(phone.session.id, 30.1)
    assert house.start().session.position == 30.1


def test_V8_two_devices_do_not_fight_the_one_heard_last_counts() -> None:
    house = House()
    phone, screen = house.start(), house.start()
    house.clock.advance(10)
    house.report(phone.session.id, 10)
    house.clock.advance(10)
    house.report(screen.session.id, 70)
    assert house.points.find(phone.session.profile_id, "v-1") == 70
    house.points.keep(phone.session.profile_id, "v-1", position=5, duration=100, at=1)  # comes late
    assert house.points.find(phone.session.profile_id, "v-1") == 70


def test_V8_a_position_beyond_the_end_is_refused_and_changes_nothing() -> None:
    house = House()
    started = house.start()
    before = house.session(started)
    for position in (100.3, 101.0, 1e12):
        with pytest.raises(ValidationFailed):
            house.report(started.session.id, position)
        with pytest.raises(ValidationFailed):
            house.end(started.session.id, position)
    assert house.session(started) == before
    house.report(started.session.id, 100.1)  # the sound of the last frame
    assert house.session(started).position == 100.0


def test_a_film_that_was_watched_begins_anew() -> None:
    house = House()
    started = house.start()
    house.end(started.session.id, 95)
    assert house.start().session.position == 0.0


@given(
    steps=st.lists(
        st.tuples(st.floats(-300, 120), st.floats(0, 100), st.sampled_from(["240p", "4K"])),
        max_size=20,
    )
)
def test_V9_nobody_watches_longer_than_twice_the_time_that_went_by(
    steps: list[tuple[float, float, str]],
) -> None:
    """Also with clocks that disagree (X10): the latest heard of counts."""
    house = House()
    started = house.start()
    latest = begun = house.clock.now()
    for seconds, position, quality in steps:
        house.clock.advance(seconds)
        latest = max(latest, house.clock.now())
        house.report(started.session.id, position, quality)
    house.end(started.session.id, 50)
    (told,) = house.views.over
    assert 0 <= told.watched <= (latest - begun).total_seconds() * 2 + 0.02
    assert sum(told.seconds_at.values()) <= told.watched + 0.02


def test_what_was_shown_counts_for_the_quality_it_was_shown_in() -> None:
    house = House()
    started = house.start()
    for seconds, position, quality in (
        (10, 10, "240p"),
        (10, 20, "720p"),
        (10, 60, "720p"),  # a leap of 40 s in 10: twice the time at most
        (10, 5, "240p"),  # back again: nothing new was shown
    ):
        house.clock.advance(seconds)
        house.report(started.session.id, position, quality, startup_ms=position, rebuffers=1)
    house.clock.advance(4)
    house.end(started.session.id, 9)
    (told,) = house.views.over
    assert told.seconds_at == {"240p": 24.0, "720p": 20.0}
    assert (told.watched, told.switches, told.startup_ms, told.rebuffers) == (44.0, 2, 10, 1)


def test_how_long_a_viewer_waited_is_told_once_a_session() -> None:
    house = House()
    started = house.start()
    house.report(started.session.id, 1, "240p")
    for waited in (700, 900):
        house.report(started.session.id, 2, "240p", startup_ms=waited)
    assert house.waits == [700]


def test_V9_replays_of_an_end_count_once_and_change_nothing() -> None:
    house = House()
    started = house.start()
    house.clock.advance(10)
    for position in (10, 10, 50):
        house.end(started.session.id, position)
        house.clock.advance(60)
    assert [each.position for each in house.views.over] == [10]
    assert house.start().session.position == 10
    with pytest.raises(SessionOver):
        house.report(started.session.id, 11)


def test_X5_an_end_that_could_not_be_told_is_told_by_the_next_who_comes() -> None:
    house = House()
    started = house.start()
    house.views.down = True
    with pytest.raises(ConnectionError):
        house.end(started.session.id, 10)
    house.views.down = False
    house.end(started.session.id, 20)
    assert [each.position for each in house.views.over] == [10]
    assert house.points.find(started.session.profile_id, "v-1") == 10


def test_V9_sessions_that_never_end_are_closed_once_where_they_were_heard_last() -> None:
    house = House()
    started = house.start()
    house.clock.advance(20)
    house.report(started.session.id, 20)
    house.clock.advance(LEASE + PATIENCE - 1)
    assert house.sweeper.sweep() == 0
    house.clock.advance(2)
    assert house.sweeper.sweep() == 1
    assert house.sweeper.sweep() == 0
    (told,) = house.views.over
    assert (told.position, told.watched) == (20, 20)
    assert told.at == house.session(started).heard_at
    house.end(started.session.id, 90)
    assert len(house.views.over) == 1
    assert not house.sessions.places["ada"]


def test_X5_what_a_sweep_could_not_tell_the_next_one_tells() -> None:
    house = House()
    house.start()
    house.clock.advance(LEASE + PATIENCE + 1)
    house.views.down = True
    with pytest.raises(ConnectionError):
        house.sweeper.sweep()
    house.views.down = False
    assert house.sweeper.sweep() == 1
    assert len(house.views.over) == 1


def test_X1_somebody_elses_session_is_not_there() -> None:
    house = House(plans=FakePlans({"ada": "premium", "bob": "premium"}))
    started = house.start(user="bob")
    before = replace(house.session(started))
    with pytest.raises(SessionNotFound):
        house.report(started.session.id, 1)
    with pytest.raises(SessionNotFound):
        house.end(started.session.id, 1)
    assert house.session(started) == before
