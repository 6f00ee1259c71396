"""Segments, tallies, sketches: what is stored is what was counted."""

import json
import random
from base64 import b85decode

import pytest

from links.counting.agents import agent_of
from links.counting.clicked import read_click
from links.counting.consuming import ClickConsumer, Corrupt, Record
from links.counting.parts import Part
from links.counting.segments import Agent, Counted, packed, unpacked
from links.counting.sketch import mark_of, size, sketch_of
from links.counting.sketch import packed as packed_sketch
from links.counting.sketch import unpacked as unpacked_sketch
from links.counting.tallies import MOST_VALUES, OTHER, Tally, decoded, encoded
from tests.fakes.clicks import (
    CRAWLER,
    FakeClicks,
    FakeLiveCounters,
    FakeQuarantine,
    a_click,
)
from tests.fakes.core import FakeIds

EVENT = {"id": "00ff", "code": "aB3xY9z", "at": 1_795_435_200_000, "visitor": "ab" * 8}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
STORED_BEFORE = (
    "c-loy!3x4K4DIybZ%EFa*bY4GCg^#G?N)k7CDX#zN!P(Z{3(BM)@@)Qd5`yANIs0Q7dXf>4t{Vw<Vt}&%2O&tDzi#R;"
    "DCsGV+?R5xYSz5DAnXW`ClH!1C7`|8;Vhg=B*oC@RnxtTt)SAT`jzm3(JwVGj?7nu|{tru|)~I#-=CD6__qWtq2eDe"
    "++&gt>5u!mdw3j3*W^#O$l3SyW+Ig7t3`&=>"
)


def test_a_segment_gives_back_its_clicks() -> None:
    clicks = [
        a_click(2**64 - 1, referrer="example.org", country="GB", visitor=65_535),
        a_click(1, "zZ", agent=CRAWLER),
        a_click(2, hour="2026-11-23T12"),
    ]
    assert sorted(unpacked(packed(clicks)), key=lambda c: c.id) == sorted(
        clicks, key=lambda c: c.id
    )
    assert unpacked(packed(clicks), part=Part("2026-11-23T12")) == [clicks[2]]
    assert unpacked(packed([])) == []


@pytest.mark.parametrize("referrers", [256, 257, 1_000])
def test_a_segment_gives_back_as_many_referrers_as_there_are(referrers: int) -> None:
    clicks = [a_click(n, referrer=f"site-{n}.example") for n in range(referrers)]
    assert unpacked(packed(clicks)) == clicks


def test_L9_a_segment_that_was_stored_before_columns_had_kinds_is_read() -> None:
    phone = Agent("mobile", "Safari", "iOS", bot=False)
    robot = Agent("bot", "Other", "Other", bot=True)
    noon = "2026-11-23T12"
    assert unpacked(b85decode(STORED_BEFORE)) == [
        Counted(
            id=1, code="aaa", hour=noon, country="AT", referrer="x.example", agent=phone, visitor=7
        ),
        Counted(id=3, code="bbb", hour=noon, country="DE", referrer="x.example", agent=phone),
        Counted(id=2**64 - 1, code="bbb", hour=noon, agent=robot, visitor=65_535),
    ]


def test_a_batch_that_is_too_large_for_an_item_becomes_several() -> None:
    table = FakeClicks()
    consumer = ClickConsumer(
        chain=table,
        quarantine=FakeQuarantine(),
        live=FakeLiveCounters(),
        ids=FakeIds(),
        read=lambda data: a_click(int(data), f"code{int(data)}"),
        longest=400,
    )
    consumer.consume(Record("s", f"{n:064d}", str(n).encode()) for n in range(1, 201))
    assert len(table.segments) > 1
    found = [click.id for _, data in table.segments.values() for click in unpacked(data)]
    assert sorted(found) == list(range(1, 201))


@pytest.mark.parametrize("visitors", [0, 1, 7, 100, 5_000, 100_000])
def test_a_sketch_is_right_within_ten_percent(visitors: int) -> None:
    rng = random.Random(visitors)
    sketch = sketch_of(mark_of(f"{rng.getrandbits(64):016x}") for _ in range(visitors))
    assert abs(size(sketch) - visitors) <= visitors / 10
    assert unpacked_sketch(packed_sketch(sketch)) == sketch


def test_a_tally_keeps_the_fifty_most_frequent_values_and_what_is_left() -> None:
    tally = Tally(humans=3)
    tally.referrers.update({f"{n:03d}.example": 200 - n for n in range(60)})
    found = decoded(encoded(tally)).referrers
    assert len(found) == MOST_VALUES + 1
    assert found[OTHER] == sum(200 - n for n in range(50, 60))
    assert sum(found.values()) == sum(tally.referrers.values())


def test_L7_bots_are_counted_apart_and_nothing_else_of_them() -> None:
    tally = Tally()
    tally.count(a_click(1, agent=CRAWLER, country="US", referrer="x.example", visitor=77))
    assert tally == Tally(bots=1)


def test_agents_are_told_apart() -> None:
    firefox = agent_of(FIREFOX)
    assert (firefox.device, firefox.browser, firefox.os) == ("desktop", "Firefox", "Linux")
    assert agent_of("Mozilla/5.0 (compatible; Googlebot/2.1)").bot
    assert agent_of("").bot


def test_a_record_is_read() -> None:
    click = read_click(json.dumps({**EVENT, "userAgent": FIREFOX, "country": "DE"}).encode())
    assert (click.id, click.code, click.hour, click.country) == (
        255,
        "aB3xY9z",
        "2026-11-23T12",
        "DE",
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "xyz"}, "hexadecimal"),
        ({"id": "f" * 17}, "64 bits"),
        ({"code": "a b"}, "code"),
        ({"code": ""}, "code"),
        ({"at": -1}, "calendar"),
        ({"at": 10**18}, "calendar"),
        ({"at": "soon"}, "at"),
        ({"version": 2}, "version"),
    ],
)
def test_X5_what_is_no_click_says_why(change: dict[str, object], reason: str) -> None:
    with pytest.raises(Corrupt, match=reason):
        read_click(json.dumps({**EVENT, **change}).encode())
