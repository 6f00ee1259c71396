"""Production in three regions: what is where, who may write, and what is asked of a stage."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.tables.links import URLS
from infra.config import DEV, PROD, STAGES, Stage, stage_named
from tests.infra.regions import ELSEWHERE, EVERYWHERE, GLOBAL, HOME, NEARBY, environments

if TYPE_CHECKING:
    from tests.infra.conftest import Synthesized, _Stages

WRITING = (
    "BatchWriteItem", "DeleteItem", "PartiQL", "PutItem", "TransactWriteItems", "UpdateItem",
)  # fmt: skip


def test_a_stage_of_one_region_has_no_replica_no_record_and_no_name_of_its_own(
    synthesized: "Synthesized",
) -> None:
    """Its templates are those from before there were regions."""
    assert not synthesized.stage.regions
    assert not list(synthesized.all(GLOBAL, "AWS::Route53::RecordSet", "AWS::Route53::HealthCheck"))
    assert not [s for s in synthesized.templates if s.startswith("links-")]
    for resource in synthesized.all("AWS::SecretsManager::Secret"):
        assert not {"Name", "ReplicaRegions"} & set(resource.properties), resource.id
    for resource in synthesized.all("AWS::DynamoDB::Table"):
        assert "TableName" not in resource.properties, resource.id
    assert not [s for s in synthesized.all("AWS::Kinesis::Stream") if "Name" in s.properties]
    handlers = {f.properties["Handler"].split(".")[2] for f in synthesized.functions()}
    assert not handlers & {"health", "homeward", "nearby"}


def test_each_region_has_its_stacks_in_it(regional: "Synthesized") -> None:
    regions = {
        name.removeprefix("triptych-prod-"): artifact["environment"].rpartition("/")[2]
        for name, artifact in regional.manifest["artifacts"].items()
        if artifact["type"] == "aws:cloudformation:stack"
    }
    elsewhere = {f"{what}-{region}": region for region in ELSEWHERE for what in ("keys", "links")}
    assert {name: regions[name] for name in elsewhere} == elsewhere
    assert {region for name, region in regions.items() if name not in elsewhere} == {HOME}


def test_stacks_of_one_region_name_those_of_another_by_names_alone(
    regional: "Synthesized",
) -> None:
    """CloudFormation exports nothing across regions; the key of secrets is next door."""
    for name, region in zip(NEARBY, ELSEWHERE, strict=True):
        imported = re.findall(
            r'"Fn::ImportValue": "([^":]+):', json.dumps(regional.templates[name])
        )
        assert set(imported) == {f"triptych-prod-keys-{region}"}
        assert "Fn::ImportValue" not in json.dumps(regional.templates[f"keys-{region}"])


def test_home_is_there_before_the_others_and_they_before_the_edge(
    regional: "Synthesized",
) -> None:
    """Replicas and secrets first; and a record may only point to one that exists."""
    needs = {
        name.removeprefix("triptych-prod-"): artifact.get("dependencies", [])
        for name, artifact in regional.manifest["artifacts"].items()
    }
    for name in NEARBY:
        assert {"triptych-prod-links", "triptych-prod-platform"} <= set(needs[name])
        assert f"triptych-prod-{name}" in needs["edge"]


def test_only_what_is_read_everywhere_has_replicas_each_restorable_and_protected(
    regional: "Synthesized",
) -> None:
    (urls,) = regional.all(GLOBAL)
    assert (urls.stack, urls.body["DeletionPolicy"]) == ("links", "Retain")
    assert [key["AttributeName"] for key in urls.properties["KeySchema"]] == [URLS.partition.name]
    replicas = {each["Region"]: each for each in urls.properties["Replicas"]}
    assert set(replicas) == set(EVERYWHERE)
    for each in replicas.values():
        assert each["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
        assert each["DeletionProtectionEnabled"] is True
        assert {"Key": "triptych:table", "Value": "urls"} in each["Tags"]
    # DynamoDB encrypts every table; with a key of AWS's, like the tables of one region.
    assert urls.properties["SSESpecification"] == {"SSEEnabled": False}


def test_X13_nobody_far_from_home_may_write_to_a_table(regional: "Synthesized") -> None:
    """A replica would take it, and of two writes the later would win, whatever was promised."""
    allowed = _allowed(regional, NEARBY)
    assert {action for action in allowed if action.startswith("dynamodb:")} == {"dynamodb:GetItem"}
    assert not [a for a in allowed if a.partition(":")[2] in WRITING]


def test_X13_each_function_far_from_home_may_do_what_it_does_and_no_more(
    regional: "Synthesized",
) -> None:
    for stack in NEARBY:
        allowed = {
            name: {a for a in _allowed(regional, (stack,), name) if not a.startswith("logs:")}
            for name in ("linksnearby", "linkshomeward", "linkshealth")
        }
        reading = {a for a in allowed["linkshomeward"] if a.startswith(("kinesis:D", "kinesis:G"))}
        assert allowed["linksnearby"] == {
            "dynamodb:GetItem",
            "kinesis:PutRecord",
            "kms:Decrypt",
            "secretsmanager:GetSecretValue",
        }
        assert allowed["linkshealth"] == {"dynamodb:GetItem"}
        assert allowed["linkshomeward"] - reading == {
            "kinesis:ListShards",
            "kinesis:PutRecords",
            "xray:PutTelemetryRecords",
            "xray:PutTraceSegments",
        }


def test_what_each_region_has_is_watched_in_that_region(regional: "Synthesized") -> None:
    """An alarm can only tell a topic next to it, and see metrics there."""
    for stack in NEARBY:
        (topic,) = (t for t in regional.all("AWS::SNS::Topic") if t.stack == stack)
        alarms = [a.properties for a in regional.all("AWS::CloudWatch::Alarm") if a.stack == stack]
        told = [a["AlarmActions"] for a in alarms if "AlarmActions" in a]
        assert told
        assert all(actions == [{"Ref": topic.id}] for actions in told)
        throttled = {a["MetricName"] for a in alarms if a["Namespace"] == "AWS/DynamoDB"}
        assert throttled == {"ReadThrottleEvents", "WriteThrottleEvents"}
        assert "IteratorAge" in {a["MetricName"] for a in alarms}
        assert "PR(:100)" in {a.get("ExtendedStatistic") for a in alarms}
    behind = {
        dimension["Value"]
        for alarm in regional.all("AWS::CloudWatch::Alarm")
        if alarm.properties.get("MetricName") == "ReplicationLatency"
        for dimension in alarm.properties["Dimensions"]
        if dimension["Name"] == "ReceivingRegion"
    }
    assert behind == set(ELSEWHERE)


def test_after_a_restore_every_region_reads_the_restored_table(stages: "_Stages") -> None:
    stage = replace(
        _regional(DEV), restored={"urls": "urls-at-noon/stream/2026-11-26T00:00:00.000"}
    )
    restored = stages.of("regional-restored", stage)
    for stack in NEARBY:
        assert environments(restored, stack)["nearby"]["URLS_TABLE"] == "urls-at-noon"
        assert "table/urls-at-noon" in json.dumps(restored.templates[stack])


def test_a_stage_may_begin_with_home_alone_and_grow(stages: "_Stages") -> None:
    """The type of a table cannot be changed under it; regions can be added to one that has it."""
    alone = stages.of("regional-alone", replace(_regional(DEV), regions=(HOME,)))
    (urls,) = alone.all(GLOBAL)
    assert [each["Region"] for each in urls.properties["Replicas"]] == [HOME]
    assert not [s for s in alone.templates if s.startswith("links-")]


def test_cfn_lint_finds_nothing_in_any_region(regional: "Synthesized") -> None:
    done = subprocess.run(  # noqa: S603  # our own templates
        [
            str(Path(sys.executable).parent / "cfn-lint"),
            "--regions", *EVERYWHERE, "--",
            *(str(t) for t in sorted(regional.directory.glob("*.template.json"))),
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_command_line_names_regions_home_first() -> None:
    given = {"regions": "us-east-1,eu-west-1", "hostedZone": "Z1"}
    stage = stage_named("prod", given=given)
    assert (stage.region, stage.elsewhere) == ("us-east-1", ("eu-west-1",))
    assert all(not each.regions for each in STAGES.values()), "one region unless it is asked for"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"regions": ("eu-west-1", "us-east-1")}, "home"),
        ({"regions": ("us-east-1", "us-east-1")}, "once"),
        ({"hosted_zone": ""}, "hosted zone"),
        ({"domain": ""}, "domain"),
        ({"redirect_origin": "function-url"}, "function URLs"),
    ],
)
def test_regions_that_cannot_be_deployed_are_refused(changes: dict[str, Any], why: str) -> None:
    """Any: fields of a stage have types of their own."""
    with pytest.raises(ValueError, match=why):
        replace(_regional(PROD), **changes)


def _regional(stage: Stage) -> Stage:
    domain = stage.domain or "dev.triptych.example"
    return replace(stage, domain=domain, hosted_zone="Z0123456789", regions=EVERYWHERE)


def _allowed(synthesized: "Synthesized", stacks: tuple[str, ...], role: str = "") -> set[str]:
    return {
        action
        for policy in synthesized.all("AWS::IAM::Policy")
        if policy.stack in stacks and policy.id.startswith(role)
        for statement in policy.properties["PolicyDocument"]["Statement"]
        for action in (
            [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        )
    }
