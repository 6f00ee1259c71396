"""An alarm for everything that can fail by itself, and one dashboard per system.

A test walks all templates and finds what has neither: a new resource is handed to ``Monitoring`` of
its own stack, or the test fails.
"""

from collections.abc import Sequence
from typing import Protocol

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sns as sns
from constructs import Construct

from core.counting_lines import (
    BREAKER_OPENED,
    CHECKED,
    DIMENSION,
    DRIFTING,
    NAMESPACE,
)
from infra.constructs.alarming import ABOVE, BELOW, FIVE_MINUTES, MetricOver, alarm, metric
from infra.constructs.function import Function
from infra.constructs.objective import Objective, Promise
from infra.constructs.queue import FailureQueue, Queue
from infra.constructs.rollout import roll_out
from infra.constructs.stream import Stream

QUARTER_OF_AN_HOUR = 15 * 60
BREAKERS_OPENED = 10  # in five minutes: several sandboxes, or one again and again
BUSY_PERCENT = 80
AN_HOUR = Duration.hours(1)  # of an audit: several runs, so that an alarm stays while a drift does
REPLICA_LATE_MS = 60_000  # a replica is a second behind as a rule
LATE_DELIVERY = 30 * 60  # seconds; a delivery is buffered for five minutes


class CacheNodes(Protocol):
    """What is watched of Valkey."""

    @property
    def nodes(self) -> Sequence[str]:
        """Names of all nodes, as CloudWatch knows them."""
        ...


class WatchedTable(Protocol):
    """A table, or its replica in the region of the alarms."""

    @property
    def title(self) -> str: ...

    @property
    def name(self) -> str: ...


