"""One line of JSON per sampled redirect, which is log and metric (CloudWatch EMF) in one.

Written by hand because importing Powertools costs more than a thousand redirects. It names no
address, agent, referrer or query, so there is nothing to redact (X14).
Format: AWS, CloudWatch User Guide, "Specification: Embedded metric format".
"""

import json
import random
import sys
import time
from collections.abc import Callable, Mapping

NAMESPACE = "Triptych"
SERVICE = "links-redirect"


def write_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class RedirectLog:
    """``sample`` is the share of answers below 500 that leave a line; each counts for 1/sample."""

    def __init__(
        self,
        *,
        sample: float,
        write: Callable[[str], None] = write_line,
        now: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._sample, self._write, self._now, self._chance = sample, write, now, chance

    def answered(self, *, request_id: str, code: str, status: int, tier: str) -> None:
        failed = status >= 500
        if not failed and self._chance() >= self._sample:
            return
        weight = 1.0 if failed else 1.0 / self._sample
        metric = "Failures" if failed else "Redirects" if 300 <= status < 400 else "Refusals"
        fields = {"requestId": request_id, "code": code, "status": status, "tier": tier}
        self._emit("ERROR" if failed else "INFO", "redirect", metric, weight, fields)

    def deferred(self, reason: str) -> None:
        """A click that Kinesis refused and the table took."""
        self._emit("WARNING", "click.deferred", "DeferredClicks", 1.0, {"reason": reason})

    def crashed(self, *, request_id: str, trace: str) -> None:
        fields = {"requestId": request_id, "trace": trace}
        self._emit("ERROR", "redirect.crashed", "Failures", 1.0, fields)

    def _emit(
        self, level: str, message: str, metric: str, value: float, fields: Mapping[str, object]
    ) -> None:
        declared = {
            "Namespace": NAMESPACE,
            "Dimensions": [["service"]],
            "Metrics": [{"Name": metric, "Unit": "Count"}],
        }
        line = {
            "level": level,
            "message": message,
            "service": SERVICE,
            **fields,
            metric: value,
            "_aws": {"Timestamp": int(self._now() * 1000), "CloudWatchMetrics": [declared]},
        }
        self._write(json.dumps(line, separators=(",", ":")))
