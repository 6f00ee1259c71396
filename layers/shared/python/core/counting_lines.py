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


def counted(metric: str, *, value: float = 1.0) -> str:
    """The line, without its end."""
    declared = {
        "Namespace": NAMESPACE,
        "Dimensions": [[DIMENSION]],
        "Metrics": [{"Name": metric, "Unit": "Count"}],
    }
    line = {
        "level": "WARNING",
        "message": metric,
        DIMENSION: os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "none"),
        metric: value,
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [declared]},
    }
    return json.dumps(line, separators=(",", ":"))


def breaker_opened() -> None:
    sys.stdout.write(counted(BREAKER_OPENED) + "\n")
    sys.stdout.flush()
