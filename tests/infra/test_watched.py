"""Every template, whatever its stack: nothing that can fail by itself is without alarm and row."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.config import DEV, PROD
from infra.constructs.objective import BURNS, PLAYBACK, REDIRECT, TIMELINE, Promise
from tests.bench.bill_region import Further
from tests.bench.bill_standing import Standing
from tests.bench.counted import kept
from tests.bench.standing import further, standing
from tests.infra.watching import (
    ALARM,
    COMPOSITE,
    WATCHED,
    fed,
    names,
    required,
    scheduled,
    watched,
)  # fmt: skip

if TYPE_CHECKING:
    from tests.infra.conftest import Synthesized, _Stages

ROOT = Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
NAMED = re.compile(r"Runbook: docs/runbooks/([a-z-]+)\.md$")
UNNAMED = {"budget"}  # told by AWS Budgets
OF_REGIONS = {"region-out", "replica-behind"}
OF_FIREWALL = {"firewall-blocking"}
AN_HOUR, A_DAY = 60 * 60, 24 * 60 * 60


def test_whatever_can_fail_by_itself_is_watched_by_all_that_tells_of_it(
    anywhere: "Synthesized",
) -> None:
    """And by nothing else: an alarm that no rule asks for could go unnoticed.

    X3: who has to go on without Valkey tells.
    """
    there, needed = watched(anywhere.all(ALARM)), required(anywhere)
    unwatched, unasked = sorted(needed - there), sorted(there - needed)
    assert not unwatched
    assert not unasked


@pytest.mark.parametrize(
    "metric",
    [
        "CountersDrifting", "DatabaseMemoryUsagePercentage", "WriteThrottleEvents",
        "CountersChecked", "Invocations", "4xxErrorRate", "BlockedRequests", "OriginRefused",
    ],
)  # fmt: skip
def test_one_alarm_less_would_be_found(prod: "Synthesized", metric: str) -> None:
    """The rules themselves: each single alarm is asked for."""
    alarms = list(prod.all(ALARM))
    gone = [each for each in alarms if metric in {watch.metric for watch in watched([each])}]
    assert gone
    for one in gone:
        missed = required(prod) - watched(each for each in alarms if each is not one)
        assert metric in {watch.metric for watch in missed}, one.id


def test_a_schedule_that_stops_is_told_and_a_late_call_is_not(anywhere: "Synthesized") -> None:
    """Nothing heard is a breach; a window holds a call, and one window without is not enough."""
    silent = {
        next(names(alarm.properties["Dimensions"])): alarm.properties
        for alarm in anywhere.all(ALARM)
        if alarm.properties.get("TreatMissingData") == "breaching"
    }
    clocks = scheduled(anywhere)
    assert {function for _, function in clocks} == set(silent)
    for (_, function), every in clocks.items():
        alarm = silent[function]
        assert alarm["ComparisonOperator"] == "LessThanThreshold"
        assert alarm["Period"] >= max(every)
        assert alarm["EvaluationPeriods"] >= 2
        assert alarm["Threshold"] == (len(every) if max(every) == A_DAY else 1)
        longest = A_DAY if alarm["Period"] < AN_HOUR else 7 * A_DAY  # what CloudWatch looks back
        assert alarm["Period"] * alarm["EvaluationPeriods"] <= longest


def test_what_is_called_by_the_clock_is_called_by_nothing_else(anywhere: "Synthesized") -> None:
    """Or its invocations would not say that the clock still does."""
    others = fed(anywhere, by_streams=True) | fed(anywhere, by_streams=False)
    assert not set(scheduled(anywhere)) & others


def test_everything_that_can_fail_by_itself_has_a_row_on_its_stacks_dashboard(
    anywhere: "Synthesized",
) -> None:
    shown = {
        (board.stack, name)
        for board in anywhere.all("AWS::CloudWatch::Dashboard")
        for name in names(board.properties["DashboardBody"])
    }
    for resource in anywhere.all(*WATCHED):
        assert (resource.stack, resource.id) in shown, f"no row: {resource.id}"


def test_every_alarm_tells_somebody_or_is_a_part_of_one_that_does(
    anywhere: "Synthesized",
) -> None:
    composites = list(anywhere.all(COMPOSITE))
    parts = {name for each in composites for name in names(each.properties["AlarmRule"])}
    for alarm in (*anywhere.all(ALARM), *composites):
        told = alarm.properties.get("AlarmActions")
        assert told or alarm.id in parts, alarm.id
        assert alarm.properties.get("OKActions") == told, "that it is over"


def test_every_alarm_names_a_runbook_that_exists_and_no_runbook_is_left_over(
    anywhere: "Synthesized",
) -> None:
    named = set()
    for alarm in anywhere.all(ALARM, COMPOSITE):
        found = NAMED.search(alarm.properties["AlarmDescription"])
        assert found, alarm.id
        named.add(found[1])
    there = {page.stem for page in RUNBOOKS.glob("*.md")}
    of_others = set() if anywhere.stage.regions else OF_REGIONS
    of_others |= set() if anywhere.stage.firewall else OF_FIREWALL
    assert named | UNNAMED | of_others == there


def test_every_runbook_says_what_it_means_what_to_look_at_what_to_do_and_when_it_is_over() -> None:
    for page in RUNBOOKS.glob("*.md"):
        parts = re.findall(r"^\*\*(.+?)\*\*", page.read_text(), flags=re.MULTILINE)
        assert parts == ["Means.", "Look.", "Do.", "Over."], page.name
        assert len(page.read_text().splitlines()) <= 30, "short, or nobody reads it at night"


def test_alarms_may_publish_to_a_topic_that_has_a_policy_of_its_own(
    anywhere: "Synthesized",
) -> None:
    """Asking for TLS replaces the default policy, which lets an account's own alarms in."""
    policies = list(anywhere.all("AWS::SNS::TopicPolicy"))
    assert len(policies) == max(1, len(anywhere.stage.regions)), "one topic a region"
    for policy in policies:
        allowed = {
            service
            for statement in policy.properties["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Allow" and statement["Action"] == "sns:Publish"
            for service in statement["Principal"]["Service"]
        }
        assert allowed == {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"}


@pytest.mark.parametrize(
    ("promise", "fast", "slow"),
    [(REDIRECT, 98.56, 99.4), (TIMELINE, 99.856, 99.94), (PLAYBACK, 98.56, 99.4)],
)
def test_a_budget_burns_at_so_many_times_what_is_allowed(
    promise: Promise, fast: float, slow: float
) -> None:
    assert [promise.least(BURNS[name].rate) for name in ("fast", "slow")] == [fast, slow]


def test_the_promises_of_the_design_document_are_watched_over_two_windows_each(
    prod: "Synthesized",
) -> None:
    burning = [a for a in prod.all(ALARM) if "PR(:" in str(a.properties.get("ExtendedStatistic"))]
    by_statistic: dict[str, list[int]] = {}
    for alarm in burning:
        periods = by_statistic.setdefault(alarm.properties["ExtendedStatistic"], [])
        periods.append(alarm.properties["Period"])
    windows = [5 * 60, 30 * 60, 60 * 60, 6 * 60 * 60]
    assert set(by_statistic) == {"PR(:100)", "PR(:500)", "PR(:1000)"}
    for statistic, periods in by_statistic.items():
        assert sorted(periods) == windows, statistic


def test_redirects_past_the_gateway_keep_their_promise_at_their_own_url(
    direct: "Synthesized",
) -> None:
    metrics = {
        alarm.properties["MetricName"]
        for alarm in direct.all(ALARM)
        if alarm.properties.get("ExtendedStatistic") == "PR(:100)"
    }
    assert metrics == {"UrlRequestLatency"}


def test_a_monthly_budget_is_told_before_it_is_spent(stages: "_Stages") -> None:
    dev = stages.of("budgeted", replace(DEV, monthly_budget=500))
    (budget,) = dev.all("AWS::Budgets::Budget")
    assert budget.properties["Budget"]["BudgetLimit"] == {"Amount": 500, "Unit": "USD"}
    told = [n["Notification"] for n in budget.properties["NotificationsWithSubscribers"]]
    assert [(n["NotificationType"], n["Threshold"]) for n in told] == [
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    ]


def test_who_deploys_what_lasts_without_a_budget_is_told(
    prod: "Synthesized", stages: "_Stages"
) -> None:
    without = "Nobody is told what this account spends"
    assert without in _said(prod)
    assert without not in _said(stages.of("dev", DEV))
    assert without not in _said(stages.of("kept", replace(PROD, monthly_budget=500)))


def _said(synthesized: "Synthesized") -> str:
    return "".join(each.read_text() for each in synthesized.directory.glob("*.metadata.json"))


def test_P15_the_bill_knows_what_production_has_standing(prod: "Synthesized") -> None:
    """Counted anew by ``python -m tests.bench standing``."""
    now, billed = standing(prod), kept("standing", Standing)
    assert abs(now.alarms - billed.alarms) <= 0.05 * now.alarms
    assert replace(now, alarms=billed.alarms) == billed


def test_P15_the_bill_knows_what_a_further_region_has_standing(regional: "Synthesized") -> None:
    """Likewise."""
    assert further(regional) == kept("further_region", Further)
