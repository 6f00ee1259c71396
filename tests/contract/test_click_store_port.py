"""The table ``clicks`` as its users see it: the fake and DynamoDB behave alike."""

from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from contracts.tables.links import CLICKS
from contracts.tables.links_clicks import place
from links.adapters.click_chain import ClickChain
from links.adapters.click_store import DynamoClicks
from links.counting.parts import CLAIMED_FOR, Part
from links.counting.rollup import Due, Weighed
from links.counting.segments import Segment, packed
from links.counting.tallies import Tally
from tests.fakes.clicks import FakeClicks, a_click

CODE, HOUR, DATE = "aB3xY9z", "2026-11-23T11", "2026-11-23"
NOW = datetime(2026, 11, 23, 12, 2, tzinfo=UTC)


class Both(DynamoClicks, ClickChain):
    """Both adapters of the table."""


Clicks = FakeClicks | Both


@pytest.fixture(params=["fake", "dynamodb"])
def clicks(request: pytest.FixtureRequest) -> Iterator[Clicks]:
    if request.param == "fake":
        yield FakeClicks()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(
            TableName=CLICKS.name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")
            ],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        yield Both(client=client, table=CLICKS.name)


def segment(previous: str = "", end: str = "7") -> Segment:
    clicks = (a_click(1), a_click(2, hour="2026-11-23T12"))
    return Segment(
        shard="shardId-1", previous=previous and place(previous), end=place(end), clicks=clicks
    )


def stored(clicks: Clicks, one: Segment) -> bool:
    clicks.promise(one)
    return clicks.append(one, packed(one.clicks))


def test_a_place_in_the_chain_is_taken_once(clicks: Clicks) -> None:
    assert stored(clicks, segment(end="7"))
    assert not stored(clicks, segment(end="9"))
    assert clicks.end("shardId-1") == place("7")


def test_the_chain_ends_with_its_last_segment(clicks: Clicks) -> None:
    assert clicks.end("shardId-1") == ""
    stored(clicks, segment(end="7"))
    stored(clicks, segment(previous="7", end="10"))
    assert clicks.end("shardId-1") == place("10")
    assert clicks.end("shardId-2") == ""


def test_an_hour_knows_its_segments_and_their_clicks(clicks: Clicks) -> None:
    stored(clicks, segment())
    ((name, number),) = clicks.promises(HOUR).items()
    assert number == 1
    assert clicks.clicks(name, Part(HOUR)) == [a_click(1)]
    assert clicks.promises("2026-11-23T13") == {}


def test_a_promise_may_wait_for_its_segment(clicks: Clicks) -> None:
    clicks.promise(segment())
    (name,) = clicks.promises(HOUR)
    assert clicks.clicks(name, Part(HOUR)) is None


def test_marks_are_no_promises(clicks: Clicks) -> None:
    clicks.keep_rolled_up(Part(HOUR), frozenset({"a", "b"}))
    assert clicks.claim(Part(HOUR), now=NOW)
    clicks.seal(HOUR)
    assert clicks.promises(HOUR) == {}
    assert clicks.rolled_up(Part(HOUR)) == {"a", "b"}
    assert clicks.rolled_up(Part("2026-11-23T13")) == frozenset()
    assert clicks.rolled_up(Part(HOUR, 0, 2)) == frozenset()
    assert clicks.sealed(HOUR)
    assert not clicks.sealed("2026-11-23T13")


def test_a_part_holds_the_clicks_of_its_codes(clicks: Clicks) -> None:
    one = Segment(
        shard="s", previous="", end=place("9"), clicks=[a_click(n, f"code{n}") for n in range(20)]
    )
    stored(clicks, one)
    (name,) = clicks.promises(HOUR)
    found = [clicks.clicks(name, Part(HOUR, n, 3)) or () for n in range(3)]
    assert all(found)
    assert sorted(click.id for part in found for click in part) == list(range(20))


