"""Facts about who of an account is watching."""

from dataclasses import dataclass, field

import pytest

from core.cursor import Cursors
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.video_viewing import FakeProfileStore, a_profile
from video.errors import ProfileLocked, ProfileNotFound
from video.model import Profile
from video.ports import Profiles
from video.viewing.choosing import ProfileChoice
from video.viewing.passes import VALID_MS, Passes


@dataclass
class Family:
    """Ada's account: herself behind a PIN, and a child."""

    store: FakeProfileStore = field(default_factory=FakeProfileStore)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.passes = Passes(cursors=Cursors(secret=lambda: "secret"), clock=self.clock)
        self.choice = ProfileChoice(
            store=self.store, passes=self.passes, clock=self.clock, ids=FakeIds()
        )
        self.me = a_profile("me", pin_hash="scrypt$a$b")
        self.store.found(self.me)
        self.store.add(
            a_profile("child", kids=True, maturity="7+", at=self.me.created_at + 1), most=5
        )


def test_the_first_profile_is_made_by_itself_once() -> None:
    family = Family()
    profiles: Profiles = family.choice
    made = profiles.choose("bob", None)
    assert (made.owner_id, made.maturity, made.kids) == ("bob", "18+", False)
    assert profiles.choose("bob", None) == made == profiles.choose("bob", made.id)


def test_whoever_was_faster_has_made_it() -> None:
    class Slow(FakeProfileStore):
        def found(self, profile: Profile) -> bool:
            super().found(a_profile("theirs", owner=profile.owner_id))
            return super().found(profile)

    family = Family(store=Slow())
    assert family.choice.choose("bob", None).id == "theirs"


def test_somebody_elses_profile_is_not_there() -> None:
    family = Family()
    with pytest.raises(ProfileNotFound):
        family.choice.choose("bob", "child")
    given, _ = family.passes.give(family.me)
    with pytest.raises(ProfileNotFound):
        family.choice.choose("bob", given)


def test_V10_behind_a_pin_only_its_pass_opens() -> None:
    family = Family()
    for ref in (None, "me"):
        with pytest.raises(ProfileLocked):
            family.choice.choose("ada", ref)
    given, _ = family.passes.give(family.me)
    assert family.choice.choose("ada", given) == family.me
    with pytest.raises(ProfileNotFound):
        family.choice.choose("ada", given[:-2] + "AA")


def test_V10_a_pass_ends_with_its_time_and_with_its_pin() -> None:
    family = Family()
    given, until = family.passes.give(family.me)
    family.store.save(a_profile("me", pin_hash="scrypt$c$d"))
    with pytest.raises(ProfileLocked):
        family.choice.choose("ada", given)
    family.store.save(family.me)
    assert until == family.clock.now().timestamp() * 1000 + VALID_MS
    family.clock.advance(VALID_MS / 1000 - 1)
    assert family.choice.choose("ada", given) == family.me
    family.clock.advance(1)
    with pytest.raises(ProfileLocked):
        family.choice.choose("ada", given)
