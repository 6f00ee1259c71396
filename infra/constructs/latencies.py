"""How long somebody waits: the metrics that promises about time are watched by."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from core.counting_lines import DIMENSION, NAMESPACE, PLAYBACK_START
from infra.constructs.alarming import MetricOver, metric
from infra.constructs.function import Function
from infra.constructs.objective import Promise


def gateway_latency(api_id: str, route: str, promise: Promise) -> MetricOver:
    """What a route's callers wait at the gateway; ``route`` is its key, such as ``GET /{code}``."""
    method, _, path = route.partition(" ")

    def over(period: Duration) -> cloudwatch.Metric:
        own = {"ApiId": api_id, "Stage": "$default", "Method": method, "Resource": path}
        return metric(
            "AWS/ApiGateway", "Latency", of=own, statistic=promise.statistic, period=period
        )

    return over


def url_latency(function: Function, promise: Promise) -> MetricOver:
    """What callers of a function's own URL wait."""

    def over(period: Duration) -> cloudwatch.Metric:
        own = {"FunctionName": function.resource.function_name}
        return metric(
            "AWS/Lambda", "UrlRequestLatency", of=own, statistic=promise.statistic, period=period
        )

    return over


def playback_start(function: Function, promise: Promise) -> MetricOver:
    """What viewers wait for the first picture, as their players tell ``function``."""

    def over(period: Duration) -> cloudwatch.Metric:
        own = {DIMENSION: function.resource.function_name}
        return metric(NAMESPACE, PLAYBACK_START, of=own, statistic=promise.statistic, period=period)

    return over
