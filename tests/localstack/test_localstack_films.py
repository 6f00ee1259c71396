"""Video on LocalStack: from the parts of an upload to the order for the transcoder, and back.

Of MediaConvert, which it has not, a stand-in takes the calls by the service's shapes; what a job
tells while it runs is put on AWS's bus by the test.
"""

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from contracts.tables.video import original_key
from tests.e2e.filming import clip
from tests.e2e.waiting import eventually
from tests.localstack.systems import BUS_OF_AWS, Json, Systems
from tests.localstack.transcoder import Transcoder

API, OWNER = "video.handlers.api", "somebody"
PATIENCE = 120.0
# The module's tests follow one film.
pytestmark = pytest.mark.localstack


def asks(systems: Systems, method: str, path: str, body: object = None) -> Json:
    answer = systems.ask(API, method, path, body, who=OWNER)
    assert answer.status < 300, answer
    return dict(answer.body or {})


def puts(url: str, body: bytes) -> str:
    """The part's ETag."""
    sent = Request(url, data=body, method="PUT")  # noqa: S310  # LocalStack's own address
    with urlopen(sent, timeout=30) as answer:  # noqa: S310  # likewise
        return str(answer.headers["ETag"])


def uploads(systems: Systems, film: bytes) -> str:
    """The id of a video whose parts are all there and put together."""
    wanted = {"title": "A pattern", "size": len(film), "contentType": "video/mp4"}
    made = asks(systems, "POST", "/api/videos", wanted)
    (part,) = made["parts"]
    etag = puts(part["url"], film)
    end = {"action": "complete", "parts": [{"partNumber": 1, "etag": etag}]}
    asks(systems, "POST", f"/api/videos/{made['id']}/upload", end)
    return str(made["id"])


def record(systems: Systems, video_id: str) -> Json:
    return asks(systems, "GET", f"/api/videos/{video_id}")


def noted_job(systems: Systems, video_id: str) -> str:
    item = systems.item("VideosTable", {"id": video_id}) or {}
    return str(item.get("jobId", {"S": ""})["S"])


def orders(transcoder: Transcoder, video_id: str) -> list[Json]:
    return [each for each in transcoder.orders if each["UserMetadata"]["video"] == video_id]


@pytest.fixture(scope="module")
def film(systems: Systems, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = clip(tmp_path_factory.mktemp("films") / "pattern.mp4")
    return uploads(systems, path.read_bytes())


@pytest.fixture(scope="module")
def job(transcoder: Transcoder, film: str) -> Json:
    """What was ordered for the film once S3 told of it: by its bus, a rule and a queue."""
    return eventually(lambda: orders(transcoder, film), within=PATIENCE)[0]


def tells(systems: Systems, job: Json, status: str, **more: object) -> None:
    """As MediaConvert does when a job's status changes."""
    about = {"userMetadata": job["UserMetadata"], "jobId": job["Id"], "status": status}
    detail = json.dumps({**about, **more})
    systems.tell(BUS_OF_AWS, "aws.mediaconvert", "MediaConvert Job State Change", detail)


def test_an_upload_becomes_one_job(systems: Systems, film: str, job: Json) -> None:
    bucket = systems.outputs["FilmsBucket"]
    (source,) = job["Settings"]["Inputs"]
    assert source["FileInput"] == f"s3://{bucket}/{original_key(film)}"
    assert job["UserMetadata"] == {"video": film, "attempt": "1", "bucket": bucket}
    assert eventually(lambda: noted_job(systems, film), within=PATIENCE) == job["Id"]
    assert record(systems, film)["status"] == "processing"  # until the job tells of itself


def test_V5_an_upload_that_is_told_again_is_still_one_job(
    systems: Systems, transcoder: Transcoder, film: str, job: Json
) -> None:
    """S3 tells at least once: the same event straight to the queue, and then to the function."""
    told = {
        "version": "0",
        "id": "again",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "000000000000",
        "time": "2026-11-26T00:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {
            "bucket": {"name": systems.outputs["FilmsBucket"]},
            "object": {"key": original_key(film)},
        },
    }
    queue = systems.outputs["VideoArrivals"]
    systems.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(told))
    record_of_queue = {"messageId": "m", "body": json.dumps(told), "eventSource": "aws:sqs"}
    answer = systems.invoke("video.handlers.ingest", {"Records": [record_of_queue]})
    assert answer == {"batchItemFailures": []}
    assert eventually(lambda: empty(systems, queue), within=PATIENCE)
    assert [each["Id"] for each in orders(transcoder, film)] == [job["Id"]]


def empty(systems: Systems, queue: str) -> bool:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    said = systems.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)
    return {int(number) for number in said["Attributes"].values()} == {0}


def test_what_the_job_tells_is_seen_in_the_record(systems: Systems, film: str, job: Json) -> None:
    tells(systems, job, "STATUS_UPDATE", jobProgress={"jobPercentComplete": 40})
    found = eventually(
        lambda: record(systems, film), until=lambda f: f["progress"] == 40, within=PATIENCE
    )
    assert found["status"] == "transcoding"


def test_a_job_that_fails_says_why(systems: Systems, film: str, job: Json) -> None:
    tells(systems, job, "ERROR", errorCode=1076, errorMessage="The file cannot be read")
    found = eventually(
        lambda: record(systems, film), until=lambda f: f["status"] == "failed", within=PATIENCE
    )
    assert found["error"]


def test_V2_what_is_no_film_is_refused_with_a_reason(
    systems: Systems, transcoder: Transcoder
) -> None:
    video_id = uploads(systems, b"This is no film. " * 100)
    found = eventually(
        lambda: record(systems, video_id), until=lambda f: f["status"] == "failed", within=PATIENCE
    )
    assert found["error"]
    assert orders(transcoder, video_id) == []
