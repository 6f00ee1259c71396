"""P15 as a gate, and the arithmetic of the bills."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra.config import PROD
from tests.bench.authorizer_cost import verdict_dollars, verdicts
from tests.bench.authorizer_units import Judged
from tests.bench.bill import Bill, Line
from tests.bench.bill_links import links_bill
from tests.bench.bill_region import Further, region_bill
from tests.bench.bill_social import nodes_for, social_bill
from tests.bench.bill_standing import standing_bill
from tests.bench.bill_video import calls_of, video_bill
from tests.bench.cost import LIMIT, access_log_dollars, prices, traces_dollars
from tests.bench.counted import keep, kept
from tests.bench.home_cost import READ_LIMIT, HomeUnits, gateway_dollars
from tests.bench.loads import LOADS, SEED, SMALL
from tests.bench.monthly import as_targets_count, bills_of, budgets, modelled, over_budget
from tests.bench.tweet_times import TweetTimes
from tests.bench.video_cost import counted_video, served_dollars
from tests.bench.video_units import Served
from tests.bench.writing_cost import tweet_dollars
from tests.bench.writing_units import Written

README = Path(__file__).resolve().parents[2] / "README.md"


def test_P15_nothing_is_five_per_cent_over_its_budget() -> None:
    """Who makes something dearer raises its budget in ``budgets.toml`` in the same commit."""
    assert over_budget(modelled(prices()), budgets()) == []


def test_P15_no_budget_is_generous() -> None:
    """Or the five per cent would be none: who makes something cheaper lowers its budget."""
    costs = modelled(prices())
    assert {name for name, most in budgets().items() if most > costs[name] * 1.05} == set()


def test_P15_five_per_cent_more_is_found() -> None:
    assert over_budget({"tweets": 1.06}, {"tweets": 1.0}) == [
        "tweets: $1.060 a million, and the budget is $1.000"
    ]
    assert over_budget({"tweets": 1.04}, {"tweets": 1.0}) == []
    assert over_budget({"redirects": LIMIT + 0.001}, {"redirects": LIMIT - 0.01}) != []
    assert over_budget({"redirects": LIMIT - 0.001}, {"redirects": LIMIT - 0.01}) == []
    assert over_budget({"tweets": 1.0}, {}) == ["tweets: no budget or no cost"]


def test_P15_every_unit_of_a_tweet_has_a_price() -> None:
    units, times = kept("tweet", Written), kept("tweet_times", TweetTimes)
    usual = sum(tweet_dollars(units, times, prices()).values())
    for name in Written.__dataclass_fields__:
        more = replace(units, **{name: getattr(units, name) + 1000})
        assert sum(tweet_dollars(more, times, prices()).values()) > usual, name
    for name in TweetTimes.__dataclass_fields__:
        longer = replace(times, **{name: getattr(times, name) + 1000})
        assert sum(tweet_dollars(units, longer, prices()).values()) > usual, name


def test_P15_every_unit_of_a_request_of_video_has_a_price() -> None:
    for kind, units in counted_video().items():
        usual = sum(served_dollars(kind, units, prices()).values())
        for name in Served.__dataclass_fields__:
            more = replace(units, **{name: getattr(units, name) + 1000})
            assert sum(served_dollars(kind, more, prices()).values()) > usual, (kind, name)


def test_P15_targets_and_budgets_differ_by_what_the_targets_leave_out() -> None:
    aimed, all_of_it = as_targets_count(prices()), modelled(prices())
    assert all_of_it["redirects"] == aimed["redirects"] <= LIMIT
    assert aimed["homes"] <= READ_LIMIT < all_of_it["homes"]
    assert aimed["tweets"] < all_of_it["tweets"]


def test_P15_every_unit_of_a_verdict_has_a_price() -> None:
    units = kept("authorizer", Judged)
    usual = sum(verdict_dollars(units, prices()).values())
    for name in Judged.__dataclass_fields__:
        more = replace(units, **{name: getattr(units, name) + 1000})
        assert sum(verdict_dollars(more, prices()).values()) > usual, name


def test_a_verdict_serves_what_comes_while_the_gateway_keeps_it() -> None:
    assert PROD.authorizer_ttl == 30
    assert verdicts(seconds_between=17_280) == 1
    assert verdicts(seconds_between=10) == pytest.approx(1 / 3)


def test_P15_whoever_has_to_be_known_pays_the_authorizer() -> None:
    for load in LOADS:
        for bill in (links_bill(load, prices(), origin="http-api"), social_bill(load, prices()),
                     video_bill(load, prices())):  # fmt: skip
            assert any(line.what.endswith("authorizer") and line.ours for line in bill.lines)


def test_of_a_small_site_every_invocation_is_traced_and_of_a_large_one_a_twentieth() -> None:
    traces = prices()["per_million"]["xray_traces"]
    assert traces_dollars(prices(), a_month=1_000) == pytest.approx(traces)
    assert traces_dollars(prices(), a_month=1e12) == pytest.approx(traces / 20, rel=0.001)


def test_videos_bill_has_every_request_that_is_counted() -> None:
    assert calls_of(SEED).keys() == counted_video().keys()


def test_every_bill_of_every_load_has_only_amounts_that_can_be_paid() -> None:
    for load in LOADS:
        for bill in bills_of(load, prices()):
            assert bill.ours > 0
            assert all(line.ours >= 0 and line.naive >= 0 for line in bill.lines), bill.title


def test_ours_is_cheaper_than_the_naive_design_at_scale() -> None:
    assert _of(social_bill(SEED, prices())) < 0.6  # with authorizer, recovery, the gateway's log
    assert video_bill(SEED, prices()).ours < video_bill(SEED, prices()).naive


def test_a_function_url_saves_the_gateways_fee_and_log_of_redirects_and_nothing_else() -> None:
    by_gateway = links_bill(SEED, prices(), origin="http-api").ours
    directly = links_bill(SEED, prices(), origin="function-url").ours
    fee = gateway_dollars(prices()["per_million"], SEED.redirects + SEED.links)
    fee -= gateway_dollars(prices()["per_million"], SEED.links)
    fee += access_log_dollars(SEED.redirects, prices())
    assert by_gateway - directly == pytest.approx(fee)


def test_the_gateway_is_cheaper_beyond_three_hundred_million() -> None:
    million = prices()["per_million"]
    assert gateway_dollars(million, 300e6) == pytest.approx(300)
    assert gateway_dollars(million, 400e6) == pytest.approx(390)


def test_what_is_paid_by_the_hour_does_not_grow_with_redirects() -> None:
    twice = replace(SMALL, redirects=2 * SMALL.redirects)
    nodes = [_line(links_bill(load, prices(), origin="http-api"), "Valkey nodes*")
             for load in (SMALL, twice)]  # fmt: skip
    assert nodes[0].ours == pytest.approx(nodes[1].ours)


def test_a_small_team_needs_no_nodes_for_its_homes_and_the_seed_hundreds() -> None:
    assert nodes_for(SMALL, prices()) == 0
    assert nodes_for(SEED, prices()) > 500


def test_a_further_region_costs_its_shards_and_once_more_what_is_written() -> None:
    """The design document's: ten shards that keep seven days are $255.50."""
    bill = region_bill(SEED, prices())
    assert _line(bill, "stream of clicks*").ours == pytest.approx(10 * 0.035 * 730)
    twice = region_bill(replace(SEED, links=2 * SEED.links), prices())
    more = sum(line.ours for line in twice.lines) - bill.ours
    assert more == pytest.approx(_line(bill, "writes of links").ours)
    made, month = kept("further_region", Further), prices()["per_month"]
    assert _line(bill, "alarms*").ours == pytest.approx(
        made.alarms * month["alarm"] + made.composites * month["composite_alarm"]
    )


