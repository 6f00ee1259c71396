"""Tables and streams of moto that refuse what a test says, as those of AWS do under load (X4)."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from moto.core.botocore_stubber import BotocoreStubber

ATTEMPTS = 3  # of ``core.aws``
READS = ("GetItem", "BatchGetItem", "Query")
SERVICES = ("before-send.dynamodb", "before-send.kinesis")


@dataclass
class Throttle:
    """Refuses requests that ``chosen`` says, by operation and how many came before."""

    chosen: Callable[[str, int], bool]
    seen: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def __call__(self, request: AWSPreparedRequest) -> AWSResponse | None:
        target: Any = request.headers["X-Amz-Target"]  # bytes, once the request is prepared
        service, _, operation = target.decode().partition(".")
        number = sum(self.seen.values())
        self.seen[operation] += 1
        if not self.chosen(operation, number):
            return None
        self.refused[operation] += 1
        code = f"com.amazonaws.{service}#ProvisionedThroughputExceededException"
        body = json.dumps({"__type": code, "message": "slow down"}).encode()
        return Refused(request.url, 400, {"content-type": "application/x-amz-json-1.0"}, body)


class Refused(AWSResponse):
    def __init__(self, url: str, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__(url, status, HeadersDict(headers), None)  # type: ignore[arg-type]  # as botocore does
        self._content = body


@contextmanager
def throttled(chosen: Callable[[str, int], bool]) -> Iterator[Throttle]:
    """Before moto carries anything out: tables and streams that have too much to do."""
    throttle, carry_out = Throttle(chosen), BotocoreStubber.__call__

    def answered(stubber: BotocoreStubber, event_name: str, request: Any, **more: Any) -> Any:
        if event_name.startswith(SERVICES):
            refused = throttle(request)
            if refused is not None:
                return refused
        return carry_out(stubber, event_name, request, **more)

    with patch.object(BotocoreStubber, "__call__", answered):
        yield throttle
