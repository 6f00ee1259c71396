"""Answering CloudFormation, which waits for a custom resource at an address it gave."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Json = Mapping[str, Any]  # Any: an event's JSON
TIMEOUT = 10  # seconds
LONGEST_REASON = 1_000  # the whole answer may have 4,096 bytes


@contextmanager
def answered(event: Json) -> Iterator[None]:
    """Whatever happens inside is told: a stack that is not answered waits for an hour."""
    try:
        yield
    except Exception as error:
        _answer(event, reason=f"{type(error).__name__}: {error}"[:LONGEST_REASON])
        raise
    _answer(event, reason="")


def _answer(event: Json, *, reason: str) -> None:
    body = {
        "Status": "FAILED" if reason else "SUCCESS",
        "Reason": reason,
        "PhysicalResourceId": event["LogicalResourceId"],
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    request = urllib.request.Request(  # noqa: S310  # CloudFormation's own address
        event["ResponseURL"],
        data=json.dumps(body).encode(),
        method="PUT",
        headers={"Content-Type": ""},  # as the address was signed
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310  # CloudFormation gave the address
        pass
