"""Facts about viewing profiles: how many, who may see what, and the PIN between."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cursor import Cursors
from core.errors import TooManyAttempts, Unavailable
from core.passwords import hash_password, verify_password
from core.rate_limit import RateLimiter
from tests.fakes.core import FakeCache, FakeClock, FakeIds
from tests.fakes.video_viewing import (
    FakeOpinions,
    FakeProfileStore,
    FakeWatches,
    FakeWishes,
    a_profile,
)
from video.errors import LastProfile, PinWrong, ProfileLocked, ProfileNotFound, TooManyProfiles
from video.model import MATURITIES, Maturity, Profile, suits
from video.viewing.choosing import ProfileChoice
from video.viewing.erasing import ViewingEraser
from video.viewing.keeping import Edit, Memory, ProfileKeeper
from video.viewing.model import Watch, Wish
from video.viewing.passes import Passes


@dataclass
class Home:
    """PINs are kept as they are: scrypt has a test of its own."""

    store: FakeProfileStore = field(default_factory=FakeProfileStore)
    clock: FakeClock = field(default_factory=FakeClock)
    cache: FakeCache = field(default_factory=FakeCache)

    def __post_init__(self) -> None:
        ids = FakeIds()
        passes = Passes(cursors=Cursors(secret=lambda: "s"), clock=self.clock)
        self.choice = ProfileChoice(store=self.store, passes=passes, clock=self.clock, ids=ids)
        self.memory = Memory(watches=FakeWatches(), wishes=FakeWishes(), opinions=FakeOpinions())
        self.keeper = ProfileKeeper(
            store=self.store,
            choice=self.choice,
            passes=passes,
            memory=self.memory,
            attempts=RateLimiter(
                cache=self.cache, name="pin", limit=5, window=300, fail_closed=True, attempts=True
            ),
            clock=self.clock,
            ids=ids,
            hash_pin=lambda pin: f"hash of {pin}",
            verify_pin=lambda pin, stored: stored == f"hash of {pin}",
        )

    def create(self, by: str | None = None, **edit: object) -> Profile:
        wanted = Edit(**{"name": "Somebody", "maturity": "18+", **edit})  # type: ignore[arg-type]  # fields of Edit by name
        return self.keeper.create("ada", wanted, by=by)

    def edit(self, ref: str, by: str | None = None, **edit: object) -> Profile:
        return self.keeper.edit("ada", ref, Edit(**edit), by=by)  # type: ignore[arg-type]  # fields of Edit by name

    def unlock(self, profile: Profile, pin: str) -> str:
        given, _ = self.keeper.unlock("ada", profile.id, pin)
        return given


def test_an_account_has_up_to_five_and_never_none() -> None:
    home = Home()
    (first,) = home.keeper.all("ada")
    for _ in range(4):
        home.create()
    with pytest.raises(TooManyProfiles):
        home.create()
    for profile in home.keeper.all("ada")[1:]:
        home.keeper.delete("ada", profile.id)
    with pytest.raises(LastProfile):
        home.keeper.delete("ada", first.id)


def test_V10_kids_see_up_to_seven_whatever_is_asked_for() -> None:
    home = Home()
    child = home.create(kids=True)
    assert (child.kids, child.maturity) == (True, "7+")
    assert home.create(kids=True, maturity="all").maturity == "all"
    assert home.edit(child.id, maturity="18+").maturity == "7+"
    grown = home.edit(child.id, kids=False, maturity="13+")
    assert home.edit(grown.id, kids=True).maturity == "7+"


def test_what_is_left_out_stays() -> None:
    home = Home()
    made = home.create(name="Bo", pin="1234")
    opened = home.unlock(made, "1234")
    assert home.edit(opened, name="Bob") == Profile(
        id=made.id,
        owner_id="ada",
        name="Bob",
        created_at=made.created_at,
        pin_hash="hash of 1234",
    )
    assert home.edit(opened, pin="").pin_hash == ""


def test_a_locked_profile_is_changed_and_deleted_by_its_pass_only() -> None:
    home = Home()
    locked = home.create(pin="1234")
    home.keeper.all("ada")
    with pytest.raises(ProfileLocked):
        home.edit(locked.id, pin="")
    with pytest.raises(ProfileLocked):
        home.keeper.delete("ada", locked.id)
    with pytest.raises(ProfileNotFound):
        home.keeper.delete("bob", home.unlock(locked, "1234"))
    home.keeper.delete("ada", home.unlock(locked, "1234"))
    assert locked not in home.keeper.all("ada")


def test_X8_a_pin_is_tried_a_few_times_only_and_never_without_who_counts() -> None:
    home = Home()
    locked = home.create(pin="1234")
    for _ in range(5):
        with pytest.raises(PinWrong):
            home.unlock(locked, "0000")
    with pytest.raises(TooManyAttempts):
        home.unlock(locked, "1234")
    home.cache.clock.advance(300)
    assert home.unlock(locked, "1234")
    home.cache.down = True
    with pytest.raises(Unavailable):
        home.unlock(locked, "1234")


def test_a_profile_without_a_pin_has_no_right_one() -> None:
    home = Home()
    with pytest.raises(PinWrong):
        home.unlock(home.create(), "1234")


def test_V10_a_child_makes_no_way_around_the_pin_of_the_others() -> None:
    home = Home()
    (me,) = home.keeper.all("ada")
    child = home.create(kids=True)
    home.edit(me.id, pin="1234")
    for attempt in (
        lambda: home.create(maturity="13+"),
        lambda: home.create(maturity="18+", pin="9999"),
        lambda: home.create(by=me.id),
        lambda: home.create(by="forged"),
        lambda: home.edit(child.id, kids=False, maturity="13+"),
        lambda: home.edit(me.id, pin=""),
        lambda: home.keeper.delete("ada", me.id),
    ):
        with pytest.raises(ProfileLocked):
            attempt()
    assert home.create(maturity="7+").maturity == "7+"
    opened = home.unlock(me, "1234")
    assert home.create(by=opened, maturity="18+", pin="5678").maturity == "18+"
    assert home.edit(child.id, by=opened, kids=False, maturity="13+").maturity == "13+"


@given(
    family=st.lists(st.tuples(st.sampled_from(MATURITIES), st.booleans()), min_size=1, max_size=4),
    wanted=st.sampled_from(MATURITIES),
)
def test_V10_without_a_pass_nobody_gets_above_what_is_open_where_somebody_is_locked(
    family: list[tuple[Maturity, bool]], wanted: Maturity
) -> None:
    home = Home()
    for number, (maturity, locked) in enumerate(family):
        profile = a_profile(
            f"p-{number}", maturity=maturity, pin_hash="hash of 1" if locked else ""
        )
        if not home.store.found(profile):
            home.store.add(profile, most=5)
    opened = [m for m, locked in family if not locked]
    above = [m for m, locked in family if locked and not any(suits(m, o) for o in opened)]
    try:
        made = home.create(maturity=wanted)
    except ProfileLocked:
        assert above
        assert not any(suits(wanted, o) for o in opened)
    else:
        assert not above or any(suits(made.maturity, o) for o in opened)


def test_X12_a_profile_goes_with_all_it_remembers_and_its_stars_with_their_sum() -> None:
    home = Home()
    child, memory = home.create(), home.memory
    for profile in (child.id, "other"):
        memory.watches.put(profile, Watch(video_id="v-1", at=1))  # type: ignore[attr-defined]  # more than the port says
        memory.wishes.add(profile, Wish(video_id="v-1", at=1))
        memory.opinions.give(profile, "v-1", stars=5, at=1)
    home.keeper.delete("ada", child.id)
    assert isinstance(memory.opinions, FakeOpinions)
    assert set(memory.opinions.given) == {("other", "v-1")}
    assert memory.wishes.page(child.id, after=None, most=9).items == []
    assert memory.watches.page(child.id, after=None, most=9).items == []
    assert memory.opinions.of("v-1").raters == 1


def test_X12_nothing_of_who_left_stays() -> None:
    home = Home()
    profile = home.create()
    home.memory.opinions.give(profile.id, "v-1", stars=5, at=1)
    eraser = ViewingEraser(store=home.store, memory=home.memory)
    assert eraser.erase("ada") == 2
    assert eraser.erase("ada") == 0
    assert isinstance(home.memory.opinions, FakeOpinions)
    assert home.memory.opinions.given == {}
    assert home.store.of("ada") == []


def test_pins_are_kept_as_scrypt() -> None:
    stored = hash_password("1234")
    assert stored.startswith("scrypt$")
    assert verify_password("1234", stored)
    assert not verify_password("1235", stored)
