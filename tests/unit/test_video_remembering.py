"""Facts about history, watchlist and stars: none shows what its profile may not see."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.http.video_models import ProfilePage
from contracts.http.video_profiles import OneProfile
from contracts.http.video_viewing import (
    Analytics,
    ContinueQuery,
    ContinueWatching,
    RatingGiven,
    RatingSeen,
    RatingShown,
    WatchHistory,
    Watchlist,
)
from core.cursor import Cursors
from core.http.messages import Call, Principal
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.video_viewing import (
    AT,
    FakeOpinions,
    FakeProfileStore,
    FakeTallies,
    FakeVideos,
    FakeWatches,
    FakeWishes,
    a_profile,
    a_video,
)
from video.errors import MaturityExceeded, NotUploader, VideoNotFound
from video.model import MATURITIES, Maturity, Visibility, suits
from video.viewing.analysing import Analyst
from video.viewing.choosing import ProfileChoice
from video.viewing.model import Tally, Watch, Wish
from video.viewing.operations import ViewingOperations
from video.viewing.passes import Passes
from video.viewing.ports import Told
from video.viewing.remembering import Remembering

VISIBILITIES: tuple[Visibility, ...] = ("private", "unlisted", "public")


@dataclass
class Den:
    videos: FakeVideos = field(default_factory=FakeVideos)
    store: FakeProfileStore = field(default_factory=FakeProfileStore)
    watches: FakeWatches = field(default_factory=FakeWatches)
    wishes: FakeWishes = field(default_factory=FakeWishes)
    opinions: FakeOpinions = field(default_factory=FakeOpinions)
    tallies: FakeTallies = field(default_factory=FakeTallies)
    clock: FakeClock = field(default_factory=FakeClock)
    maturity: Maturity = "18+"

    def __post_init__(self) -> None:
        self.store.found(a_profile("p-1", maturity=self.maturity))
        passes = Passes(cursors=Cursors(secret=lambda: "s"), clock=self.clock)
        self.remembering = Remembering(
            profiles=ProfileChoice(
                store=self.store, passes=passes, clock=self.clock, ids=FakeIds()
            ),
            videos=self.videos,
            watches=self.watches,
            wishes=self.wishes,
            opinions=self.opinions,
            ratings=self.opinions,
            clock=self.clock,
        )
        self.operations = ViewingOperations(
            remembering=self.remembering,
            analyst=Analyst(videos=self.videos, tallies=self.tallies, clock=self.clock),
            ratings=self.opinions,
            cursors=Cursors(secret=lambda: "s"),
            clock=self.clock,
            public_url="https://triptych.example",
        ).by_name()

    def ask(self, operation: str, *, user: str = "ada", video: str = "", **said: object) -> object:
        call = Call(
            request_id="r",
            principal=Principal(user_id=user, username=user, scopes=frozenset("*")),
            path={"videoId": video},
            **said,  # type: ignore[arg-type]  # the call's own fields
        )
        return self.operations[operation](call).body

    def history(self, **query: object) -> WatchHistory:
        body = self.ask("listHistory", query=ProfilePage(**query))
        assert isinstance(body, WatchHistory)
        return body

    def begun(self, limit: int = 20) -> list[str]:
        body = self.ask("continueWatching", query=ContinueQuery(limit=limit))
        assert isinstance(body, ContinueWatching)
        return [each.video.id for each in body.items]

    def watchlist(self, **query: object) -> Watchlist:
        body = self.ask("listWatchlist", query=ProfilePage(**query))
        assert isinstance(body, Watchlist)
        return body

    def watched(self, number: int, *, position: float = 50.0, count: int = 1) -> None:
        video = f"v-{number:03}"
        if video not in self.videos.records:
            self.videos.add(a_video(video))
        watch = Watch(
            video_id=video, at=AT + number, total=9.5, count=count, position=position, duration=100
        )
        self.watches.put("p-1", watch)


def test_history_is_the_latest_first_and_pages_hold_each_once() -> None:
    den = Den()
    for number in range(25):
        den.watched(number)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = den.history(cursor=cursor, limit=10)
        seen += [each.video.id for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [f"v-{number:03}" for number in range(24, -1, -1)]
    first = den.history(limit=1).items[0]
    assert (first.total_watch_time, first.watch_count, first.position) == (9.5, 1, 50.0)


def test_pages_are_filled_up_after_what_may_not_be_seen() -> None:
    den = Den(maturity="7+")
    for number in range(40):
        den.watched(number)
        if number % 4:
            den.videos.add(a_video(f"v-{number:03}", maturity="16+"))
    page = den.history(limit=5)
    assert [each.video.id for each in page.items] == ["v-036", "v-032", "v-028", "v-024", "v-020"]
    rest = den.history(limit=20, cursor=page.next_cursor)
    assert [each.video.id for each in rest.items] == ["v-016", "v-012", "v-008", "v-004", "v-000"]
    assert rest.next_cursor is None


def test_what_was_forgotten_is_gone() -> None:
    den = Den()
    den.watched(1)
    den.ask("forgetWatched", video="v-001", query=OneProfile())
    assert den.history().items == []
    assert den.begun() == []


def test_what_was_begun_and_not_finished_goes_on() -> None:
    den = Den()
    for number, position in enumerate((0, 0.5, 50, 94.9, 95, 100)):
        den.watched(number, position=position, count=number % 2)
    assert den.begun() == ["v-003", "v-002", "v-001"]
    assert den.begun(limit=1) == ["v-003"]


def test_a_watchlist_keeps_its_order_and_each_film_once() -> None:
    den = Den()
    for number in range(3):
        den.videos.add(a_video(f"v-{number}"))
        den.ask("addToWatchlist", video=f"v-{number}", query=OneProfile())
        den.clock.advance(1)
    den.ask("addToWatchlist", video="v-0", query=OneProfile())
    assert [each.video.id for each in den.watchlist().items] == ["v-2", "v-1", "v-0"]
    den.ask("removeFromWatchlist", video="v-1", query=OneProfile())
    den.ask("removeFromWatchlist", video="v-1", query=OneProfile())
    assert [each.video.id for each in den.watchlist().items] == ["v-2", "v-0"]


def test_stars_are_given_anew_not_again() -> None:
    den = Den()
    den.store.add(a_profile("p-2", at=AT + 1), most=5)
    den.videos.add(a_video("v-1"))
    for profile, stars, mean, raters in (
        ("p-1", 5, 5.0, 1),
        ("p-2", 2, 3.5, 2),
        ("p-1", 3, 2.5, 2),
        ("p-1", 3, 2.5, 2),
    ):
        body = den.ask(
            "rateVideo",
            video="v-1",
            query=OneProfile(profile_id=profile),
            body=RatingGiven(stars=stars),
        )
        assert body == RatingShown(stars=stars, rating=mean, raters=raters)
        seen = den.ask("videoRating", video="v-1", query=OneProfile(profile_id=profile))
        assert seen == RatingSeen(stars=stars, rating=mean, raters=raters)
    den.videos.add(a_video("v-2"))
    unrated = den.ask("videoRating", video="v-2", query=OneProfile())
    assert unrated == RatingSeen(stars=None, rating=None, raters=0)
    den.watched(1)
    den.videos.add(a_video("v-001"))
    den.opinions.give("p-2", "v-001", stars=4, at=1)
    assert den.history().items[0].video.rating == 4.0


@given(
    cap=st.sampled_from(MATURITIES),
    films=st.lists(
        st.tuples(
            st.sampled_from(MATURITIES),
            st.sampled_from(VISIBILITIES),
            st.sampled_from(["ada", "owner"]),
            st.booleans(),
        ),
        max_size=12,
    ),
)
def test_V10_no_list_shows_and_no_deed_takes_what_a_profile_may_not_see(
    cap: Maturity, films: list[tuple[Maturity, Visibility, str, bool]]
) -> None:
    den = Den(maturity=cap)
    allowed = set()
    for number, (maturity, visibility, owner, deleted) in enumerate(films):
        id_ = f"v-{number:03}"
        den.watched(number)
        film = a_video(id_, owner=owner, maturity=maturity, visibility=visibility, deleted=deleted)
        den.videos.add(film)
        den.wishes.add("p-1", Wish(video_id=id_, at=AT))
        there = not deleted and (owner == "ada" or visibility != "private")
        if there and suits(maturity, cap):
            allowed.add(id_)
        for operation, body in (
            ("addToWatchlist", None),
            ("rateVideo", RatingGiven(stars=1)),
            ("videoRating", None),
        ):
            try:
                den.ask(operation, video=id_, query=OneProfile(), body=body)
            except MaturityExceeded:
                assert there
                assert not suits(maturity, cap)
            except VideoNotFound:
                assert not there
            else:
                assert id_ in allowed
    assert {each.video.id for each in den.history(limit=100).items} == allowed
    assert {each.video.id for each in den.watchlist(limit=100).items} == allowed
    assert set(den.begun(limit=50)) == allowed
    assert {video for _, video in den.opinions.given} == allowed


def test_analytics_are_the_owners_and_show_thirty_days() -> None:
    den = Den()
    den.videos.add(a_video("v-1", owner="ada"), a_video("hidden", visibility="private"))
    today = den.clock.now().date().isoformat()
    told = [
        Told(session_id="s-1", name="started", tally=Tally(views=1)),
        Told(
            session_id="s-1",
            name="over",
            tally=Tally(
                sessions=1,
                watched=30,
                startups=1,
                startup_ms=400,
                rebuffers=2,
                stalled=10,
                switches=1,
                seconds_at={"480p": 30},
                reached={10: 1},
            ),
        ),
        Told(session_id="s-2", name="over", tally=Tally(sessions=1, reached={20: 1})),
    ]
    den.tallies.count("v-1", today, told)
    body = den.ask("videoAnalytics", video="v-1")
    assert isinstance(body, Analytics)
    assert (body.views, body.watch_time, body.startup_ms) == (1, 30, 400)
    assert (body.rebuffer_ratio, body.stalls) == (0.25, 2)
    assert (body.quality_switches, body.seconds_at) == (1, {"480p": 30})
    assert len(body.days) == 30
    assert (body.days[-1].date, body.days[-1].views) == (today, 1)
    curve = {point.at: point.share for point in body.drop_off}
    assert (len(curve), curve[0], curve[50], curve[55], curve[100]) == (21, 1.0, 1.0, 0.5, 0.5)
    with pytest.raises(NotUploader):
        den.ask("videoAnalytics", user="bob", video="v-1")
    with pytest.raises(VideoNotFound):
        den.ask("videoAnalytics", video="hidden")


def test_views_of_the_week_are_those_of_seven_days_with_today() -> None:
    den = Den()
    den.videos.add(a_video("v-1", owner="ada"))
    today = den.clock.now().date()
    for ago in range(9):
        begun = Told(session_id=f"s-{ago}", name="started", tally=Tally(views=10**ago))
        den.tallies.count("v-1", (today - timedelta(days=ago)).isoformat(), [begun])
    body = den.ask("videoAnalytics", video="v-1")
    assert isinstance(body, Analytics)
    assert (body.views, body.views_of_week) == (111_111_111, 1_111_111)
