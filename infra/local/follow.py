"""Following every log at once: our processes' files and the functions' log groups."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.clients import client
from infra.local.console import console
from infra.local.instance import Instance, Ports

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

EVERY = 0.5
LAST_LINES = 10
FUNCTIONS = "/aws/lambda/"


@dataclass(slots=True)
class FollowedFile:
    """A log file from its last lines on."""

    path: Path
    _offset: int | None = None

    def new_lines(self) -> list[str]:
        if not self.path.exists():
            return []
        text = self.path.read_bytes()
        if self._offset is None or self._offset > len(text):
            lines = text.decode(errors="replace").splitlines()[-LAST_LINES:]
        else:
            lines = text[self._offset :].decode(errors="replace").splitlines()
        self._offset = len(text)
        return lines


@dataclass(slots=True)
class FollowedFunctions:
    """All functions' log groups, as CloudWatch Logs has them."""

    ports: Ports
    _since: int = field(default_factory=lambda: int(time.time() * 1000) - 60_000)
    _seen: set[str] = field(default_factory=set)

    def new_lines(self) -> Iterator[tuple[str, str]]:
        cloudwatch = client("logs", self.ports)
        for group in self._groups(cloudwatch):
            answer = cloudwatch.filter_log_events(logGroupName=group, startTime=self._since)
            for event in answer["events"]:
                if event["eventId"] not in self._seen:
                    self._seen.add(event["eventId"])
                    yield group.removeprefix(FUNCTIONS), event["message"].rstrip()

    def _groups(self, cloudwatch: "CloudWatchLogsClient") -> list[str]:
        pages = cloudwatch.get_paginator("describe_log_groups").paginate(
            logGroupNamePrefix=FUNCTIONS
        )
        return [group["logGroupName"] for page in pages for group in page["logGroups"]]


def logs(instance: Instance) -> None:
    """Until Ctrl-C, or until the instance is stopped."""
    state = instance.load()
    if state is None:
        return
    files = [FollowedFile(path) for path in sorted(instance.logs.glob("*.log"))]
    functions = FollowedFunctions(state.ports)
    while True:
        for file in files:
            for line in file.new_lines():
                _show(file.path.stem, line)
        try:
            for name, line in functions.new_lines():
                _show(name, line)
        except (BotoCoreError, ClientError):
            return
        time.sleep(EVERY)


def _show(source: str, line: str) -> None:
    console.print(f"{source[-28:]:28} {line}", markup=False)
