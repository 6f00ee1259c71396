"""Fan-out under failures: replays, crashes between any two effects, followers who come and go."""

import json
from collections.abc import Callable

import pytest

from social.changes import EntryPosted, decoded
from social.facts import Facts, Wanted
from social.model import Counts
from social.timeline.fanning import CHUNK, GRACE, PAGE, WIDE_SHARDS, Standing
from social.timeline.tasks import Deliver, encode
from tests.faults.fanout_world import AUTHOR, World, handled, record
from tests.faults.schedules import under_schedules


@under_schedules
def test_S10_killed_anywhere_and_replayed_the_timelines_are_the_same(seed: int) -> None:
    world = World(seed, crashing=True)
    fans = [f"fan{n:04}" for n in range(world.rng.choice((3, CHUNK + 1, 2 * CHUNK)))]
    for fan in fans:
        world.fan(fan)
    posted = [world.post().id for _ in range(3)]
    world.settle()
    assert all(world.homes.lists[fan] == posted for fan in fans)


@under_schedules
def test_S10_followers_who_come_and_go_meanwhile_end_right(seed: int) -> None:
    world = World(seed, crashing=True)
    fans = [f"fan{n}" for n in range(8)]
    for fan in fans:
        world.fan(fan)
    for _ in range(25):
        fan, step = world.rng.choice(fans), world.rng.random()
        if step < 0.3:
            world.post()
        elif step < 0.7:
            world.edge(fan, there=world.rng.random() < 0.5)
        elif step < 0.85:
            world.stream.deliver(handled(world.changes))
        else:
            world.work.lanes[False].deliver(handled(world.tasks))
    world.settle()
    every = sorted(world.tables.entries)
    for fan in fans:
        expected = every if world.tables.follows(fan, AUTHOR) else []
        assert world.homes.lists[fan] == expected


def test_S11_a_million_followers_do_not_delay_ten() -> None:
    """The first hop of the big one is 65 tasks in a lane of its own; the small lane has one."""
    world = World(1, crashing=False)
    world.tables.set_wide("star")
    for n in range(10):
        world.fan(f"fan{n}")
    world.post("star")
    small = world.post()
    queries = world.tables.queries
    world.stream.drain(handled(world.changes))
    lanes = world.work.lanes
    shards = {
        wide: lane.shards["shardId-000000000000"].lanes[0].records for wide, lane in lanes.items()
    }
    assert (len(shards[True]), len(shards[False])) == (WIDE_SHARDS, 1)
    assert world.tables.queries == queries
    lanes[False].deliver(handled(world.tasks))
    assert all(world.homes.lists[f"fan{n}"] == [small.id] for n in range(10))
    assert len(shards[True]) == WIDE_SHARDS


def test_S11_followers_of_a_wide_account_are_all_reached_in_bounded_tasks() -> None:
    world = World(2, crashing=False)
    world.tables.set_wide(AUTHOR)
    fans = [f"fan{n:05}" for n in range(PAGE + CHUNK + 7)]
    for n, fan in enumerate(fans):
        world.fan(fan, shard=0 if n < PAGE + 7 else 1 + n % 64)
    entry = world.post()
    world.settle()
    assert all(world.homes.lists[fan] == [entry.id] for fan in fans)


@pytest.mark.parametrize(("after", "pushed"), [(1, True), (GRACE - 1, True), (GRACE + 1, False)])
def test_S7_until_every_reader_knows_a_new_celebrity_is_pushed_too(
    after: int, pushed: bool
) -> None:
    world = World(3, crashing=False)
    world.fan("fan")
    world.tables.set_celebrity(AUTHOR, on=True, at=world.tables.now)
    world.recents.lists[AUTHOR] = []
    world.recents.complete.add(AUTHOR)
    world.tables.now += after - 1
    entry = world.post()
    assert entry.mode == "pull"
    world.settle()
    assert (world.homes.lists["fan"] == [entry.id]) == pushed
    assert world.recents.lists[AUTHOR] == [entry.id]


def test_S7_who_ceases_to_be_a_celebrity_is_pushed_and_still_merged() -> None:
    world = World(4, crashing=False)
    world.fan("fan")
    world.tables.set_celebrity(AUTHOR, on=True, at=0)
    world.tables.set_celebrity(AUTHOR, on=False, at=1)
    world.recents.lists[AUTHOR] = []
    world.recents.complete.add(AUTHOR)
    entry = world.post()
    world.settle()
    assert world.homes.lists["fan"] == world.recents.lists[AUTHOR] == [entry.id]
    assert world.tables.standing(AUTHOR) == Standing(False, 0)


