"""Carrying out jobs, one at a time for each processor, and telling what becomes of them."""

import logging
import os
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ministack.core.concurrency import spawn_background
from ministack.core.responses import request_scope

from infra.local.mediaconvert import access, events, media, packaging, results, store, transcoding
from infra.local.mediaconvert import order as orders
from infra.local.mediaconvert.failures import (
    NO_PICTURE,
    NO_SOUND,
    SETTINGS,
    UNDECODABLE,
    UNKNOWN,
    UNREADABLE,
    JobCanceled,
    JobFailed,
)
from infra.local.mediaconvert.order import Order
from infra.local.mediaconvert.running import Canceled
from infra.local.mediaconvert.shapes import BadRequest
from infra.local.mediaconvert.storage import Storage
from infra.local.mediaconvert.store import Job

TRANSCODED = 90  # per cent of a job are done when everything is encoded
logger = logging.getLogger("mediaconvert")
_places = threading.Semaphore(os.cpu_count() or 1)
_at_work: dict[str, Canceled] = {}


def start(job: Job) -> None:
    """In the background, as soon as a processor is free."""
    _at_work[job["Id"]] = Canceled()
    spawn_background(_wait_and_run, job, thread_name=f"mediaconvert-{job['Id']}")


def resume() -> None:
    """What was interrupted starts anew."""
    for account, region, job in store.interrupted():
        with request_scope(account, region):
            start(job)


def cancel(job: Job) -> None:
    job["Status"] = "CANCELED"
    job.setdefault("Timing", {})["FinishTime"] = int(time.time())
    canceled = _at_work.get(job["Id"])
    if canceled is not None:
        canceled.cancel()
    events.tell(job, "CANCELED")


def _wait_and_run(job: Job) -> None:
    try:
        with _places:
            _run(job, _at_work[job["Id"]])
    finally:
        _at_work.pop(job["Id"], None)


def _run(job: Job, canceled: Canceled) -> None:
    try:
        canceled.check()
        with tempfile.TemporaryDirectory(prefix="mediaconvert-") as directory:
            Run(job, canceled, Path(directory)).run()
    except JobCanceled:
        return
    except JobFailed as failure:
        _fail(job, failure)
    except Exception as error:  # the job's end has to be told whatever went wrong
        logger.exception("job %s", job["Id"])
        _fail(job, JobFailed(UNKNOWN, f"An unexpected error: {type(error).__name__}"))


def _fail(job: Job, failure: JobFailed) -> None:
    if job["Status"] == "CANCELED":
        return
    job.update(Status="ERROR", ErrorCode=failure.code, ErrorMessage=failure.message)
    job["Timing"]["FinishTime"] = int(time.time())
    details = {"errorCode": failure.code, "errorMessage": failure.message}
    events.tell(job, "ERROR", details)


class Run:
    """One job from its source to its outputs."""

    def __init__(self, job: Job, canceled: Canceled, directory: Path) -> None:
        self._job = job
        self._canceled = canceled
        self._directory = directory
        self._frames = 0
        self._told = time.monotonic()

    def run(self) -> None:
        job = self._job
        job.update(Status="PROGRESSING", CurrentPhase="PROBING", JobPercentComplete=0)
        job["Timing"]["StartTime"] = int(time.time())
        events.tell(job, "PROGRESSING")
        order = _order(job)
        storage = _storage(job)
        source, found, texts = self._inputs(order, storage)
        self._transcode(order, source, found)
        source.unlink()
        files = self._package(order, texts)
        self._phase("UPLOADING")
        self._canceled.check()
        storage.store([(path, uri) for group in files.values() for path, uri in group])
        self._canceled.check()
        self._complete(order, files)

    def _inputs(self, order: Order, storage: Storage) -> tuple[Path, media.Found, Sequence[Path]]:
        source = self._directory / "source"
        storage.fetch(order.source, source)
        try:
            found = media.look_into(source)
        except media.Unreadable as error:
            message = f"Unable to open input file [{order.source}]: [{error}]"
            raise JobFailed(UNREADABLE, message) from error
        if not list(media.pictures(found)):
            raise JobFailed(NO_PICTURE, f"No video in input file [{order.source}].")
        if not media.decodes(source):
            raise JobFailed(UNDECODABLE, f"Unsupported codec in input file [{order.source}].")
        if order.sound and len(list(media.sounds(found))) <= order.sound.track:
            raise JobFailed(NO_SOUND, f"No such track of audio in input file [{order.source}].")
        events.tell(self._job, "INPUT_INFORMATION", results.inputs(order.source, found))
        texts = []
        for number, text in enumerate(order.texts):
            path = self._directory / f"text{number}.vtt"
            storage.fetch(text.source, path)
            texts.append(path)
        return source, found, texts

    def _transcode(self, order: Order, source: Path, found: media.Found) -> None:
        self._phase("TRANSCODING")
        seconds = float(found["format"].get("duration") or 0)

        def heard(line: str) -> None:
            name, _, value = line.partition("=")
            if name == "frame" and value.strip().isdigit():
                self._frames = int(value)
            elif name == "out_time_us" and value.lstrip("-").isdigit() and seconds:
                done = max(0.0, min(1.0, int(value) / 1e6 / seconds))
                self._progress(round(TRANSCODED * done))

        encoded = self._directory / "encoded"
        encoded.mkdir()
        transcoding.transcode(order, source, encoded, self._canceled, heard)

    def _package(self, order: Order, texts: Sequence[Path]) -> results.Files:
        packaged = self._directory / "packaged"
        packaged.mkdir()
        encoded = self._directory / "encoded"
        packaging.package(order, encoded, texts, packaged, self._canceled)
        return results.files(order, packaged, transcoding.frames(order, encoded))

    def _phase(self, phase: str) -> None:
        self._job["CurrentPhase"] = phase
        if phase == "UPLOADING":
            self._job["JobPercentComplete"] = TRANSCODED
        self._tell_progress()

    def _progress(self, percent: int) -> None:
        self._job["JobPercentComplete"] = max(percent, self._job["JobPercentComplete"])
        every = int(str(self._job.get("StatusUpdateInterval", "SECONDS_60")).split("_")[1])
        if time.monotonic() - self._told >= every:
            self._tell_progress()

    def _tell_progress(self) -> None:
        self._told = time.monotonic()
        events.tell(self._job, "STATUS_UPDATE", events.progress(self._job, self._frames))

    def _complete(self, order: Order, files: results.Files) -> None:
        job = self._job
        found = results.outputs(order, files)
        job.update(
            Status="COMPLETE",
            JobPercentComplete=100,
            OutputGroupDetails=results.group_details(found),
        )
        job["Timing"]["FinishTime"] = int(time.time())
        events.tell(job, "COMPLETE", {"outputGroupDetails": found})


def _order(job: Job) -> Order:
    try:
        return orders.read(job["Settings"])
    except BadRequest as error:  # stored by another version of this
        raise JobFailed(SETTINGS, str(error)) from error


def _storage(job: Job) -> Storage:
    try:
        credentials: dict[str, Any] = access.session(job["Role"], job["Id"])  # Any: as boto3 takes
    except access.RoleNotAssumed as error:
        raise JobFailed(error.code, str(error)) from error
    return Storage(credentials)
