"""Operating: which records pass a filter, what refuses to be deleted, how a restore is used."""

import pytest

from infra.config import stage_named
from infra.local.failures import LocalFailure
from infra.operate.destroy import refuse_unless_meant
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
    ("stage", "said", "why"),
    [
        ("prod", "prod", "keeps its data"),
        ("local", "local", "make reset"),
        ("dev", "yes", "type its name"),
    ],
)
def test_nothing_is_deleted_by_mistake(stage: str, said: str, why: str) -> None:
    with pytest.raises(LocalFailure, match=why):
        refuse_unless_meant(stage, said)


def test_a_stage_is_deleted_by_who_says_its_name() -> None:
    refuse_unless_meant("dev", "dev")


def test_restored_tables_come_from_the_command_line() -> None:
    given = {"restored": "urls=new-urls,accounts=new/stream/2026"}
    assert dict(stage_named("dev", given=given).restored) == {
        "urls": "new-urls",
        "accounts": "new/stream/2026",
    }