class Monitoring(Construct):
    """Alarms tell ``topic``; a function fed by a stream also has one for falling behind."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        topic: sns.ITopic,
        functions: Sequence[Function] = (),
        streams: Sequence[Stream] = (),
        queues: Sequence[Queue | FailureQueue] = (),
        tables: Sequence[WatchedTable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._topic = topic
        self.dashboard = cloudwatch.Dashboard(self, "Dashboard")
        for function in functions:
            self._watch_function(function)
        for stream in streams:
            self._watch_stream(stream)
        for queue in queues:
            self._watch_queue(queue)
        for table in tables:
            self._watch_table(table)

    def watch_age(self, function: Function) -> None:
        """The reader of a stream falls behind: after seven days records are lost."""
        name = {"FunctionName": function.resource.function_name}
        age = metric("AWS/Lambda", "IteratorAge", of=name, statistic="Maximum")
        self._alarm(
            f"{function.title}-behind",
            age,
            QUARTER_OF_AN_HOUR * 1000,
            "reads its stream too late",
            "stream-behind",
        )

    def watch_audit(self, function: Function) -> None:
        """Counters are not what they count; and how many were looked at."""
        own = {DIMENSION: function.resource.function_name}
        checked, drifting = (
            metric(NAMESPACE, name, of=own, statistic=statistic, period=AN_HOUR)
            for name, statistic in ((CHECKED, "Sum"), (DRIFTING, "Maximum"))
        )
        meaning = "finds counters that are not what they count"
        self._alarm(f"{function.title}-drift", drifting, 0, meaning, "counters-drifting")
        self._row(f"{function.title}: counters", [drifting], [checked])

    def watch_promise(self, id_: str, promise: Promise, waited: MetricOver) -> Objective:
        """Told when the error budget of a promise about time burns too fast."""
        self._row(promise.what, [waited(FIVE_MINUTES)], [])
        return Objective(self, id_, promise=promise, metric=waited, topic=self._topic)

    def watch_cache(self, cache: CacheNodes) -> None:
        """Each node: as busy, or as full, as it may be."""
        for number, node in enumerate(cache.nodes):
            busy, full = (
                metric("AWS/ElastiCache", name, of={"CacheClusterId": node}, statistic="Maximum")
                for name in ("EngineCPUUtilization", "DatabaseMemoryUsagePercentage")
            )
            meaning = f"is more than {BUSY_PERCENT} %"
            self._alarm(f"valkey-{number}-busy", busy, BUSY_PERCENT, f"{meaning} busy", "cache")
            self._alarm(f"valkey-{number}-full", full, BUSY_PERCENT, f"{meaning} full", "cache")
            self._row(f"valkey {number}", [busy], [full])

    def watch_api(self, title: str, api_id: str, *, failures: str = "5xx") -> None:
        """``failures`` is the metric of what a caller was not answered."""
        failed = metric("AWS/ApiGateway", failures, of={"ApiId": api_id}, statistic="Sum")
        self._alarm(f"{title}-failing", failed, 10, "answers with failures", "api-failing")
        self._row(title, [failed], [])

    def watch_distribution(self, distribution_id: str) -> None:
        edge = {"DistributionId": distribution_id, "Region": "Global"}
        metrics = [
            metric("AWS/CloudFront", name, of=edge, statistic=statistic)
            for name, statistic in (("5xxErrorRate", "Average"), ("Requests", "Sum"))
        ]
        self._alarm("edge-failing", metrics[0], 1, "fails one request in a hundred", "edge-failing")
        self._row("edge", metrics[:1], metrics[1:])

    def watch_delivery(self, title: str, stream_name: str) -> None:
        """A Firehose that cannot deliver keeps records for a day only."""
        name = {"DeliveryStreamName": stream_name}
        age = metric("AWS/Firehose", "DeliveryToS3.DataFreshness", of=name, statistic="Maximum")
        self._alarm(f"{title}-late", age, LATE_DELIVERY, "delivers too late", "delivery-late")
        self._row(f"delivery {title}", [age], [])

    def watch_replica(self, table: WatchedTable, region: str) -> None:
        """What was written here arrives late in ``region``."""
        there = {"TableName": table.name, "ReceivingRegion": region}
        behind = metric("AWS/DynamoDB", "ReplicationLatency", of=there, statistic="Average")
        name = f"{table.title}-{region}-behind"
        self._alarm(name, behind, REPLICA_LATE_MS, "has old links", "replica-behind")
        self._row(f"replica {table.title} in {region}", [behind], [])

    def watch_region(self, region: str, health_check_id: str) -> None:
        """Route 53 leaves a region out. Its metrics are in us-east-1 only."""
        check = {"HealthCheckId": health_check_id}
        well = metric("AWS/Route53", "HealthCheckStatus", of=check, statistic="Minimum")
        meaning = "does not answer Route 53; redirects go elsewhere"
        self._alarm(f"{region}-out", well, 1, meaning, "region-out", comparison=BELOW)
        self._row(f"region {region}", [well], [])

    def _watch_function(self, function: Function) -> None:
        resource, title = function.resource, function.title
        errors = resource.metric_errors(period=FIVE_MINUTES, statistic="Sum")
        throttles = resource.metric_throttles(period=FIVE_MINUTES, statistic="Sum")
        above = function.errors_allowed
        failing = self._alarm(
            f"{title}-errors", errors, above, "fails; see its log group", "function-errors"
        )
        if function.alias:
            roll_out(function.alias, alarm=failing)
        self._alarm(f"{title}-throttles", throttles, 0, "is refused capacity", "function-throttled")
        left = [resource.metric_invocations(period=FIVE_MINUTES), errors, throttles]
        if function.uses_cache:
            left.append(self._watch_breaker(function))
        self._row(
            title,
            left,
            [resource.metric_duration(period=FIVE_MINUTES, statistic=p) for p in ("p50", "p99")],
        )

    def _watch_breaker(self, function: Function) -> cloudwatch.Metric:
        own = {DIMENSION: function.resource.function_name}
        opened = metric(NAMESPACE, BREAKER_OPENED, of=own, statistic="Sum")
        self._alarm(
            f"{function.title}-breaker",
            opened,
            BREAKERS_OPENED,
            "goes on without something it cannot reach",
            "breaker-open",
        )
        return opened

    def _watch_stream(self, stream: Stream) -> None:
        refused = stream.resource.metric_write_provisioned_throughput_exceeded(
            period=FIVE_MINUTES, statistic="Sum"
        )
        meaning = "takes fewer records than are written"
        self._alarm(f"{stream.title}-refused", refused, 0, meaning, "stream-refused")
        incoming = stream.resource.metric_incoming_records(period=FIVE_MINUTES, statistic="Sum")
        self._row(f"stream {stream.title}", [incoming, refused], [])

    def _watch_queue(self, queue: Queue | FailureQueue) -> None:
        resource = queue.resource
        if isinstance(queue, FailureQueue):
            waiting = resource.metric_approximate_number_of_messages_visible(
                period=FIVE_MINUTES, statistic="Maximum"
            )
            meaning = "holds failures; mend the cause and run make redrive"
            self._alarm(f"{queue.title}-waiting", waiting, 0, meaning, "failures-waiting")
            self._row(f"failures {queue.title}", [waiting], [])
            return
        age = resource.metric_approximate_age_of_oldest_message(
            period=FIVE_MINUTES, statistic="Maximum"
        )
        self._alarm(f"{queue.title}-old", age, QUARTER_OF_AN_HOUR, "is not being read", "queue-old")
        self._row(f"queue {queue.title}", [age], [])
        self._watch_queue(queue.failures)

    def _watch_table(self, table: WatchedTable) -> None:
        own = {"TableName": table.name}
        throttled = {
            kind: metric("AWS/DynamoDB", f"{kind}ThrottleEvents", of=own, statistic="Sum")
            for kind in ("Read", "Write")
        }
        for kind, events in throttled.items():
            name = f"{table.title}-{kind.lower()}s-throttled"
            self._alarm(name, events, 10, "is throttled: a hot key?", "table-throttled")
        self._row(f"table {table.title}", list(throttled.values()), [])

    def _alarm(
        self,
        id_: str,
        watched: cloudwatch.IMetric,
        above: float,
        meaning: str,
        runbook: str,
        *,
        comparison: cloudwatch.ComparisonOperator = ABOVE,
    ) -> cloudwatch.Alarm:
        return alarm(
            self,
            id_,
            metric=watched,
            threshold=above,
            comparison=comparison,
            meaning=f"{id_.rpartition('-')[0]} {meaning}",
            runbook=runbook,
            topic=self._topic,
        )

    def _row(
        self,
        title: str,
        left: Sequence[cloudwatch.IMetric],
        right: Sequence[cloudwatch.IMetric],
    ) -> None:
        self.dashboard.add_widgets(
            cloudwatch.GraphWidget(title=title, left=list(left), right=list(right), width=24)
        )
