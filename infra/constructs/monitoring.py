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

from contracts import tables
from core.counting_lines import (
    BREAKER_OPENED,
    CHECKED,
    DIMENSION,
    DRIFTING,
    NAMESPACE,
    ORIGIN_REFUSED,
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
A_DAY = 24 * 60 * 60
AN_HOUR = Duration.hours(1)  # of an audit: several runs, so that an alarm stays while a drift does
AUDITED = ((CHECKED, "SampleCount"), (CHECKED, "Sum"), (DRIFTING, "Maximum"))
REPLICA_LATE_MS = 60_000  # a replica is a second behind as a rule
LATE_DELIVERY = 30 * 60  # seconds; a delivery is buffered for five minutes
SECRETS_REFUSED = 10  # in five minutes: nobody but the edge sends one


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

    @property
    def contract(self) -> tables.Table: ...


class Monitoring(Construct):
    """Alarms tell ``topic``. ``auditors`` are functions that say what they found of counters.

    A function with a schedule also has one for silence; one that is fed by a stream is handed to
    ``watch_age`` as well.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        topic: sns.ITopic,
        functions: Sequence[Function] = (),
        auditors: Sequence[Function] = (),
        streams: Sequence[Stream] = (),
        queues: Sequence[Queue | FailureQueue] = (),
        tables: Sequence[WatchedTable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._topic = topic
        self.dashboard = cloudwatch.Dashboard(self, "Dashboard")
        for function in functions:
            self._watch_function(function)
        for function in auditors:
            self._watch_audit(function)
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

    def watch_door(self, function: Function) -> None:
        """The edge sends a secret that this function does not know: everybody is refused."""
        own = {DIMENSION: function.resource.function_name}
        refused = metric(NAMESPACE, ORIGIN_REFUSED, of=own, statistic="Sum")
        meaning = "is sent a secret of the edge that is none"
        self._alarm(f"{function.title}-origin", refused, SECRETS_REFUSED, meaning, "edge-failing")
        self._row(f"{function.title}: wrong secrets of the edge", [refused], [])

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

    def _watch_function(self, function: Function, heard: cloudwatch.Metric | None = None) -> None:
        """``heard`` says that its schedule calls it; if nothing else does, its invocations do."""
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
        called = resource.metric_invocations(period=FIVE_MINUTES, statistic="Sum")
        if function.schedules:
            self._watch_silence(function, heard or called)
        left = [called, errors, throttles]
        if function.uses_cache:
            left.append(self._watch_breaker(function))
        self._row(
            title,
            left,
            [resource.metric_duration(period=FIVE_MINUTES, statistic=p) for p in ("p50", "p99")],
        )

    def _watch_audit(self, function: Function) -> None:
        """What it counted is told in each run, so that one which says nothing is heard as well."""
        own = {DIMENSION: function.resource.function_name}
        told, checked, drifting = (
            metric(NAMESPACE, name, of=own, statistic=statistic, period=AN_HOUR)
            for name, statistic in AUDITED
        )
        self._watch_function(function, heard=told)
        meaning = "finds counters that are not what they count"
        self._alarm(f"{function.title}-drift", drifting, 0, meaning, "counters-drifting")
        self._row(f"{function.title}: counters", [drifting], [checked])

    def _watch_silence(self, function: Function, heard: cloudwatch.Metric) -> None:
        """Fewer than one of each schedule's calls: twice in a row where it comes once a day, three

        times elsewhere. A window is never shorter than what CloudWatch needs to hear of it.
        """
        longest = max(every.to_seconds() for every in function.schedules)
        a_day = longest >= A_DAY
        window = Duration.seconds(max(longest, FIVE_MINUTES.to_seconds()))
        self._alarm(
            f"{function.title}-silent",
            heard.with_(period=window),
            len(function.schedules) if a_day else 1,
            "is not called by its schedule",
            "schedule-silent",
            comparison=BELOW,
            windows=2 if a_day else 3,
            silence=True,
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
        """And its indexes: AWS gives theirs under their own names only."""
        own, title = {"TableName": table.name}, table.title
        parts = {title: own} | {
            f"{title}-{index.name}": own | {"GlobalSecondaryIndexName": index.name}
            for index in table.contract.indexes
        }
        throttled = {
            f"{part}-{kind.lower()}s": metric(
                "AWS/DynamoDB", f"{kind}ThrottleEvents", of=of, statistic="Sum"
            )
            for part, of in parts.items()
            for kind in ("Read", "Write")
        }
        for part, events in throttled.items():
            meaning = "are throttled: a hot key?"
            self._alarm(f"{part}-throttled", events, 10, meaning, "table-throttled")
        self._row(f"table {title}", list(throttled.values()), [])

    def _alarm(
        self,
        id_: str,
        watched: cloudwatch.IMetric,
        above: float,
        meaning: str,
        runbook: str,
        *,
        comparison: cloudwatch.ComparisonOperator = ABOVE,
        windows: int = 1,
        silence: bool = False,
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
            windows=windows,
            silence=silence,
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
