"""Operating: which records pass a filter, what refuses to be deleted, how a restore is used."""

import pytest
from typer.testing import CliRunner

from infra.config import stage_named
from infra.local.failures import LocalFailure
from infra.operate.__main__ import app as operating
from infra.operate.deployed import Deployed
from infra.operate.destroy import command, refuse_unless_meant, refuse_what_stays, regions
from infra.operate.table_records import Where, matches

PATTERN = {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"sk": {"S": ["profile"]}}}}


def _record(name: str, sk: str) -> dict[str, object]:
    return {"eventName": name, "dynamodb": {"Keys": {"sk": {"S": sk}}}}


@pytest.mark.parametrize(
    ("record", "passes"),
    [
        (_record("INSERT", "profile"), True),
        (_record("REMOVE", "profile"), False),
        (_record("MODIFY", "key"), False),
        ({"eventName": "INSERT"}, False),
    ],
)
def test_a_record_passes_a_filter_as_it_did_the_first_time(
    record: dict[str, object], passes: bool
) -> None:
    assert matches(PATTERN, record) is passes


def test_a_prefix_passes_whatever_begins_with_it() -> None:
    pattern = {"pk": {"S": [{"prefix": "hint#"}]}}
    assert matches(pattern, {"pk": {"S": "hint#1"}})
    assert not matches(pattern, {"pk": {"S": "other"}})


def test_a_failure_queue_tells_where_its_records_were() -> None:
    info = {
        "streamArn": "arn:s",
        "shardId": "shard",
        "startSequenceNumber": "1",
        "endSequenceNumber": "9",
    }
    message = {"requestContext": {"functionArn": "arn:f"}, "DDBStreamBatchInfo": info}
    assert Where.of(message) == Where(
        function="arn:f", stream="arn:s", shard="shard", first="1", last="9"
    )


@pytest.mark.parametrize(
    ("stage", "why"),
    [("prod", "keeps its data"), ("local", "make reset"), ("production", "no stage")],
)
def test_what_is_not_deleted_is_refused_before_anything_is_asked(stage: str, why: str) -> None:
    refused = CliRunner().invoke(operating, ["destroy", "--stage", stage], input=f"{stage}\n")
    assert refused.exit_code == 1
    assert why in refused.output
    assert "Type its name" not in refused.output


def test_nothing_is_deleted_by_mistake() -> None:
    with pytest.raises(LocalFailure, match="type its name"):
        refuse_unless_meant("dev", "yes")


def test_a_stage_is_deleted_by_who_says_its_name() -> None:
    refuse_what_stays("dev")
    refuse_unless_meant("dev", "dev")


class Account:
    """CloudFormation and DynamoDB of a stage with one table, which may have replicas."""

    def __init__(self, type_: str, replicas: tuple[str, ...]) -> None:
        self._type, self._replicas = type_, replicas

    def get_paginator(self, operation: str) -> "Account":
        self._operation = operation
        return self

    def paginate(self, **_asked: object) -> list[dict[str, object]]:
        if self._operation == "list_stacks":
            return [{"StackSummaries": [{"StackName": "triptych-dev-links"}]}]
        table = {"ResourceType": self._type, "LogicalResourceId": "T", "PhysicalResourceId": "urls"}
        return [{"StackResourceSummaries": [table]}]

    def describe_table(self, TableName: str) -> dict[str, object]:  # noqa: N803  # boto3's name
        assert TableName == "urls"
        return {"Table": {"Replicas": [{"RegionName": region} for region in self._replicas]}}


@pytest.mark.parametrize(
    ("type_", "replicas", "found"),
    [
        ("AWS::DynamoDB::Table", (), ()),
        ("AWS::DynamoDB::GlobalTable", (), ()),
        ("AWS::DynamoDB::GlobalTable", ("us-east-1", "eu-west-1"), ("us-east-1", "eu-west-1")),
        (
            "AWS::DynamoDB::GlobalTable",
            ("eu-west-1", "ap-southeast-1"),
            ("us-east-1", "ap-southeast-1", "eu-west-1"),
        ),
    ],
)
def test_a_stages_regions_are_home_and_those_of_its_replicas(
    type_: str, replicas: tuple[str, ...], found: tuple[str, ...]
) -> None:
    account = Account(type_, replicas)
    assert regions(Deployed(stage="dev", client=lambda _service: account)) == found


def test_a_stage_is_deleted_in_all_its_regions() -> None:
    """What it is deleted by names a stage that the app takes, with the stacks of each region."""
    words = command("dev", ("us-east-1", "eu-west-1"))
    said = dict(word.split("=", 1) for word in words if "=" in word)
    stage = stage_named(said.pop("stage"), given=said)
    assert (stage.name, stage.elsewhere) == ("dev", ("eu-west-1",))
    assert not [word for word in command("dev", ()) if word.startswith("regions=")]


def test_restored_tables_come_from_the_command_line() -> None:
    given = {"restored": "urls=new-urls,accounts=new/stream/2026"}
    assert dict(stage_named("dev", given=given).restored) == {
        "urls": "new-urls",
        "accounts": "new/stream/2026",
    }
