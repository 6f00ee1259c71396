"""From a code to its link: which tier answers, and what each remembers for how long."""

from links.hot import UNKNOWN, alias_value
from links.redirect.finding import CACHE, SANDBOX, TABLE, SandboxMemory
from tests.fakes.redirect import a_link
from tests.unit.redirect_world import World, tier


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


def test_entries_of_one_moment_do_not_all_expire_in_another() -> None:
    world = World()
    for n in range(50):
        world.table.save(a_link(f"code{n:03}"))
        world.finder.find(f"code{n:03}")
    ends = {expires for _, expires in world.cache.entries.values()}
    assert len(ends) > 10
    assert all(world.time.now() + 86400 * 0.9 <= end <= world.time.now() + 86400 for end in ends)
