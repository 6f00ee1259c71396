"""From a code to its link: which tier answers, and what a racing writer or a failure does to it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic

import pytest

from core.breaker import Breaker
from core.errors import Unavailable
from links.hot import CONFIRM_AFTER, UNKNOWN, alias_value, cache_value, encode
from links.model import Link
from links.redirect.finding import CACHE, SANDBOX, TABLE, Found, LinkFinder, SandboxMemory
from tests.fakes.redirect import FakeHotCache, FakeTable, Time, a_link


@dataclass
class World:
    """A table, a cache and as many sandboxes as one likes."""

    time: Time = field(default_factory=Time)
    table: FakeTable = field(default_factory=FakeTable)
    breaker_clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        self.cache = FakeHotCache(self.time)
        self.finder = self.sandbox()

    def sandbox(self) -> LinkFinder:
        return LinkFinder(
            table=self.table,
            cache=self.cache,
            memory=SandboxMemory(clock=self.time.monotonic),
            confirm_breaker=Breaker(clock=self.breaker_clock),
            now=self.time.now,
        )

    def write_through(self, link: Link) -> None:
        """What the owner's API does."""
        self.table.save(link)
        self.cache.put(link.code, cache_value(encode(link), self.time.now()))

    def target(self, code: str = "abc1234") -> str | None:
        found = self.finder.find(code)
        return found.link.target if found else None


def tier(found: Found | None) -> str:
    assert found is not None
    return found.tier


def test_the_tiers_answer_in_turn() -> None:
    world = World()
    world.table.save(a_link())
    assert tier(world.finder.find("abc1234")) == TABLE
    assert tier(world.finder.find("abc1234")) == SANDBOX
    assert tier(world.sandbox().find("abc1234")) == CACHE


def test_a_link_that_is_not_cached_costs_half_a_read_unit() -> None:
    world = World()
    world.table.save(a_link())
    world.finder.find("abc1234")
    assert world.table.reads == [("abc1234", False)]


def test_a_cached_link_costs_one_command_and_no_read() -> None:
    world = World()
    world.write_through(a_link())
    world.finder.find("abc1234")
    assert (world.cache.commands, world.table.reads) == (["get"], [])


def test_the_sandbox_forgets_after_five_seconds_however_often_it_is_asked() -> None:
    world = World()
    world.write_through(a_link())
    for _ in range(5):
        world.finder.find("abc1234")
        world.time.advance(1)
    assert world.cache.commands == ["get"]
    world.finder.find("abc1234")
    assert world.cache.commands == ["get", "get"]


def test_the_sandbox_keeps_a_bounded_number_of_links() -> None:
    memory = SandboxMemory(size=3)
    world = World()
    world.table.save(a_link())
    found = world.finder.find("abc1234")
    assert found is not None
    for n in range(10):
        memory.keep(f"c{n}", found.link, memory.clock())
    kept = [n for n in range(10) if memory.get(f"c{n}")]
    assert kept == [7, 8, 9]


def test_L2_a_code_asked_for_before_it_existed_is_there_as_soon_as_it_is_made() -> None:
    world = World()
    assert world.target() is None
    world.write_through(a_link())
    assert world.target() == "https://example.com/"


def test_L2_a_new_link_a_replica_has_not_seen_is_found() -> None:
    world = World()
    world.table.save(a_link())
    world.table.stale["abc1234"] = None
    assert world.target() == "https://example.com/"
    assert world.table.reads == [("abc1234", False), ("abc1234", True)]


def test_an_unknown_code_is_remembered_in_the_cache_for_a_minute_and_not_in_the_sandbox() -> None:
    world = World()
    world.target()
    reads = len(world.table.reads)
    world.target()
    assert (world.cache.value("abc1234"), len(world.table.reads)) == (UNKNOWN, reads)
    world.time.advance(60)
    world.target()
    assert len(world.table.reads) == 2 * reads


def test_an_alias_is_found_in_any_case_and_an_exact_code_goes_first() -> None:
    world = World()
    world.table.save(a_link("Promo", "https://alias.example/", is_alias=True))
    world.table.save(a_link("PROMO", "https://exact.example/"))
    assert world.target("pRomo") == "https://alias.example/"
    assert world.target("PROMO") == "https://exact.example/"
    assert world.cache.value("pRomo") == alias_value("Promo")


def test_L4_an_edited_alias_is_edited_in_every_case() -> None:
    world = World()
    world.write_through(a_link("Promo", "https://old.example/", is_alias=True))
    assert world.target("promo") == "https://old.example/"
    world.write_through(a_link("Promo", "https://new.example/", is_alias=True, version=2))
    world.time.advance(5)
    assert world.target("promo") == "https://new.example/"


def test_L4_a_reader_slower_than_an_edit_does_not_put_the_old_link_back() -> None:
    world = World()
    world.table.save(a_link(target="https://old.example/"))

    def edit_meanwhile() -> None:
        world.table.during_read = None
        world.write_through(a_link(target="https://new.example/", version=2))

    world.table.during_read = edit_meanwhile
    assert world.target() == "https://old.example/"
    world.time.advance(5)
    assert world.target() == "https://new.example/"


