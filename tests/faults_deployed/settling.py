"""After the storm: wait until all is as it has to be, and do what an operator would.

Schedules of a minute are not waited for: they are called as the clock would call them. What was set
aside is put back by what ``make redrive`` runs.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from infra.local.instance import STAGE
from infra.operate.deployed import Deployed, deployed
from infra.operate.redrive import redrive
from tests.e2e.behind import Behind

PATIENCE = 240.0  # of a busy machine; what settles takes seconds
PAUSE = 0.3
NUDGED_EVERY, REDRIVEN_EVERY = 3.0, 10.0
EACH_MINUTE: Mapping[str, object] = {
    # Many schedules make an hour too large to be rolled up before it is over, and take away Valkey,
    # which counts meanwhile: then an operator asks for it (docs/runbooks/breaker-open.md).
    "links.handlers.rollup.handler": {"alsoLarge": True},
    "video.handlers.sessions.handler": {},
    "video.handlers.upkeep.handler": {},
}


@dataclass
class Settling:
    behind: Behind
    nudged: float = 0.0
    redriven: float = 0.0
    aside_before: int = 0

    def before(self) -> None:
        """Of a schedule."""
        self.aside_before = self.set_aside()

    def after(self) -> None:
        """From now on all should become right."""
        self.nudged, self.redriven = 0.0, time.monotonic()

    def until(self, wrong: Callable[[], list[str]]) -> None:
        """Returns when nothing is wrong. Raises AssertionError with what still is."""
        end = time.monotonic() + PATIENCE
        while found := wrong():
            if time.monotonic() > end:
                raise AssertionError(f"after {PATIENCE:.0f} s: {'; '.join(found)}")
            if time.monotonic() > self.nudged + NUDGED_EVERY:
                self.nudge()
            time.sleep(PAUSE)

    def nudge(self) -> None:
        for handler, event in EACH_MINUTE.items():
            self.behind.client("lambda").invoke(
                FunctionName=self.functions[handler],
                Payload=json.dumps(event).encode(),
                InvocationType="Event",
            )
        self.nudged = time.monotonic()
        if self.nudged > self.redriven + REDRIVEN_EVERY:
            list(redrive(self._stage))
            self.redriven = self.nudged

    def still_aside(self) -> list[str]:
        """More than lay there before: other tests leave what cannot be put back."""
        more = self.set_aside() - self.aside_before
        return [f"{more} more are set aside than before"] if more > 0 else []

    def set_aside(self) -> int:
        """Messages in failure queues, and records in quarantine."""
        sqs, s3, found = self.behind.client("sqs"), self.behind.client("s3"), 0
        for url in self._failure_queues:
            told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            found += int(told["ApproximateNumberOfMessages"])
            found += int(told["ApproximateNumberOfMessagesNotVisible"])
        for bucket in self._quarantines:
            found += int(s3.list_objects_v2(Bucket=bucket)["KeyCount"])
        return found

    @cached_property
    def _quarantines(self) -> list[str]:
        buckets = self._stage.all("AWS::S3::Bucket")
        return [each.id for each in buckets if "Quarantine" in each.logical_id]

    @cached_property
    def _failure_queues(self) -> list[str]:
        """Those without a failure queue of their own."""
        sqs = self.behind.client("sqs")
        return [
            queue.id
            for queue in self._stage.all("AWS::SQS::Queue")
            if "RedrivePolicy"
            not in sqs.get_queue_attributes(QueueUrl=queue.id, AttributeNames=["All"])["Attributes"]
        ]

    @cached_property
    def functions(self) -> dict[str, str]:
        """Names by their handlers."""
        pages = self.behind.client("lambda").get_paginator("list_functions").paginate()
        return {
            each["Handler"]: each["FunctionName"]
            for page in pages
            for each in page["Functions"]
            if "Handler" in each
        }

    @cached_property
    def _stage(self) -> Deployed:
        return deployed(STAGE, instance=self.behind.stack.instance)
