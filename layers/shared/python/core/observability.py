"""Logs and metrics as every function writes them, without anything personal in them (X14).

One JSON line per event by Powertools' Logger; its last step takes tokens, passwords, e-mail
addresses and network addresses out of the finished line, wherever they came from. Metrics are EMF
lines. Events carry the correlation id of the request that made them; whoever handles one logs
under it again (:func:`correlated`).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "Triptych"
REDACTED = "[redacted]"
SECRET_FIELDS = frozenset(
    {"password", "token", "authorization", "secret", "key", "email", "address", "ip", "cookie"}
)

# In this order: tokens first, because they may hold what looks like an address.
PERSONAL = tuple(
    re.compile(pattern)
    for pattern in (
        r"\btrp_[A-Za-z0-9_\-]+",
        r"\beyJ[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*\.?[A-Za-z0-9_\-]*",
        r"(?i)\bbearer\s+[^\s\"\\]+",
        r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}",
        r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)",
        r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}(?![\w:])",
        r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}(?![\w:])",
        r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){1,7}:(?![\w:])",
    )
)


def redact(text: str) -> str:
    for pattern in PERSONAL:
        text = pattern.sub(REDACTED, text)
    return text


class _RedactingFormatter(LambdaPowertoolsFormatter):
    # Powertools types a log record's values as Any; they are whatever was logged.
    def serialize(self, log: Any) -> str:
        return redact(super().serialize(_without_secrets(log)))


# Any, because a log record holds whatever was logged.
def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: REDACTED if str(k).lower() in SECRET_FIELDS else _without_secrets(v)
            for k, v in value.items()
        }
    if isinstance(value, list | tuple):
        return [_without_secrets(v) for v in value]
    return value


def logger_for(service: str, *, stream: TextIO | None = None) -> Logger:
    """The logger of one function, to standard output; level by ``POWERTOOLS_LOG_LEVEL``."""
    formatter = _RedactingFormatter(use_rfc3339=True)
    return Logger(service=service, logger_formatter=formatter, stream=stream)


@contextmanager
def correlated(logger: Logger, correlation_id: str) -> Iterator[None]:
    """Log lines inside carry the id of the request that began it all, where there is one."""
    before = logger.get_correlation_id()
    logger.set_correlation_id(correlation_id or before)
    try:
        yield
    finally:
        logger.set_correlation_id(before)


def metrics_for(service: str) -> Metrics:
    """EMF metrics in the one namespace; decorate the handler with ``log_metrics``."""
    return Metrics(namespace=NAMESPACE, service=service)


def count_failure(*, service: str, operation: str, code: str) -> None:
    """One EMF line for the metric ``Failures``: an answer of 500 and above."""
    with single_metric(
        name="Failures", unit=MetricUnit.Count, value=1, namespace=NAMESPACE
    ) as metric:
        metric.add_dimension("service", service)
        metric.add_dimension("operation", operation or "none")
        metric.add_metadata("code", code)
