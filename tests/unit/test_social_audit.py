"""The audit of counters: what it calls a drift, and what not (S9)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from social.auditing import BEGINS_WITHIN, MOST_SUSPECTS, CounterAudit, Found, Notes, Off
from tests.fakes.core import FakeClock


@dataclass
class FakeLedger:
    """``meanwhile`` is what happens after the edges of a target were counted."""

    counted: dict[str, dict[str, int]] = field(default_factory=dict)
    there: dict[str, dict[str, int]] = field(default_factory=dict)
    meanwhile: Callable[[str], None] = lambda _: None
    looked: list[str] = field(default_factory=list)

    def counters(self, target: str) -> Mapping[str, int]:
        return dict(self.counted.get(target, {}))

    def edges(self, target: str) -> Mapping[str, int] | None:
        self.looked.append(target)
        found = self.there.get(target)
        self.meanwhile(target)
        return None if found is None else dict(found)


@dataclass
class FakeWalk:
    pages: Sequence[Sequence[str]]
    name: str = "walk"
    read: int = 0

    def page(self, place: str | None) -> tuple[Sequence[str], str | None]:
        self.read += 1
        number = int(place or 0)
        return self.pages[number], str(number + 1) if number + 1 < len(self.pages) else None


@dataclass
class FakeNotebook:
    notes: Notes = field(default_factory=Notes)

    def read(self) -> Notes:
        return self.notes

    def write(self, notes: Notes) -> None:
        self.notes = notes


@dataclass
class World:
    walks: Sequence[FakeWalk]
    ledger: FakeLedger = field(default_factory=FakeLedger)
    notebook: FakeNotebook = field(default_factory=FakeNotebook)
    clock: FakeClock = field(default_factory=FakeClock)

    def set(self, target: str, *, counter: int, edges: int) -> None:
        self.ledger.counted[target] = {"likes": counter}
        self.ledger.there[target] = {"likes": edges}

    def run(self) -> Found:
        return CounterAudit(
            ledger=self.ledger, walks=self.walks, notebook=self.notebook, clock=self.clock
        ).run()


def test_S9_counters_that_equal_their_edges_do_not_drift() -> None:
    world = World([FakeWalk([["a", "b"]])])
    world.set("a", counter=2, edges=2)
    world.ledger.there["b"] = {"likes": 0, "replies": 0}  # nobody ever did: no counter
    assert world.run() == Found(checked=2, moving=0, drifting=[])


def test_S9_the_same_difference_in_two_runs_is_a_drift_until_it_is_right() -> None:
    world = World([FakeWalk([["a"]])])
    world.set("a", counter=5, edges=3)
    assert world.run().drifting == []
    assert world.run().drifting == [Off("a", "likes", 2)]
    world.set("a", counter=7, edges=5)  # two more came
    assert world.run().drifting == [Off("a", "likes", 2)]
    world.set("a", counter=5, edges=5)
    assert world.run().drifting == []
    assert world.notebook.notes.suspects == []


def test_S9_counters_below_zero_and_without_edges_drift() -> None:
    world = World([FakeWalk([["a", "b"]])])
    world.set("a", counter=-1, edges=0)
    world.ledger.there["b"] = {"likes": 1}
    world.run()
    assert world.run().drifting == [Off("a", "likes", -1), Off("b", "likes", -1)]


def test_what_is_written_while_it_is_looked_at_does_not_drift() -> None:
    world = World([FakeWalk([["a"]])])
    world.set("a", counter=3, edges=3)

    def like(target: str) -> None:
        n = world.ledger.counted[target]["likes"] + 1
        world.set(target, counter=n, edges=n)

    world.ledger.meanwhile = like
    for _ in range(3):
        assert world.run() == Found(checked=0, moving=1, drifting=[])


def test_an_index_that_follows_late_does_not_drift() -> None:
    """It lags by a moment, by this much now and by that much ten minutes later."""
    world = World([FakeWalk([["a"]])])
    for counter, edges in ((5, 4), (9, 7), (9, 9)):
        world.set("a", counter=counter, edges=edges)
        assert world.run().drifting == []


def test_a_drift_that_is_just_written_to_is_not_forgotten() -> None:
    world = World([FakeWalk([["a"]])])
    world.set("a", counter=5, edges=3)
    world.run()
    world.ledger.meanwhile = lambda target: world.set(target, counter=6, edges=4)
    assert world.run().drifting == []
    world.ledger.meanwhile = lambda _: None
    assert world.run().drifting == [Off("a", "likes", 2)]


def test_what_is_no_more_does_not_drift() -> None:
    world = World([FakeWalk([["a"]])])
    world.ledger.counted["a"] = {"likes": 3}
    assert [world.run().drifting for _ in range(2)] == [[], []]


def test_a_run_stops_in_time_the_next_goes_on_and_everything_is_seen() -> None:
    pages = [[f"{name}{n}" for n in range(3)] for name in "abcd"]
    world = World([FakeWalk(pages, name="one"), FakeWalk([["x"], ["y"]], name="two")])
    world.ledger.meanwhile = lambda _: world.clock.advance(BEGINS_WITHIN.total_seconds() / 4)
    runs = 0
    while not {"x", "y", *chain(*pages)} <= set(world.ledger.looked):
        before = len(world.ledger.looked)
        world.run()
        runs += 1
        assert 0 < len(world.ledger.looked) - before <= 6
    assert runs > 1


def test_a_small_table_is_seen_once_in_a_run() -> None:
    walk = FakeWalk([["a"], ["a", "b"]])
    world = World([walk])
    world.run()
    assert walk.read == 2
    assert world.ledger.looked == ["a", "b"]


def test_a_thousand_drifts_are_counted_as_many_as_the_notes_hold() -> None:
    """One alarm whether it is a hundred or all."""
    names = [f"t{n:03}" for n in range(2 * MOST_SUSPECTS)]
    world = World([FakeWalk([names])])
    for name in names:
        world.set(name, counter=1, edges=0)
    world.run()
    assert len(world.run().drifting) == MOST_SUSPECTS