def test_a_part_is_claimed_by_one_at_a_time_and_not_for_good(clicks: Clicks) -> None:
    part = Part(HOUR, 1, 3)
    assert clicks.claim(part, now=NOW)
    assert not clicks.claim(part, now=NOW + CLAIMED_FOR / 2)
    assert clicks.claim(Part(HOUR, 2, 3), now=NOW)
    assert clicks.claim(part, now=NOW + CLAIMED_FOR)
    assert not clicks.claim(part, now=NOW + CLAIMED_FOR)


def test_what_was_marked_again_stays_due(clicks: Clicks) -> None:
    clicks.mark_due(HOUR, version="1")
    clicks.mark_due(HOUR, version="2")
    clicks.no_longer_due(Due(HOUR, "1"))
    assert list(clicks.due()) == [Due(HOUR, "2")]
    clicks.no_longer_due(Due(HOUR, "2"))
    assert list(clicks.due()) == []


def test_L9_an_hour_is_only_replaced_by_one_of_more_segments(clicks: Clicks) -> None:
    for weight, humans in ((2, 20), (1, 10), (2, 11)):
        clicks.put_hours(HOUR, [(CODE, Weighed(weight, Tally(humans=humans)))])
    found = clicks.hours(CODE, first=HOUR, last=HOUR)
    assert found == {HOUR: Weighed(2, Tally(humans=20))}


def test_L9_a_day_is_only_replaced_by_one_of_more_segments(clicks: Clicks) -> None:
    for weight, humans in ((5, 50), (4, 40)):
        clicks.put_day(CODE, DATE, Weighed(weight, Tally(humans=humans)))
    clicks.put_day(CODE, "2026-11-24", Weighed(1, Tally(bots=1)))
    assert clicks.days(CODE) == {
        DATE: Weighed(5, Tally(humans=50)),
        "2026-11-24": Weighed(1, Tally(bots=1)),
    }


def test_an_hour_keeps_what_its_segments_held_again(clicks: Clicks) -> None:
    hour = Weighed(2, Tally(humans=20), again=Tally(humans=1, bots=2))
    clicks.put_hours(HOUR, [(CODE, hour)])
    assert clicks.hours(CODE, first=HOUR, last=HOUR) == {HOUR: hour}


def test_hours_come_from_a_range(clicks: Clicks) -> None:
    for hour in ("2026-11-22T23", "2026-11-23T00", "2026-11-23T23", "2026-11-24T00"):
        clicks.put_hours(hour, [(CODE, Weighed(1, Tally(humans=1)))])
    found = clicks.hours(CODE, first="2026-11-23T00", last="2026-11-23T23")
    assert sorted(found) == ["2026-11-23T00", "2026-11-23T23"]


def test_changes_are_noted_until_forgotten(clicks: Clicks) -> None:
    clicks.note_changes(DATE, ["a", "b"], name="1")
    clicks.note_changes(DATE, ["b", "c"], name="2")
    changes = clicks.changes(DATE)
    assert changes.codes == {"a", "b", "c"}
    clicks.note_changes(DATE, ["d"], name="3")
    assert sorted(changes.last.values()) == ["b", "c"]
    clicks.forget_changes(DATE, changes.names(upto="b"))
    assert clicks.changes(DATE).codes == {"b", "c", "d"}
    clicks.forget_changes(DATE, changes.last)
    assert clicks.changes(DATE).codes == {"d"}


def test_X12_of_what_was_erased_no_change_is_left_to_make_a_day_of(clicks: Clicks) -> None:
    clicks.note_changes(DATE, ["a", CODE], name="1")
    clicks.forget(CODE)
    changes = clicks.changes(DATE)
    assert changes.codes == {"a"}
    clicks.forget_changes(DATE, changes.last)
    assert clicks.changes(DATE).last == {}


def test_what_was_erased_stays_erased(clicks: Clicks) -> None:
    clicks.put_hours(HOUR, [(CODE, Weighed(1, Tally(humans=1)))])
    clicks.put_day(CODE, DATE, Weighed(1, Tally(humans=1)))
    clicks.forget(CODE)
    clicks.put_hours(HOUR, [(CODE, Weighed(2, Tally(humans=2)))])
    assert clicks.hours(CODE, first="", last="~") == {}
    assert clicks.days(CODE) == {}