def test_L4_an_edit_that_could_not_reach_the_cache_shows_within_a_minute() -> None:
    world = World()
    world.write_through(a_link(target="https://old.example/"))
    world.table.save(a_link(target="https://new.example/", version=2))
    shown = []
    for _ in range(60):
        shown.append(world.target())
        world.time.advance(1)
    assert "https://new.example/" in shown
    assert world.sandbox().find("abc1234").link.target == "https://new.example/"  # type: ignore[union-attr]  # it is there


def test_L4_a_confirmation_never_undoes_a_newer_write() -> None:
    world = World()
    world.write_through(a_link(target="https://old.example/"))
    world.time.advance(CONFIRM_AFTER)

    def edit_meanwhile() -> None:
        world.table.during_read = None
        world.write_through(a_link(target="https://new.example/", version=2))

    world.table.during_read = edit_meanwhile
    world.finder.find("abc1234")
    assert "new.example" in (world.cache.value("abc1234") or "")


def test_a_confirmed_entry_is_left_alone_for_a_while() -> None:
    world = World()
    world.write_through(a_link())
    world.time.advance(CONFIRM_AFTER)
    assert tier(world.finder.find("abc1234")) == TABLE
    world.time.advance(5)
    world.finder.find("abc1234")
    assert world.table.reads == [("abc1234", True)]


def test_one_reader_confirms_while_the_others_are_served() -> None:
    world = World()
    world.write_through(a_link())
    world.time.advance(CONFIRM_AFTER)
    asked, release = threading.Event(), threading.Event()

    def wait() -> None:
        asked.set()
        release.wait(60)

    world.table.during_read = wait
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(world.finder.find, "abc1234")
        assert asked.wait(60)
        world.time.advance(5)
        assert tier(world.finder.find("abc1234")) == CACHE
        release.set()
        assert tier(first.result(60)) == TABLE
    assert len(world.table.reads) == 1


def test_a_link_that_was_erased_is_gone_once_confirmed() -> None:
    world = World()
    world.write_through(a_link())
    del world.table.forms["abc1234"]
    world.time.advance(CONFIRM_AFTER)
    assert world.target() is None
    assert world.cache.value("abc1234") == UNKNOWN
    assert world.target() is None


def test_a_damaged_entry_is_read_again_and_repaired() -> None:
    world = World()
    world.table.save(a_link())
    world.cache.put("abc1234", "5|{broken")
    assert world.target() == "https://example.com/"
    assert tier(world.sandbox().find("abc1234")) == CACHE


def test_X3_without_the_cache_the_table_answers_and_nothing_is_filled() -> None:
    world = World()
    world.table.save(a_link())
    world.cache.down = True
    assert tier(world.finder.find("abc1234")) == TABLE
    assert world.cache.commands == ["get"]


def test_X4_without_the_table_what_is_cached_is_served_however_old() -> None:
    world = World()
    world.write_through(a_link())
    world.table.down = True
    for _ in range(20):
        world.time.advance(CONFIRM_AFTER)
        assert world.target() == "https://example.com/"


def test_X4_a_failing_table_is_not_asked_to_confirm_with_every_visit() -> None:
    world = World(breaker_clock=lambda: 0.0)
    world.write_through(a_link())
    world.time.advance(CONFIRM_AFTER)
    world.table.down = True
    for _ in range(20):
        world.target()
        world.time.advance(5)
    assert len(world.table.reads) == 3


def test_X4_without_either_the_answer_is_unavailable() -> None:
    world = World()
    world.table.down = True
    with pytest.raises(Unavailable) as caught:
        world.target()
    assert caught.value.headers["Retry-After"] == "1"


@pytest.mark.parametrize("readers", [200])
def test_L14_readers_of_one_expired_key_share_one_read(readers: int) -> None:
    world = World()
    world.table.save(a_link())
    together = threading.Barrier(readers)
    waiting, release = threading.Event(), threading.Event()

    def wait() -> None:
        waiting.set()
        release.wait(60)

    world.table.during_read = wait

    def read(_: int) -> str | None:
        together.wait(60)
        return world.target()

    with ThreadPoolExecutor(readers) as pool:
        results = [pool.submit(read, n) for n in range(readers)]
        assert waiting.wait(60)
        release.set()
        assert {result.result(60) for result in results} == {"https://example.com/"}
    assert len(world.table.reads) == 1


def test_L14_readers_of_one_key_share_its_failure_too() -> None:
    world = World()
    world.table.down = True
    with ThreadPoolExecutor(8) as pool:
        results = [pool.submit(world.finder.find, "abc1234") for _ in range(8)]
        assert all(isinstance(result.exception(60), Unavailable) for result in results)


def test_entries_of_one_moment_do_not_all_expire_in_another() -> None:
    world = World()
    for n in range(50):
        world.table.save(a_link(f"code{n:03}"))
        world.finder.find(f"code{n:03}")
    ends = {expires for _, expires in world.cache.entries.values()}
    assert len(ends) > 10
    assert all(world.time.now() + 86400 * 0.9 <= end <= world.time.now() + 86400 for end in ends)
