"""How long somebody waits: the metrics that promises about time are watched by."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from core.counting_lines import DIMENSION, NAMESPACE, PLAYBACK_START
from infra.constructs.alarming import MetricOver
from infra.constructs.function import Function
from infra.constructs.objective import Promise


def gateway_latency(api_id: str, route: str, promise: Promise) -> MetricOver:
    """What a route's callers wait at the gateway; ``route`` is its key, such as ``GET /{code}``."""
    method, _, path = route.partition(" ")

    def over(period: Duration) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace="AWS/ApiGateway",
            metric_name="Latency",
            dimensions_map={
                "ApiId": api_id,
                "Stage": "$default",
                "Method": method,
                "Resource": path,
            },
            period=period,
            statistic=promise.statistic,
        )

    return over


def url_latency(function: Function, promise: Promise) -> MetricOver:
    """What callers of a function's own URL wait."""

    def over(period: Duration) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace="AWS/Lambda",
            metric_name="UrlRequestLatency",
            dimensions_map={"FunctionName": function.resource.function_name},
            period=period,
            statistic=promise.statistic,
        )

    return over


def playback_start(function: Function, promise: Promise) -> MetricOver:
    """What viewers wait for the first picture, as their players tell ``function``."""

    def over(period: Duration) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name=PLAYBACK_START,
            dimensions_map={DIMENSION: function.resource.function_name},
            period=period,
            statistic=promise.statistic,
        )

    return over