def test_S5_an_entry_reaches_its_author_s_own_home_in_the_first_hop() -> None:
    world = World(5, crashing=False)
    world.homes.lists[AUTHOR] = []
    world.homes.complete.add(AUTHOR)
    entry = world.post()
    world.stream.drain(handled(world.changes))
    assert world.homes.lists[AUTHOR] == [entry.id]


def test_X5_only_what_cannot_be_read_is_set_aside_with_reason_and_content() -> None:
    world = World(6, crashing=False)
    world.fan("fan")
    first = world.post()
    world.stream.put(b"no change", key="none")
    second = world.post()
    world.settle()
    assert world.homes.lists["fan"] == [first.id, second.id]
    assert {data for data, _ in world.quarantine.kept.values()} == {b"no change"}
    assert all("JSONDecodeError" in reason for _, reason in world.quarantine.kept.values())


def strange_id() -> bytes:
    item = {"id": {"S": "x1"}, "authorId": {"S": AUTHOR}}
    return json.dumps({"dynamodb": {"Keys": {"id": {"S": "x1"}}, "NewImage": item}}).encode()


def half_a_ban() -> bytes:
    keys = {"id": {"S": "7"}}
    was = {**keys, "authorId": {"S": AUTHOR}}
    images = {"OldImage": was, "NewImage": {**was, "bannedAt": {"N": "1"}}}
    return json.dumps({"dynamodb": {"Keys": keys, **images}}).encode()


def strange_reaction() -> bytes:
    keys = {"pk": {"S": "u#fan"}, "sk": {"S": "frown#7"}}
    return json.dumps({"dynamodb": {"Keys": keys, "NewImage": keys}}).encode()


@pytest.mark.parametrize("make", [strange_id, half_a_ban, strange_reaction])
def test_X5_what_can_be_read_and_not_be_followed_is_set_aside_too(
    make: Callable[[], bytes],
) -> None:
    world = World(6, crashing=False)
    world.fan("fan")
    first = world.post()
    world.stream.put(make(), key="strange")
    second = world.post()
    world.settle()
    assert world.homes.lists["fan"] == [first.id, second.id]
    assert {data for data, _ in world.quarantine.kept.values()} == {make()}


def test_S18_an_id_keeps_all_its_digits_on_the_way() -> None:
    world = World(7, crashing=False)
    entry = world.tables.post(AUTHOR)
    change = decoded(record(entry))
    assert isinstance(change, EntryPosted)
    task = Deliver(operation="add", entry_id=change.id, author_id=AUTHOR, to=("fan",))
    assert json.loads(encode(task))["entryId"] == entry.id == str(int(entry.id))
    assert int(float(entry.id)) != int(entry.id)


def test_S3_copies_that_the_api_could_not_reach_are_corrected_from_the_stream() -> None:
    """Valkey was away when a tweet was deleted, and when one was liked."""
    world = World(3, crashing=False)
    tweet, liked = world.post(), world.post()
    for entry in (tweet, liked):
        world.copies.put(entry)
    world.copies.learn("fan", Wanted(), Facts(counts={liked.id: Counts()}), mine="")
    world.tables.delete(tweet)
    gone = world.tables.entries[tweet.id]
    world.stream.put(record(gone, before=tweet), key=tweet.id)
    keys = {"pk": {"S": "u#fan"}, "sk": {"S": f"like#{liked.id}"}}
    like = {"dynamodb": {"Keys": keys, "NewImage": {**keys, "at": {"N": "1"}}}}
    world.stream.put(json.dumps(like).encode(), key="fan")
    world.settle()
    wanted = Wanted(entries=frozenset({tweet.id}), counts=frozenset({liked.id}))
    facts = world.copies.recall("fan", wanted).facts
    assert facts.entries[tweet.id].deleted_at is not None
    assert facts.counts == {}


def test_a_ban_that_the_copies_missed_is_told_by_the_stream_and_so_is_its_end() -> None:
    """Valkey was away when an administrator decided; replays of the ban change nothing later."""
    world = World(4, crashing=False)
    tweet = world.post()
    world.copies.put(tweet)
    banned = world.tables.judge(tweet, banned=True)
    world.stream.put(record(banned, before=tweet), key=tweet.id)
    world.settle()
    assert world.copies.cache.entries[tweet.id].gone
    let_in = world.tables.judge(tweet, banned=False)
    world.stream.put(record(let_in, before=banned), key=tweet.id)
    world.stream.put(record(banned, before=tweet), key=tweet.id)
    world.settle()
    assert world.copies.cache.entries[tweet.id] == let_in
