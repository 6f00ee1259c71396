"""Facts about places: as many streams run at a time as a plan allows, whoever comes when."""

import pytest

from tests.fakes.video_house import LEASE, House
from tests.fakes.video_playback import FakePlans
from video.errors import (
    TooManyStreams,
)


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
