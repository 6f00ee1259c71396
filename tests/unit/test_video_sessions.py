"""Facts about sessions: where they go on, how long was watched, and that each counts once."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ValidationFailed
from tests.fakes.video_house import LEASE, PATIENCE, House
from tests.fakes.video_playback import FakePlans
from video.errors import (
    SessionNotFound,
    SessionOver,
)
from video.playback.closing import AT_ONCE


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


@given(
    steps=st.lists(
        st.tuples(st.floats(-30, 100), st.floats(0, 1e6), st.booleans()), min_size=1, max_size=8
    )
)
def test_V9_nobody_stalls_for_longer_than_the_session_lasts(
    steps: list[tuple[float, float, bool]],
) -> None:
    """Nor for less than was said before, whatever a player or a clock says (X10)."""
    house = House()
    started = house.start()
    latest = begun = house.clock.now()
    for seconds, stalled, known in steps:
        before = house.session(started).stalled
        house.clock.advance(seconds)
        latest = max(latest, house.clock.now())
        house.report(started.session.id, 1, stalled=stalled if known else None)
        assert house.session(started).stalled >= before
    house.end(started.session.id, 1, stalled=1e6)
    (told,) = house.views.over
    assert told.stalled == pytest.approx((latest - begun).total_seconds(), abs=0.01)


def test_stalls_are_told_with_the_last_word_of_the_session() -> None:
    house = House()
    silent, stalled = house.start(), house.start("v-2")
    house.clock.advance(30)
    house.report(silent.session.id, 25, stalled=2.5, rebuffers=1)
    house.end(silent.session.id, 26)
    house.end(stalled.session.id, 26, stalled=4.25)
    assert [each.stalled for each in house.views.over] == [2.5, 4.25]


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


def test_V9_a_session_that_is_heard_of_while_it_is_swept_goes_on() -> None:
    house = House()
    started = house.start()
    house.clock.advance(LEASE + PATIENCE + 1)
    heard = partial(house.report, started.session.id, 5)

    def meanwhile() -> None:
        house.sessions.before = lambda: None
        heard()

    house.sessions.before = meanwhile
    assert house.sweeper.sweep() == 0
    assert not house.session(started).ended_at
    assert not house.views.over
    house.report(started.session.id, 6)
    house.clock.advance(LEASE + PATIENCE + 1)
    assert house.sweeper.sweep() == 1
    assert [each.position for each in house.views.over] == [6]


def test_a_sweep_that_can_close_none_leaves_them_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    looks = iter([["s-gone"] * AT_ONCE])  # an index that is behind names what is closed
    monkeypatch.setattr(house.sessions, "unheard", lambda **_: next(looks))
    assert house.sweeper.sweep() == 0


def test_X1_somebody_elses_session_is_not_there() -> None:
    house = House(plans=FakePlans({"ada": "premium", "bob": "premium"}))
    started = house.start(user="bob")
    before = replace(house.session(started))
    with pytest.raises(SessionNotFound):
        house.report(started.session.id, 1)
    with pytest.raises(SessionNotFound):
        house.end(started.session.id, 1)
    assert house.session(started) == before
