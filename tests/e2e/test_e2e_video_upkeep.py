"""What is not heard of in time: told again, found, taken away. Each test makes a record overdue."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.tables.video import original_key
from tests.e2e.filming import (
    TRANSCODED,
    clip,
    film,
    jobs,
    nothing_left,
    objects,
    record,
    settled,
    until,
    uploads,
)
from tests.e2e.people import Person
from tests.e2e.waiting import eventually
from video.ingest.tending import TOO_LONG

Json = dict[str, Any]  # Any: DynamoDB's JSON


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("films") / "Pattern.mp4")


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Transcoding it takes a while."""
    return clip(tmp_path_factory.mktemp("films") / "Long.mp4", seconds=90, size="1280x720")


def changed(person: Person, video_id: str, change: str, **values: Json) -> None:
    """A write behind everybody's back; the revision tells those who read before."""
    person.behind.client("dynamodb").update_item(
        TableName=person.behind.outputs["VideosTable"],
        Key={"id": {"S": video_id}},
        UpdateExpression=f"{change} ADD revision :one",
        ExpressionAttributeValues={
            ":one": {"N": "1"},
            **{f":{name}": value for name, value in values.items()},
        },
    )


def overdue(person: Person, video_id: str) -> None:
    changed(person, video_id, "SET dueAt = :past", past={"N": "1"})
    tend(person)


def tend(person: Person) -> None:
    """As its schedule calls it each minute."""
    client = person.behind.client("lambda")
    pages = client.get_paginator("list_functions").paginate()
    (name,) = (
        each["FunctionName"]
        for page in pages
        for each in page["Functions"]
        if each.get("Handler") == "video.handlers.upkeep.handler"
    )
    answer = client.invoke(FunctionName=name, Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()


def tended_until(person: Person, video_id: str, seen: Callable[[Json], bool]) -> Json:
    """Overdue again and again: the job's own news put it off meanwhile."""

    def look() -> Json:
        found = record(person, video_id)
        if not seen(found):
            overdue(person, video_id)
        return record(person, video_id)

    return eventually(look, until=seen, within=TRANSCODED)


def test_V12_an_abandoned_upload_is_removed(ada: Person, small: Path) -> None:
    video_id = ada.ok("POST", "/api/videos", film(small).announcement()).json["id"]
    overdue(ada, video_id)
    assert ada.api.gets(f"/api/videos/{video_id}").status == 404
    eventually(lambda: nothing_left(ada, video_id))


def test_an_upload_nobody_was_told_of_is_looked_at_after_all(ada: Person, small: Path) -> None:
    """The bucket's event never came: the object was there before the record said so."""
    video_id = uploads(ada, small)
    settled(ada, video_id)
    begun_again = "SET #status = :status, dueAt = :past, #open = :open REMOVE jobId"
    ada.behind.client("dynamodb").update_item(
        TableName=ada.behind.outputs["VideosTable"],
        Key={"id": {"S": video_id}},
        UpdateExpression=f"{begun_again} ADD revision :one",
        ExpressionAttributeNames={"#status": "status", "#open": "open"},
        ExpressionAttributeValues={
            ":status": {"S": "uploading"},
            ":past": {"N": "1"},
            ":open": {"S": "open"},
            ":one": {"N": "1"},
        },
    )
    tend(ada)
    until(ada, video_id, lambda found: found["status"] == "ready")


def test_V5_a_job_whose_id_was_never_heard_is_found_and_followed(ada: Person, long: Path) -> None:
    video_id = uploads(ada, long)
    until(ada, video_id, lambda found: found["status"] == "transcoding")
    changed(ada, video_id, "REMOVE jobId SET submitting = :yes", yes={"BOOL": True})
    overdue(ada, video_id)
    item = eventually(lambda: stored(ada, video_id), until=lambda found: "jobId" in found)
    assert item["jobId"]["S"] == jobs(ada, video_id)[0]["Id"]
    assert len(jobs(ada, video_id)) == 1
    ada.ok("DELETE", f"/api/videos/{video_id}")
    eventually(lambda: nothing_left(ada, video_id))


def test_a_job_that_hangs_is_cancelled_and_its_video_fails(ada: Person, long: Path) -> None:
    video_id = uploads(ada, long)
    until(ada, video_id, lambda found: found["status"] == "transcoding")
    changed(ada, video_id, "SET claimedAt = :past", past={"N": "1"})
    found = tended_until(ada, video_id, lambda found: found["status"] == "failed")
    assert found["error"] == TOO_LONG
    eventually(lambda: jobs(ada, video_id)[0]["Status"] == "CANCELED")


def test_V6_deleted_before_its_job_was_known_the_job_is_cancelled(ada: Person, long: Path) -> None:
    video_id = uploads(ada, long)
    until(ada, video_id, lambda found: found["status"] == "transcoding")
    changed(
        ada,
        video_id,
        "REMOVE jobId SET submitting = :yes, deleted = :yes",
        yes={"BOOL": True},
    )
    eventually(lambda: jobs(ada, video_id)[0]["Status"] == "CANCELED")
    eventually(lambda: nothing_left(ada, video_id))


def test_V6_an_original_that_nobody_announced_is_cleared_away(ada: Person) -> None:
    key = original_key("nobody-announced-this")
    bucket = ada.behind.outputs["FilmsBucket"]
    ada.behind.client("s3").put_object(Bucket=bucket, Key=key, Body=b"film")
    eventually(lambda: not objects(ada, "nobody-announced-this"))


def test_V6_a_late_end_of_a_job_leaves_nothing(ada: Person) -> None:
    video_id = "gone-long-ago"
    bucket, queue = ada.behind.outputs["FilmsBucket"], ada.behind.outputs["VideoJobs"]
    ada.behind.client("s3").put_object(
        Bucket=bucket, Key=f"videos/{video_id}/master.m3u8", Body=b"#EXTM3U"
    )
    about = {"video": video_id, "attempt": "1", "bucket": bucket}
    detail = {"jobId": "1-late", "status": "COMPLETE", "userMetadata": about}
    body = json.dumps({"detail": detail})
    ada.behind.client("sqs").send_message(QueueUrl=queue, MessageBody=body)
    eventually(lambda: not objects(ada, video_id))


def stored(person: Person, video_id: str) -> Json:
    answer = person.behind.client("dynamodb").get_item(
        TableName=person.behind.outputs["VideosTable"],
        Key={"id": {"S": video_id}},
        ConsistentRead=True,
    )
    return dict(answer["Item"])
