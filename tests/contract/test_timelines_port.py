"""One suite for timelines: the fake, and the scripts in a real cluster-mode Valkey."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import Any

import pytest
import valkey

from core.resp import RespClient
from infra.sizing.valkey import COMPACT_SORTED_SETS
from social.adapters.home_cache import HomeCache
from social.adapters.timelines import TTL, ValkeyTimelines, timeline_key
from social.hot import Circle
from social.ids import id_at
from social.timeline.ports import LENGTH, Ask, End, HotCache, Slice, Span, Timelines
from tests.conftest import start_valkey
from tests.fakes.social_copies import FakeHotCache
from tests.fakes.social_timeline import START, FakeTables, FakeTimelines

VIEWER, ANN, BEN = "viewer", "ann", "ben"


def ids(numbers: range) -> list[str]:
    """Newest first."""
    return [id_at(START + n * 1000, noise=n) for n in sorted(numbers, reverse=True)]


@dataclass
class Shelf:
    timelines: Timelines
    cache: HotCache

    def home(self, *, before: str = "", most: int = LENGTH) -> Slice | None:
        return self.cache.read(Ask(viewer=VIEWER, span=Span(before, most), home=True)).home

    def build(self, newest: Sequence[str], *, complete: bool = True) -> None:
        assert self.timelines.begin(VIEWER, "t")
        assert self.timelines.finish(VIEWER, "t", newest, complete=complete)


@pytest.fixture(params=["fake", "real"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    if request.param == "fake":
        homes = FakeTimelines()
        return Shelf(homes, FakeHotCache(FakeTables(), homes, FakeTimelines()))
    client = RespClient(endpoint=request.getfixturevalue("empty_valkey"), budget=30.0)
    return Shelf(ValkeyTimelines(client=client), HomeCache(client=client))


def test_pushes_reach_only_timelines_that_exist(shelf: Shelf) -> None:
    shelf.timelines.push([VIEWER], ids(range(1))[0], ANN)
    assert shelf.home() is None
    assert not shelf.timelines.exists(VIEWER)
    shelf.build([])
    shelf.timelines.push([VIEWER, "nobody"], ids(range(1))[0], ANN)
    assert shelf.home() == Slice(tuple(ids(range(1))), End.COMPLETE)


def test_S8_a_page_goes_on_below_its_place_also_within_one_millisecond(shelf: Shelf) -> None:
    same = [id_at(START, noise=n) for n in range(40, 0, -1)]
    shelf.build(same)
    assert shelf.home(most=3) == Slice(tuple(same[:3]), End.MORE)
    assert shelf.home(before=same[30], most=3) == Slice(tuple(same[31:34]), End.MORE)
    assert shelf.home(before=same[36], most=9) == Slice(tuple(same[37:]), End.COMPLETE)
    assert shelf.home(before=same[-1], most=9) == Slice((), End.COMPLETE)


def test_a_timeline_keeps_the_newest_800_and_knows_that_there_were_more(shelf: Shelf) -> None:
    shelf.build(ids(range(799)))
    assert shelf.home() == Slice(tuple(ids(range(799))), End.COMPLETE)
    shelf.timelines.push([VIEWER], ids(range(799, 800))[0], ANN)
    assert shelf.home() == Slice(tuple(ids(range(800))), End.CUT)
    shelf.timelines.push([VIEWER], ids(range(800, 801))[0], ANN)
    assert shelf.home() == Slice(tuple(ids(range(1, 801))), End.CUT)


def test_nothing_is_pushed_below_a_cut_end(shelf: Shelf) -> None:
    """S8: a late or repeated push would hide the gap above it."""
    shelf.build(ids(range(10, 20)), complete=False)
    shelf.timelines.push([VIEWER], ids(range(5, 6))[0], ANN)
    assert shelf.home() == Slice(tuple(ids(range(10, 20))), End.CUT)


def test_S10_a_push_twice_is_a_push_once(shelf: Shelf) -> None:
    shelf.build([])
    for _ in range(2):
        shelf.timelines.push([VIEWER], ids(range(3, 4))[0], ANN)
    assert shelf.home() == Slice(tuple(ids(range(3, 4))), End.COMPLETE)


def test_S2_a_follow_merges_in_order(shelf: Shelf) -> None:
    shelf.build(ids(range(0, 20, 2)))
    shelf.timelines.join(VIEWER, ANN, ids(range(1, 20, 2)), more=False)
    assert shelf.home() == Slice(tuple(ids(range(20))), End.COMPLETE)


def test_S2_a_follow_never_evicts_newer(shelf: Shelf) -> None:
    shelf.build(ids(range(200, 1000)), complete=False)
    shelf.timelines.join(VIEWER, ANN, ids(range(200)), more=False)
    assert shelf.home() == Slice(tuple(ids(range(200, 1000))), End.CUT)


def test_S2_what_lies_below_a_backfill_that_was_cut_off_is_pulled(shelf: Shelf) -> None:
    shelf.build(ids(range(0, 20, 2)))
    shelf.timelines.join(VIEWER, ANN, ids(range(11, 20, 2)), more=True)
    assert shelf.home() == Slice(tuple(ids(range(11, 20))), End.CUT)


def test_S2_an_unfollow_removes_and_refuses_what_is_still_under_way(shelf: Shelf) -> None:
    shelf.build(ids(range(4)))
    assert shelf.timelines.leave(VIEWER, ANN) == "0"
    shelf.timelines.remove([VIEWER], ids(range(2)))
    shelf.timelines.push([VIEWER], ids(range(5, 6))[0], ANN)
    shelf.timelines.push([VIEWER], ids(range(6, 7))[0], BEN)
    assert shelf.home() == Slice((*ids(range(6, 7)), *ids(range(2, 4))), End.COMPLETE)
    shelf.timelines.join(VIEWER, ANN, [], more=False)
    shelf.timelines.push([VIEWER], ids(range(7, 8))[0], ANN)
    assert shelf.home(most=1) == Slice(tuple(ids(range(7, 8))), End.MORE)


def test_leaving_names_the_oldest_entry_there_is(shelf: Shelf) -> None:
    assert shelf.timelines.leave(VIEWER, ANN) is None
    shelf.build(ids(range(3, 5)), complete=False)
    assert shelf.timelines.leave(VIEWER, ANN) == ids(range(3, 4))[0]


def test_S13_one_builder_at_a_time(shelf: Shelf) -> None:
    assert shelf.timelines.begin(VIEWER, "first")
    assert not shelf.timelines.begin(VIEWER, "second")
    assert not shelf.timelines.finish(VIEWER, "second", [], complete=True)
    assert shelf.timelines.finish(VIEWER, "first", [], complete=True)
    assert shelf.home() == Slice((), End.COMPLETE)


def test_S13_a_push_during_a_build_is_not_lost(shelf: Shelf) -> None:
    assert shelf.timelines.begin(VIEWER, "t")
    shelf.timelines.push([VIEWER], ids(range(9, 10))[0], ANN)
    assert shelf.home() is None
    assert shelf.timelines.finish(VIEWER, "t", ids(range(3)), complete=True)
    assert shelf.home() == Slice((*ids(range(9, 10)), *ids(range(3))), End.COMPLETE)


@pytest.mark.parametrize("change", ["join", "leave"])
def test_S13_a_follow_or_unfollow_calls_a_build_off(shelf: Shelf, change: str) -> None:
    assert shelf.timelines.begin(VIEWER, "t")
    if change == "join":
        shelf.timelines.join(VIEWER, ANN, ids(range(2)), more=False)
    else:
        shelf.timelines.leave(VIEWER, ANN)
    assert not shelf.timelines.finish(VIEWER, "t", ids(range(3)), complete=True)
    assert shelf.home() is None
    assert shelf.timelines.begin(VIEWER, "again")


def test_a_circle_comes_back_as_it_was_kept(shelf: Shelf) -> None:
    circle = Circle(hidden=frozenset({BEN}), merged=(ANN,))
    shelf.cache.keep(VIEWER, circle)
    ask = Ask(viewer=VIEWER, span=Span("", 1), circle=True, recents=(ANN,), entries=ids(range(1)))
    told = shelf.cache.read(ask)
    assert told.circle == circle
    assert told.recents == {ANN: None}
    assert told.entries == {}


# ---- the real one only


@pytest.fixture
def real(empty_valkey: str) -> tuple[RespClient, valkey.Valkey, list[int]]:
    trips: list[int] = []
    host, port = empty_valkey.split(":")
    client = RespClient(endpoint=empty_valkey, budget=30.0, on_trip=trips.append)
    return client, valkey.Valkey(host=host, port=int(port)), trips


def test_P6_five_hundred_followers_are_one_round_trip_and_a_script_call_each(
    real: tuple[RespClient, valkey.Valkey, list[int]],
) -> None:
    client, server, trips = real
    timelines = ValkeyTimelines(client=client)
    owners = [f"user-{n}" for n in range(500)]
    server.script_flush()
    timelines.push(owners, ids(range(1))[0], ANN)
    assert trips == [500, 500]  # the node learns the script
    trips.clear()
    server.config_resetstat()
    timelines.push(owners, ids(range(1))[0], ANN)
    assert trips == [500]
    stats: Any = server.info("commandstats")  # Any: valkey-py types both its clients at once
    assert stats["cmdstat_evalsha"]["calls"] == 500


def test_reading_a_timeline_renews_its_life(
    real: tuple[RespClient, valkey.Valkey, list[int]],
) -> None:
    client, server, _ = real
    timelines, cache = ValkeyTimelines(client=client), HomeCache(client=client)
    assert timelines.begin(VIEWER, "t")
    assert timelines.finish(VIEWER, "t", ids(range(2)), complete=True)
    server.expire(timeline_key("home", VIEWER), 60)
    cache.read(Ask(viewer=VIEWER, span=Span("", 1), home=True))
    left: Any = server.ttl(timeline_key("home", VIEWER))  # Any: as above
    assert left > TTL - 60


def test_S13_fifty_concurrent_builders_are_one(
    real: tuple[RespClient, valkey.Valkey, list[int]],
) -> None:
    timelines = ValkeyTimelines(client=real[0])
    won: list[str] = []

    def racer(token: str) -> Callable[[], None]:
        return lambda: won.append(token) if timelines.begin(VIEWER, token) else None

    threads = [Thread(target=racer(str(n))) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_P10_eight_hundred_entries_take_at_most_16_kilobytes() -> None:
    """With the parameter group's ``zset-max-listpack-entries``."""
    server = start_valkey(port=None, **COMPACT_SORTED_SETS)
    try:
        client = RespClient(endpoint=f"{server.host}:{server.port}", budget=30.0)
        timelines = ValkeyTimelines(client=client)
        owner = "0123456789abcdefghijkl"
        assert timelines.begin(owner, "t")
        assert timelines.finish(owner, "t", ids(range(800)), complete=False)
        for newer in range(800, 820):
            timelines.push([owner], ids(range(newer, newer + 1))[0], ANN)
        with valkey.Valkey(host=server.host, port=server.port) as raw:
            key = timeline_key("home", owner)
            assert raw.zcard(key) == 800
            assert raw.object("encoding", key) == b"listpack"
            assert raw.memory_usage(key) <= 16 * 1024
    finally:
        server.stop()
