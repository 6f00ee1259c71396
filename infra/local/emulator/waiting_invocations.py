"""A burst is answered by a few warm sandboxes in turn, not by one new process for each request.

MiniStack starts a sandbox per concurrent invocation, as AWS does, but on the two or four processors
of a laptop: fifty visitors of a cold function start fifty interpreters at once, nobody is served
for half a minute, and calls between the services time out meanwhile. So a function has a few
sandboxes here, and further invocations wait for a free one. They are not refused: a laptop being
small is no throttle that AWS would send.
"""

import os
import threading
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

Function = dict[str, Any]  # Any: a stored function, and what came of it, as parsed JSON
Execute = Callable[[Function, Any, str], Function]

SANDBOXES = max(4, 2 * (os.cpu_count() or 1))  # of one function
# Then it goes on without: who waits may be awaited by those who have the places.
LONGEST_WAIT = 20.0  # seconds


def install() -> None:
    lambda_svc._execute_function_warm = _in_turn(lambda_svc._execute_function_warm)


def _in_turn(execute: Execute) -> Execute:
    places: dict[str, threading.Semaphore] = {}

    def executed(function: Function, event: Any, request_id: str) -> Function:
        if _called_by_a_function():
            return execute(function, event, request_id)
        key = lambda_svc._inflight_key(function.get("config") or function)
        place = places.setdefault(key, threading.Semaphore(SANDBOXES))
        taken = place.acquire(timeout=LONGEST_WAIT)
        try:
            return execute(function, event, request_id)
        finally:
            if taken:
                place.release()

    return executed


def _called_by_a_function() -> bool:
    """The caller holds a place itself; its own function's, if it calls itself."""
    return bool(lambda_svc._invoke_depth.get() > 1)
