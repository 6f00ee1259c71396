"""Every template, whatever its stack: nothing that can fail by itself is without alarm and row."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from infra.config import DEV
from infra.constructs.objective import BURNS, PLAYBACK, REDIRECT, TIMELINE, Promise
from tests.bench.bill_region import Further
from tests.bench.bill_standing import Standing
from tests.bench.counted import kept
from tests.bench.standing import further, standing

if TYPE_CHECKING:
    from tests.infra.conftest import Synthesized, _Stages

ROOT = Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
WATCHED = (
    "AWS::ApiGatewayV2::Api",
    "AWS::CloudFront::Distribution",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::KinesisFirehose::DeliveryStream",
    "AWS::Kinesis::Stream",
    "AWS::Lambda::Function",
    "AWS::Route53::HealthCheck",
    "AWS::SQS::Queue",
)
NAMED = re.compile(r"Runbook: docs/runbooks/([a-z-]+)\.md$")
UNNAMED = {"budget"}  # told by AWS Budgets
OF_REGIONS = {"region-out", "replica-behind"}


def test_everything_that_can_fail_by_itself_has_an_alarm(anywhere: "Synthesized") -> None:
    watched = {
        (alarm.stack, name)
        for alarm in anywhere.all(ALARM)
        for name in _names(alarm.properties["Dimensions"])
    }
    for resource in anywhere.all(*WATCHED):
        assert (resource.stack, resource.id) in watched, f"no alarm: {resource.id}"


def test_everything_that_can_fail_by_itself_has_a_row_on_its_stacks_dashboard(
    anywhere: "Synthesized",
) -> None:
    shown = {
        (board.stack, name)
        for board in anywhere.all("AWS::CloudWatch::Dashboard")
        for name in _names(board.properties["DashboardBody"])
    }
    for resource in anywhere.all(*WATCHED):
        assert (resource.stack, resource.id) in shown, f"no row: {resource.id}"


def test_a_table_without_monitoring_would_be_found(stages: "_Stages") -> None:
    """The walk itself: it sees more of a template than what happens to be watched."""
    dev = stages.of("dev", DEV)
    names = {name for alarm in dev.all(ALARM) for name in _names(alarm.properties["Dimensions"])}
    buckets = {bucket.id for bucket in dev.all("AWS::S3::Bucket")}
    assert buckets
    assert not buckets & names


def test_each_node_of_valkey_has_its_own_alarms(prod: "Synthesized") -> None:
    nodes = [
        alarm.properties["Dimensions"][0]["Value"]["Fn::Join"][1][1]
        for alarm in prod.all(ALARM)
        if alarm.properties["MetricName"] == "EngineCPUUtilization"
    ]
    assert sorted(nodes) == ["-0001-001", "-0001-002", "-0002-001", "-0002-002"]


def test_X3_every_function_that_uses_valkey_tells_when_it_has_to_go_on_without(
    anywhere: "Synthesized",
) -> None:
    told = {
        (alarm.stack, name)
        for alarm in anywhere.all(ALARM)
        if alarm.properties["MetricName"] == "BreakerOpened"
        for name in _names(alarm.properties["Dimensions"])
    }
    for function in anywhere.functions():
        uses = "CACHE_ENDPOINT" in function.properties["Environment"]["Variables"]
        assert ((function.stack, function.id) in told) == uses, function.id


def test_every_alarm_tells_somebody_or_is_a_part_of_one_that_does(
    anywhere: "Synthesized",
) -> None:
    composites = list(anywhere.all(COMPOSITE))
    parts = {name for each in composites for name in _names(each.properties["AlarmRule"])}
    for alarm in (*anywhere.all(ALARM), *composites):
        assert alarm.properties.get("AlarmActions") or alarm.id in parts, alarm.id


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
    assert named | UNNAMED | of_others == there


def test_every_runbook_says_what_it_means_what_to_look_at_and_what_to_do() -> None:
    for page in RUNBOOKS.glob("*.md"):
        parts = re.findall(r"^\*\*(.+?)\*\*", page.read_text(), flags=re.MULTILINE)
        assert parts == ["Means.", "Look.", "Do."], page.name
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


def test_P15_the_bill_knows_what_production_has_standing(prod: "Synthesized") -> None:
    """Counted anew by ``python -m tests.bench standing``."""
    now, billed = standing(prod), kept("standing", Standing)
    assert abs(now.alarms - billed.alarms) <= 0.05 * now.alarms
    assert (now.dashboards, now.secrets) == (billed.dashboards, billed.secrets)


def test_P15_the_bill_knows_what_a_further_region_has_standing(regional: "Synthesized") -> None:
    """Likewise."""
    assert further(regional) == kept("further_region", Further)


def _names(value: Any) -> Iterator[str]:  # Any: CloudFormation's JSON
    """Logical ids of whatever is referred to."""
    if isinstance(value, dict):
        if "Ref" in value:
            yield value["Ref"]
        if "Fn::GetAtt" in value:
            yield value["Fn::GetAtt"][0]
        for each in value.values():
            yield from _names(each)
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)
