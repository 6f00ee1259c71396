"""The service's operations, each a function from its input to its output (botocore's shapes)."""

import json
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ministack.core.concurrency import run_offloop
from ministack.services import s3

from infra.local.mediaconvert import access, media, order, shapes, store, work
from infra.local.mediaconvert.access import Answer
from infra.local.mediaconvert.failures import JobFailed
from infra.local.mediaconvert.shapes import BadRequest, Fields
from infra.local.mediaconvert.storage import parted

PAGE = 20  # jobs of ListJobs
DEFAULT_QUEUE = "Default"


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """One of the service's errors; ``body`` of an answer that is made already."""

    code: str
    status: int
    message: str = ""
    answer: Answer | None = None


async def handle_request(
    method: str, path: str, headers: dict[str, str], body: bytes, query_params: Fields
) -> Answer:
    """As the emulator asks its services."""
    routed = shapes.routed(method, path)
    if routed is None or routed[0] not in OPERATIONS:
        return _error("NotFoundException", f"{method} {path} is not supported here", 404)
    name, in_path = routed
    try:
        given = shapes.asked(name, _parsed(body), in_path, query_params)
        result = await run_offloop(OPERATIONS[name], given, headers)
        status = int(shapes.model().operation_model(name).http["responseCode"])
        return status, {"Content-Type": "application/json"}, _json(shapes.answered(name, result))
    except BadRequest as error:
        return _error("BadRequestException", str(error), 400)
    except Refused as refused:
        return refused.answer or _error(refused.code, refused.message, refused.status)


def _parsed(body: bytes) -> Fields:
    try:
        found = json.loads(body or b"{}")
    except ValueError as error:
        raise BadRequest("The body is no JSON") from error
    if not isinstance(found, dict):
        raise BadRequest("The body is no object")
    return found


def _json(value: Fields) -> bytes:
    return json.dumps(value).encode()


def _error(code: str, message: str, status: int) -> Answer:
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
    return status, headers, _json({"message": message})


def _not_found(what: str) -> Refused:
    return Refused("NotFoundException", 404, f"The {what} does not exist")


# ---- jobs


def _create_job(given: Fields, headers: Mapping[str, str]) -> Fields:
    denied = access.may_not_pass(dict(headers), given["Role"])
    if denied is not None:
        raise Refused("AccessDenied", 403, answer=denied)
    token = given.get("ClientRequestToken") or ""
    if len(token) > 64 or not token.isascii():
        raise BadRequest("/clientRequestToken: at most 64 ASCII characters")
    known = store.of_token(token) if token else None
    if known is not None:
        return {"Job": store.shown(known)}
    for name in set(given) - TAKEN:
        raise BadRequest(f"/{name}: is not supported here")
    if given.get("Queue", DEFAULT_QUEUE).rpartition("/")[2] != DEFAULT_QUEUE:
        raise _not_found("queue")
    _in_s3(order.read(given["Settings"]).source)
    job = _new_job(given)
    store.add(job)
    work.start(job)
    return {"Job": store.shown(job)}


TAKEN = {
    "Role",
    "Settings",
    "Queue",
    "ClientRequestToken",
    "UserMetadata",
    "StatusUpdateInterval",
    "Tags",
}


def _new_job(given: Fields) -> Fields:
    now = int(time.time())
    job_id = f"{time.time() * 1000:.0f}-{secrets.token_hex(3)}"
    return {
        "Id": job_id,
        "Arn": store.arn("jobs", job_id),
        "Role": given["Role"],
        "Settings": given["Settings"],
        "Queue": store.arn("queues", DEFAULT_QUEUE),
        "Status": "SUBMITTED",
        "CreatedAt": now,
        "Timing": {"SubmitTime": now},
        "UserMetadata": given.get("UserMetadata") or {},
        "StatusUpdateInterval": given.get("StatusUpdateInterval", "SECONDS_60"),
        "ClientRequestToken": given.get("ClientRequestToken"),
        "BillingTagsSource": "JOB",
        "AccelerationStatus": "NOT_APPLICABLE",
        "Priority": 0,
    }


def _get_job(given: Fields, _headers: Mapping[str, str]) -> Fields:
    return {"Job": store.shown(_job(given["Id"]))}


