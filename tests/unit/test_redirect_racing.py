"""What a racing writer, many readers or a failure do to what is found for a code."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import Unavailable
from links.hot import CONFIRM_AFTER, UNKNOWN
from links.redirect.finding import CACHE, TABLE
from tests.fakes.redirect import a_link
from tests.unit.redirect_world import World, tier


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
