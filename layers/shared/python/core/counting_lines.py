"""One line that CloudWatch counts (EMF), for code that must not import Powertools.

Written by the function that runs; its name is the metric's dimension, so that alarms of two stages
stay apart.
Format: AWS, CloudWatch User Guide, "Specification: Embedded metric format".
"""

import json
import os
import sys
import time

NAMESPACE = "Triptych"
DIMENSION = "function"
BREAKER_OPENED = "BreakerOpened"
ORIGIN_REFUSED = "OriginRefused"
DRIFTING = "CountersDrifting"
CHECKED = "CountersChecked"
PLAYBACK_START = "PlaybackStart"  # ms


def counted(metric: str, *, value: float = 1.0, unit: str = "Count", level: str = "WARNING") -> str:
    """The line, without its end."""
    declared = {
        "Namespace": NAMESPACE,
        "Dimensions": [[DIMENSION]],
        "Metrics": [{"Name": metric, "Unit": unit}],
    }
    line = {
        "level": level,
        "message": metric,
        DIMENSION: os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "none"),
        metric: value,
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [declared]},
    }
    return json.dumps(line, separators=(",", ":"))


def breaker_opened() -> None:
    _write(counted(BREAKER_OPENED))


def origin_refused() -> None:
    """Somebody sent a secret of the edge that is none; those who send none are not counted."""
    _write(counted(ORIGIN_REFUSED))


def audited(*, checked: int, drifting: int) -> None:
    """What an auditor of counters found: in each run, since an alarm tells where nothing comes."""
    _write(counted(CHECKED, value=checked, level="INFO"))
    _write(counted(DRIFTING, value=drifting, level="WARNING" if drifting else "INFO"))


def playback_started(waited_ms: int) -> None:
    """As the player tells it, from play to the first picture."""
    _write(counted(PLAYBACK_START, value=waited_ms, unit="Milliseconds", level="INFO"))


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
