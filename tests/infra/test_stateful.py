"""Tables, buckets, streams, queues: kept, restorable, encrypted, watched."""

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.tables import (
    accounts,
    links,
    social,
    social_live,
    social_media,
    social_notices,
    video,
    video_catalogue,
    video_demand,
    video_sessions,
    video_viewing,
)
from infra.config import DEV, LOCAL, PROD, stage_named
from infra.sizing.capacity import warm_tables
from infra.sizing.peaks import PEAKS
from infra.stacks.social_search import POSTINGS

if TYPE_CHECKING:
    from tests.infra.conftest import Resource, Synthesized, _Stages

CONTRACTS = (
    accounts.ACCOUNTS,
    accounts.API_KEYS,
    links.URLS,
    links.CLICKS,
    links.REPORTS,
    links.IDEMPOTENCY,
    social.TWEETS,
    social.FOLLOWS,
    social.REACTIONS,
    social.PEOPLE,
    social.REPORTS,
    social.IDEMPOTENCY,
    social_live.LIVE,
    social_media.MEDIA,
    social_notices.NOTICES,
    POSTINGS,
    video.VIDEOS,
    video.REPORTS,
    video.IDEMPOTENCY,
    video_viewing.VIEWERS,
    video_viewing.VIDEO_STATS,
    video_sessions.VIDEO_SESSIONS,
    video_catalogue.CATALOGUE,
    video_catalogue.SUGGESTIONS,
    video_catalogue.POSTINGS,
    video_demand.DEMAND,
)
TABLE = "AWS::DynamoDB::Table"
STATEFUL = (
    TABLE,
    "AWS::S3::Bucket",
    "AWS::Kinesis::Stream",
    "AWS::KMS::Key",
    "AWS::Cognito::UserPool",
    "AWS::SecretsManager::Secret",
)


def test_every_table_of_a_contract_exists_with_its_keys(prod: "Synthesized") -> None:
    found = sorted(
        tuple(key["AttributeName"] for key in table.properties["KeySchema"])
        for table in prod.all(TABLE)
    )
    wanted = sorted(
        tuple(key.name for key in (table.partition, table.sort) if key) for table in CONTRACTS
    )
    assert found == wanted


def test_every_table_can_be_restored_to_any_second(synthesized: "Synthesized") -> None:
    for table in synthesized.all(TABLE):
        recovery = table.properties["PointInTimeRecoverySpecification"]
        assert recovery["PointInTimeRecoveryEnabled"] is True, table.id


def test_after_a_restore_everything_names_the_restored_table(stages: "_Stages") -> None:
    """The table from before stands beside it, kept and unused."""
    aims = {"urls": "urls-at-noon", "accounts": "accounts-at-noon/stream/2026-11-25T12:00:00.000"}
    dev = stages.of("restored", replace(DEV, restored=aims))
    for contract, variable in (("urls", "URLS_TABLE"), ("accounts", "ACCOUNTS_TABLE")):
        named = {
            json.dumps(function.properties["Environment"]["Variables"][variable])
            for function in dev.functions()
            if variable in function.properties["Environment"]["Variables"]
        }
        assert named == {json.dumps(aims[contract].partition("/")[0])}
    policies = json.dumps([p.properties for p in dev.all("AWS::IAM::Policy")])
    assert "table/urls-at-noon/index/owner" in policies
    assert aims["accounts"] in json.dumps(
        [m.properties for m in dev.all("AWS::Lambda::EventSourceMapping")]
    )
    assert len(list(dev.all(TABLE))) == len(CONTRACTS)


def test_tables_are_warm_where_it_is_asked_for(stages: "_Stages") -> None:
    dev = stages.of("peaks", stage_named("dev", given={"peaks": "true"}))
    units = sorted(
        table.properties["WarmThroughput"]["WriteUnitsPerSecond"]
        for table in dev.all(TABLE)
        if "WarmThroughput" in table.properties
    )
    assert units == sorted(each.writes for each in warm_tables(PEAKS).values())


def test_production_refuses_to_lose_data(prod: "Synthesized") -> None:
    for resource in prod.all(*STATEFUL):
        assert resource.body["DeletionPolicy"] == "Retain", resource.id
        assert resource.body["UpdateReplacePolicy"] == "Retain", resource.id
    for table in prod.all(TABLE):
        assert table.properties["DeletionProtectionEnabled"] is True
    pool = next(prod.all("AWS::Cognito::UserPool"))
    assert pool.properties["DeletionProtection"] == "ACTIVE"


def test_a_laptop_can_be_wiped(local: "Synthesized") -> None:
    for resource in local.all(*STATEFUL):
        assert resource.body["DeletionPolicy"] == "Delete", resource.id


