"""What MediaConvert tells EventBridge, in its shapes ("EventBridge events" of its user guide).

As there, an event may come twice and later than one that follows it.
"""

import json
import random
import threading
import time
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid, request_scope
from ministack.services import eventbridge

Job = Mapping[str, Any]  # Any: a stored job
Details = Mapping[str, Any]  # Any: what an event says beyond the job

TWICE = 0.2  # of all events
LATE = (0.5, 3.0)  # seconds after the first


def tell(job: Job, status: str, details: Details | None = None) -> None:
    """Put an event on the account's default bus."""
    record = {
        "EventId": new_uuid(),
        "Source": "aws.mediaconvert",
        "DetailType": "MediaConvert Job State Change",
        "Detail": json.dumps(_detail(job, status, details or {})),
        "EventBusName": "default",
        "Time": int(time.time()),
        "Resources": [job["Arn"]],
        "Account": get_account_id(),
        "Region": get_region(),
    }
    eventbridge._dispatch_event(record)
    chance = random.Random(record["EventId"])  # noqa: S311  # nothing depends on it
    if chance.random() < TWICE:
        again = threading.Timer(
            chance.uniform(*LATE), _again, (record, get_account_id(), get_region())
        )
        again.daemon = True
        again.start()


def _again(record: dict[str, Any], account: str, region: str) -> None:  # Any: an event's fields
    with request_scope(account, region):
        eventbridge._dispatch_event(record)


def _detail(job: Job, status: str, details: Details) -> Details:
    return {
        "timestamp": round(time.time() * 1000),
        "accountId": get_account_id(),
        "queue": job["Queue"],
        "jobId": job["Id"],
        "status": status,
        "userMetadata": job.get("UserMetadata") or {},
        **details,
    }


def progress(job: Job, frames: int) -> Details:
    """Of a STATUS_UPDATE."""
    phases = ("PROBING", "TRANSCODING", "UPLOADING")
    at = phases.index(job["CurrentPhase"])
    share = job["JobPercentComplete"]
    return {
        "framesDecoded": frames,
        "jobProgress": {
            "phaseProgress": {
                phase: _phase(number, at, share) for number, phase in enumerate(phases)
            },
            "jobPercentComplete": share,
            "currentPhase": job["CurrentPhase"],
            "retryCount": 0,
        },
    }


def _phase(number: int, at: int, share: int) -> Details:
    if number < at:
        return {"status": "COMPLETE", "percentComplete": 100}
    if number > at:
        return {"status": "PENDING", "percentComplete": 0}
    return {"status": "PROGRESSING", "percentComplete": share}
