"""Clicks that waited in the table are put into the stream (L8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from links.redirect.late import BATCH, LateClick, drain


@dataclass
class Waiting:
    clicks: list[LateClick] = field(default_factory=list)

    def oldest(self, *, most: int) -> list[LateClick]:
        return self.clicks[:most]

    def forget(self, clicks: Iterable[LateClick]) -> None:
        for click in clicks:
            self.clicks.remove(click)


@dataclass
class Sink:
    """Refuses the records in ``refused``."""

    refused: set[str] = field(default_factory=set)
    taken: list[LateClick] = field(default_factory=list)

    def put(self, clicks: Sequence[LateClick]) -> list[LateClick]:
        assert len(clicks) <= BATCH
        taken = [click for click in clicks if click.event_id not in self.refused]
        self.taken += taken
        return taken


def clicks(count: int) -> list[LateClick]:
    return [LateClick("late#0", f"{n:013d}#{n:016x}", "{}") for n in range(count)]


def test_L8_all_that_waits_goes_into_the_stream_in_batches() -> None:
    waiting, sink = Waiting(clicks(1201)), Sink()
    assert drain(waiting=waiting, sink=sink) == 1201
    assert (waiting.clicks, len(sink.taken)) == ([], 1201)


def test_L8_what_the_stream_still_refuses_waits_on() -> None:
    waiting, sink = Waiting(clicks(10)), Sink(refused={f"{3:016x}", f"{7:016x}"})
    assert drain(waiting=waiting, sink=sink) == 8
    assert [click.event_id for click in waiting.clicks] == [f"{3:016x}", f"{7:016x}"]


def test_one_run_moves_a_bounded_number() -> None:
    waiting, sink = Waiting(clicks(1201)), Sink()
    assert drain(waiting=waiting, sink=sink, most=500) == 500
    assert len(waiting.clicks) == 701


def test_nothing_waits() -> None:
    assert drain(waiting=Waiting(), sink=Sink()) == 0
