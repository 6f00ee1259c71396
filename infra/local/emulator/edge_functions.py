"""CloudFront Functions are run by the same two processes, one after the other.

MiniStack starts another Node for each request that comes while the last is at work, and ends all
but two of them right after: a burst of visitors becomes a row of process starts, for functions that
take a millisecond. They call nobody, so that to wait here can hold up nobody else.
"""

import threading
from collections.abc import Callable
from typing import Any

from ministack.core import cloudfront_js

Evaluate = Callable[[bytes, Any], Any]  # Any: the event and what the function returns, as JSON
PROCESSES: int = cloudfront_js._MAX_IDLE  # as many as MiniStack keeps


def install() -> None:
    cloudfront_js.evaluate = in_turn(cloudfront_js.evaluate)


def in_turn(evaluate: Evaluate) -> Evaluate:
    places = threading.Semaphore(PROCESSES)

    def evaluated(code: bytes, event: Any) -> Any:
        with places:
            return evaluate(code, event)

    return evaluated