def _list_jobs(given: Fields, _headers: Mapping[str, str]) -> Fields:
    jobs = store.listed()
    if given.get("Order", "DESCENDING") == "DESCENDING":
        jobs.reverse()
    wanted = [job for job in jobs if given.get("Status") in (None, job["Status"])]
    token = given.get("NextToken") or "0"
    if not token.isdecimal():
        raise BadRequest("/nextToken: is not known")
    start, most = int(token), given.get("MaxResults", PAGE)
    page = wanted[start : start + most]
    following = str(start + most) if start + most < len(wanted) else None
    return {"Jobs": [store.shown(job) for job in page], "NextToken": following}


def _cancel_job(given: Fields, _headers: Mapping[str, str]) -> Fields:
    job = _job(given["Id"])
    if job["Status"] not in store.OPEN:
        raise Refused("ConflictException", 409, f"The job is {job['Status']}")
    work.cancel(job)
    return {}


def _job(job_id: str) -> store.Job:
    job = store.find(job_id)
    if job is None:
        raise _not_found(f"job {job_id}")
    return job


# ---- looking into files, with the caller's own rights


def _probe(given: Fields, headers: Mapping[str, str]) -> Fields:
    files = given.get("InputFiles") or []
    if len(files) != 1:
        raise BadRequest("/inputFiles: exactly one file")
    uri = str(files[0].get("FileUrl"))
    bucket, key = _in_s3(uri)
    denied = access.refusal(dict(headers), "s3:GetObject", f"arn:aws:s3:::{bucket}/{key}")
    if denied is not None:
        raise Refused("AccessDenied", 403, answer=denied)
    record = ((s3._buckets.get(bucket) or {}).get("objects") or {}).get(key)
    if record is None:
        raise _not_found(f"file {uri}")
    with _on_disk(bucket, key) as path:
        try:
            found = media.look_into(path)
        except media.Unreadable as error:
            raise BadRequest(f"Unable to probe [{uri}]: {error}") from error
        container = media.container(found, path)
        size = path.stat().st_size
    about = {"FileSize": size, "ETag": str(record.get("etag", "")).strip('"')}
    return {"ProbeResults": [{"Container": container, "Metadata": about}]}


def _in_s3(uri: str) -> tuple[str, str]:
    try:
        return parted(uri)
    except JobFailed as failure:
        raise BadRequest(failure.message) from failure


@contextmanager
def _on_disk(bucket: str, key: str) -> Any:  # Any: a generator of one path
    kept = s3._object_disk_path(bucket, key)
    if kept and os.path.isfile(kept):  # noqa: PTH113  # a path of the emulator's
        yield Path(kept)
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(s3._get_object_data(bucket, key) or b"")
        file.flush()
        yield Path(file.name)


# ---- queues


def _queue() -> Fields:
    counts = {status: sum(j["Status"] == status for j in store.listed()) for status in store.OPEN}
    return {
        "Name": DEFAULT_QUEUE,
        "Arn": store.arn("queues", DEFAULT_QUEUE),
        "PricingPlan": "ON_DEMAND",
        "Status": "ACTIVE",
        "Type": "SYSTEM",
        "SubmittedJobsCount": counts["SUBMITTED"],
        "ProgressingJobsCount": counts["PROGRESSING"],
    }


def _get_queue(given: Fields, _headers: Mapping[str, str]) -> Fields:
    if given["Name"].rpartition("/")[2] != DEFAULT_QUEUE:
        raise _not_found(f"queue {given['Name']}")
    return {"Queue": _queue()}


def _list_queues(_given: Fields, _headers: Mapping[str, str]) -> Fields:
    return {"Queues": [_queue()]}


def _describe_endpoints(_given: Fields, headers: Mapping[str, str]) -> Fields:
    return {"Endpoints": [{"Url": f"http://{headers.get('host', '')}"}]}


OPERATIONS: Mapping[str, Callable[[Fields, Mapping[str, str]], Fields]] = {
    "CreateJob": _create_job,
    "GetJob": _get_job,
    "ListJobs": _list_jobs,
    "CancelJob": _cancel_job,
    "Probe": _probe,
    "GetQueue": _get_queue,
    "ListQueues": _list_queues,
    "DescribeEndpoints": _describe_endpoints,
}
