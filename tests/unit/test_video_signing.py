"""Facts about keys of tokens: one follows another, cut anywhere, and nothing stops (V7)."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from core.errors import Unavailable
from tests.fakes.core import FakeClock, FakeIds
from video.moments import ms
from video.playback.signing import REMEMBERED_MS, SPREADS_MS, KeyRing, KeyTurner

DAY_MS = 86_400_000
TOKEN_MS = 3_600_000


class Cut(Exception):
    """The function was killed."""


@dataclass
class Places:
    """Vault and edge; ``cut_at`` kills the run before the n-th call, None never."""

    secret: str = "random text nobody wrote"
    edge: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    cut_at: int | None = None

    def read(self) -> str:
        return self.secret

    def write(self, text: str) -> None:
        self._call()
        self.secret = text

    def keep(self, kid: str, key: str) -> None:
        self._call()
        self.edge[kid] = key

    def remove(self, kid: str) -> None:
        self._call()
        self.edge.pop(kid, None)

    def _call(self) -> None:
        self.calls += 1
        if self.cut_at is not None and self.calls > self.cut_at:
            raise Cut


@dataclass
class Turning:
    places: Places = field(default_factory=Places)
    clock: FakeClock = field(default_factory=FakeClock)
    ids: FakeIds = field(default_factory=FakeIds)

    def turn(self) -> None:
        KeyTurner(
            vault=self.places,
            edge=self.places,
            clock=self.clock,
            ids=self.ids,
            period_ms=30 * DAY_MS,
            token_ms=TOKEN_MS,
        ).turn()

    @property
    def ring(self) -> KeyRing:
        return KeyRing.read(self.places.secret)

    def signs_what_the_edge_takes(self) -> bool:
        signer = self.ring.signer()
        return self.places.edge.get(signer.kid) == signer.key


def turned(*steps: float) -> Turning:
    turning = Turning()
    turning.turn()
    for seconds in steps:
        turning.clock.advance(seconds)
        turning.turn()
    return turning


def test_before_the_first_key_nobody_signs() -> None:
    with pytest.raises(Unavailable):
        Turning().ring.signer()


def test_the_first_key_signs_at_once() -> None:
    turning = turned()
    assert turning.signs_what_the_edge_takes()
    assert len(turning.ring.signer().key) >= 43


def test_nothing_happens_before_it_is_due() -> None:
    turning = turned()
    before = turning.places.secret
    turning.clock.advance(29 * 86_400)
    turning.turn()
    assert turning.places.secret == before


def test_a_new_key_is_at_the_edge_before_it_signs() -> None:
    turning = turned(30 * 86_400)
    first = turning.ring.signing
    assert set(turning.places.edge) == {first, turning.ring.coming()}
    turning.clock.advance(SPREADS_MS / 1000 - 1)
    turning.turn()
    assert turning.ring.signing == first
    turning.clock.advance(1)
    turning.turn()
    assert turning.ring.signing != first
    assert turning.signs_what_the_edge_takes()


def test_an_old_key_goes_when_nothing_it_signed_is_good_any_more() -> None:
    turning = turned(30 * 86_400, SPREADS_MS / 1000)
    (old,) = (kid for kid, key in turning.ring.keys.items() if key.retired)
    turning.clock.advance((TOKEN_MS + REMEMBERED_MS) / 1000)
    turning.turn()
    assert old in turning.places.edge
    turning.clock.advance(SPREADS_MS / 1000 + 1)
    turning.turn()
    assert set(turning.places.edge) == {turning.ring.signing} == set(turning.ring.keys)


def test_a_store_that_lost_a_key_gets_it_back() -> None:
    turning = turned()
    turning.places.edge.clear()
    turning.turn()
    assert turning.signs_what_the_edge_takes()


def _start(turning: Turning) -> None:
    assert turning.clock


def _due(turning: Turning) -> None:
    turning.turn()
    turning.clock.advance(30 * 86_400)


def _spread(turning: Turning) -> None:
    _due(turning)
    turning.turn()
    turning.clock.advance(SPREADS_MS / 1000)


def _outlived(turning: Turning) -> None:
    _spread(turning)
    turning.turn()
    turning.clock.advance((TOKEN_MS + REMEMBERED_MS + SPREADS_MS) / 1000 + 1)


@pytest.mark.parametrize("prepare", [_start, _due, _spread, _outlived])
@pytest.mark.parametrize("cut_at", range(8))
def test_X5_a_run_cut_anywhere_leaves_what_signs_at_the_edge_and_the_next_goes_on(
    prepare: Callable[[Turning], None], cut_at: int
) -> None:
    turning, whole = Turning(), Turning()
    prepare(turning)
    prepare(whole)
    whole.turn()
    turning.places.calls, turning.places.cut_at = 0, cut_at
    try:
        turning.turn()
    except Cut:
        if turning.ring.signing:
            assert turning.signs_what_the_edge_takes()
        turning.places.cut_at = None
        turning.turn()
    assert turning.signs_what_the_edge_takes()
    assert len(turning.ring.keys) == len(whole.ring.keys)
    assert set(turning.places.edge) == set(turning.ring.keys)
    retired = [ms(turning.clock) - key.retired for key in turning.ring.keys.values() if key.retired]
    assert all(age <= TOKEN_MS + REMEMBERED_MS + SPREADS_MS for age in retired)