def test_each_read_of_a_secret_is_a_read_and_a_use_of_the_key() -> None:
    """Ten sandboxes that read two secrets every five minutes: 175,200 of each a month."""
    nobody = replace(SMALL, redirects=0, reads=0, tweets=0, watched_hours=0)
    bill = standing_bill(nobody, prices())
    assert _line(bill, "reading secrets*").ours == pytest.approx(0.1752 * (5.00 + 3.00))
    assert _line(bill, "keys of our own*").ours == pytest.approx(1.00)
    busy = standing_bill(replace(nobody, watched_hours=730), prices())  # one film, always
    assert busy.ours - bill.ours == pytest.approx(0.1 / 20 * 2 * 730 * 12 / 1e6 * 8.00)


def test_units_come_back_as_they_were_kept(tmp_path: Path) -> None:
    file = tmp_path / "counted.json"
    units = HomeUnits(
        cpu_ms=1.23456, valkey_trips=3, dynamodb_trips=0.05, read_units=0.5, answer_bytes=11_220
    )
    keep("home", units, file=file)
    keep("other", units, file=file)
    assert kept("home", HomeUnits, file=file) == replace(units, cpu_ms=1.235)


def _of(bill: Bill) -> float:
    return bill.ours / bill.naive


def _line(bill: Bill, ending: str) -> Line:
    return next(line for line in bill.lines if line.what.endswith(ending))


def test_P15_the_readme_s_bills_are_those_of_the_model() -> None:
    table = README.read_text().partition("| a month, $ | ours | naive |")[2].partition("\n\n")[0]
    rows = [row.split("|") for row in table.splitlines()[2:] if "of it delivery" not in row]
    told = [figure.strip() for row in rows for figure in row[2].split("·")]
    made = [bill.ours for load in LOADS for bill in bills_of(load, prices())]
    assert len(told) > 10
    assert [each for each in told if not _is_one_of(each, made)] == []


def _is_one_of(told: str, made: list[float]) -> bool:
    decimals = len(told.partition(".")[2])
    return told in {f"{each:,.{decimals}f}" for each in made}
