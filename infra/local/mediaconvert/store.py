"""The jobs, kept as everything of the emulator is; after a restart, open ones start anew."""

import copy
import time
from collections.abc import Iterator
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region

from infra.local.mediaconvert import shapes

Job = dict[str, Any]  # Any: members of the service's Job, by the model's names
OPEN = ("SUBMITTED", "PROGRESSING")
TOKEN_SECONDS = 60  # for which a client's token means the same job

_jobs = AccountRegionScopedDict()


def arn(kind: str, name: str) -> str:
    return f"arn:aws:mediaconvert:{get_region()}:{get_account_id()}:{kind}/{name}"


def add(job: Job) -> None:
    _jobs[job["Id"]] = job


def find(job_id: str) -> Job | None:
    found: Job | None = _jobs.get(job_id)
    return found


def of_token(token: str) -> Job | None:
    """The job that was made with it within the last minute."""
    newest = time.time() - TOKEN_SECONDS
    for job in listed():
        if job.get("ClientRequestToken") == token and job["CreatedAt"] >= newest:
            return job
    return None


def listed() -> list[Job]:
    """Oldest first."""
    return sorted(_jobs.values(), key=lambda job: (job["CreatedAt"], job["Id"]))


def interrupted() -> Iterator[tuple[str, str, Job]]:
    """Account, region and job, of all accounts; back in the queue."""
    for (account, region, _id), job in list(_jobs._data.items()):
        if job["Status"] in OPEN:
            for name in ("CurrentPhase", "JobPercentComplete"):
                job.pop(name, None)
            job["Status"] = "SUBMITTED"
            yield account, region, job


def get_state() -> dict[str, Any]:  # Any: what the emulator saves
    return {"jobs": copy.deepcopy(_jobs)}


def load(data: dict[str, Any]) -> None:  # Any: the same
    _jobs._data.clear()
    _jobs._data.update(data["jobs"]._data)


def reset() -> None:
    _jobs._data.clear()


def shown(job: Job) -> Job:
    """What is not for callers begins with an underscore."""
    known = shapes.model().shape_for("Job").members  # type: ignore[attr-defined]  # a structure
    return {name: value for name, value in job.items() if name in known}