def test_every_bucket_is_private_and_encrypted(synthesized: "Synthesized") -> None:
    for bucket in synthesized.all("AWS::S3::Bucket"):
        assert set(bucket.properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket.properties["BucketEncryption"]


def test_all_but_what_people_may_delete_is_versioned(synthesized: "Synthesized") -> None:
    """X12: an old version of a picture or film would outlive its owner."""
    buckets = synthesized.all("AWS::S3::Bucket")
    plain = {b.id for b in buckets if "VersioningConfiguration" not in b.properties}
    assert {re.sub(r"[0-9A-F]{8}$", "", name) for name in plain} == {
        "MediaUploads",
        "MediaPictures",
        "Films",
    }


def test_clicks_go_to_cold_storage_by_date(prod: "Synthesized") -> None:
    delivery = next(prod.all("AWS::KinesisFirehose::DeliveryStream"))
    destination = delivery.properties["ExtendedS3DestinationConfiguration"]
    assert destination["Prefix"] == "clicks/date=!{timestamp:yyyy-MM-dd}/"
    archive = destination["BucketARN"]["Fn::GetAtt"][0]
    bucket = next(b for b in prod.all("AWS::S3::Bucket") if b.id == archive)
    moved = [r for r in bucket.properties["LifecycleConfiguration"]["Rules"] if "Transitions" in r]
    assert moved[0]["Transitions"][0]["StorageClass"] == "GLACIER"


def test_each_stream_has_the_stages_shards(synthesized: "Synthesized") -> None:
    stage = synthesized.stage
    wanted = {
        "Stream": stage.click_shards,
        "Changes": stage.social_shards,
        "TimelineWork": stage.social_work_shards,
        "PlaybackViews": stage.view_shards,
    }
    streams = list(synthesized.all("AWS::Kinesis::Stream"))
    assert len(streams) == len(wanted)
    for stream in streams:
        (shards,) = (its for name, its in wanted.items() if stream.id.startswith(name))
        mode = "PROVISIONED" if shards else "ON_DEMAND"
        assert stream.properties["StreamModeDetails"] == {"StreamMode": mode}
        assert stream.properties.get("ShardCount", 0) == shards


def test_tweets_follows_and_reactions_stream_their_changes_and_nothing_else_does(
    synthesized: "Synthesized",
) -> None:
    """Nobody writes an event beside the table: what is saved is what is told."""
    streams = synthesized.all("AWS::Kinesis::Stream")
    (changes,) = (s for s in streams if s.id.startswith("Changes"))
    streaming = {
        tuple(key["AttributeName"] for key in table.properties["KeySchema"]): _name(
            table.properties["KinesisStreamSpecification"]["StreamArn"]
        )
        for table in synthesized.all(TABLE)
        if "KinesisStreamSpecification" in table.properties
    }
    assert set(streaming.values()) == {changes.id}
    assert set(streaming) == {("id",), ("pk", "sk")}


def test_P15_production_pays_for_shards_the_laptop_for_one_and_dev_by_the_gigabyte() -> None:
    assert (PROD.click_shards, LOCAL.click_shards, DEV.click_shards) == (10, 1, 0)


def test_every_reader_of_a_stream_has_an_alarm_for_falling_behind(prod: "Synthesized") -> None:
    ages = {
        _name(a.properties["Dimensions"][0]["Value"])
        for a in prod.all("AWS::CloudWatch::Alarm")
        if a.properties.get("MetricName") == "IteratorAge"
    }
    aliases = {a.id: _name(a.properties["FunctionName"]) for a in prod.all("AWS::Lambda::Alias")}
    readers = {
        next(f for a, f in aliases.items() if a in json.dumps(mapping.properties["FunctionName"]))
        for mapping in prod.all("AWS::Lambda::EventSourceMapping")
        if "StartingPosition" in mapping.properties
    }
    assert ages == readers


def test_every_queue_is_encrypted_and_ends_in_a_failure_queue(prod: "Synthesized") -> None:
    queues = {q.id: q for q in prod.all("AWS::SQS::Queue")}
    failures = {_failures_of(q) for q in queues.values()} - {""}
    for queue in queues.values():
        assert queue.properties["SqsManagedSseEnabled"] is True
        assert bool(_failures_of(queue)) or queue.id in failures or "Failures" in queue.id


def test_X12_who_is_told_of_an_erasure_is_told_again_when_no_token_works_any_more(
    synthesized: "Synthesized",
) -> None:
    """One rule, of the first time alone, delays; all others hear of both."""
    rules = [r.properties for r in synthesized.all("AWS::Events::Rule")]
    erased = [r for r in rules if r["EventPattern"].get("detail-type") == ["account.erased"]]
    delaying = [r for r in erased if "source" in r["EventPattern"]]
    assert len(erased) > len(delaying) == 1
    assert delaying[0]["EventPattern"]["source"] == ["triptych.accounts"]
    target = _name(delaying[0]["Targets"][0]["Arn"])
    queue = next(q for q in synthesized.all("AWS::SQS::Queue") if q.id == target)
    stage = synthesized.stage
    remembered = stage.authorizer_ttl + stage.credentials_keep_seconds
    assert remembered + 30 <= queue.properties["DelaySeconds"] <= 900


def _failures_of(queue: "Resource") -> str:
    redrive = queue.properties.get("RedrivePolicy")
    return str(redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]) if redrive else ""


def _name(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("Ref") or value["Fn::GetAtt"][0])
    return str(value)


def test_V12_what_was_never_uploaded_wholly_is_removed_after_a_week(
    synthesized: "Synthesized",
) -> None:
    """By every bucket that takes anything: its own rule, whether or not anybody looks after it."""
    for bucket in synthesized.all("AWS::S3::Bucket"):
        rules = bucket.properties["LifecycleConfiguration"]["Rules"]
        abandoned = [each for each in rules if "AbortIncompleteMultipartUpload" in each]
        assert [
            (each["AbortIncompleteMultipartUpload"], each["Status"], each.get("Prefix"))
            for each in abandoned
        ] == [({"DaysAfterInitiation": 7}, "Enabled", None)], bucket.id
