"""Facts about who may play what, and how tall."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.play_pass import GOOD_FOR
from tests.fakes.video_house import House, cap_of
from tests.fakes.video_playback import FakePlans
from tests.fakes.video_viewing import a_profile, a_video
from video.errors import (
    MaturityExceeded,
    SubscriptionRequired,
    TooManyStreams,
    VideoNotFound,
    VideoNotReady,
)
from video.model import MATURITIES, Maturity, Visibility, suits
from video.playback.streaming import FREE_MS


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
