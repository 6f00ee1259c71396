"""An alarm for everything that can fail by itself, and one dashboard per system."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.queue import FailureQueue, Queue
from infra.constructs.stream import Stream
from infra.constructs.table import Table

FIVE_MINUTES = Duration.minutes(5)
QUARTER_OF_AN_HOUR_MS = 15 * 60 * 1000


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
        tables: Sequence[Table] = (),
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

    def _watch_function(self, function: Function) -> None:
        resource = function.resource
        errors = resource.metric_errors(period=FIVE_MINUTES, statistic="Sum")
        throttles = resource.metric_throttles(period=FIVE_MINUTES, statistic="Sum")
        self._alarm(
            f"{function.title}-errors", errors, function.errors_allowed, "fails; see its log group"
        )
        self._alarm(f"{function.title}-throttles", throttles, 0, "is refused capacity")
        self._row(
            function.title,
            [resource.metric_invocations(period=FIVE_MINUTES), errors, throttles],
            [resource.metric_duration(period=FIVE_MINUTES, statistic=p) for p in ("p50", "p99")],
        )

    def watch_age(self, function: Function) -> None:
        """The reader of a stream falls behind: after seven days records are lost."""
        age = cloudwatch.Metric(
            namespace="AWS/Lambda",
            metric_name="IteratorAge",
            dimensions_map={"FunctionName": function.resource.function_name},
            period=FIVE_MINUTES,
            statistic="Maximum",
        )
        self._alarm(
            f"{function.title}-behind", age, QUARTER_OF_AN_HOUR_MS, "reads its stream too late"
        )

    def _watch_stream(self, stream: Stream) -> None:
        refused = stream.resource.metric_write_provisioned_throughput_exceeded(
            period=FIVE_MINUTES, statistic="Sum"
        )
        self._alarm(f"{stream.title}-refused", refused, 0, "takes fewer records than are written")
        incoming = stream.resource.metric_incoming_records(period=FIVE_MINUTES, statistic="Sum")
        self._row(f"stream {stream.title}", [incoming, refused], [])

    def _watch_queue(self, queue: Queue | FailureQueue) -> None:
        resource = queue.resource
        if isinstance(queue, FailureQueue):
            waiting = resource.metric_approximate_number_of_messages_visible(
                period=FIVE_MINUTES, statistic="Maximum"
            )
            self._alarm(f"{queue.title}-waiting", waiting, 0, "holds failures; run make redrive")
            return
        age = resource.metric_approximate_age_of_oldest_message(
            period=FIVE_MINUTES, statistic="Maximum"
        )
        self._alarm(f"{queue.title}-old", age, 900, "is not being read")
        self._watch_queue(queue.failures)
        self._row(f"queue {queue.title}", [age], [])

    def _watch_table(self, table: Table) -> None:
        throttled = {
            kind: cloudwatch.Metric(
                namespace="AWS/DynamoDB",
                metric_name=f"{kind}ThrottleEvents",
                dimensions_map={"TableName": table.name},
                period=FIVE_MINUTES,
                statistic="Sum",
            )
            for kind in ("Read", "Write")
        }
        for kind, metric in throttled.items():
            name = f"{table.title}-{kind.lower()}s-throttled"
            self._alarm(name, metric, 10, "is throttled: a hot key?")
        self._row(f"table {table.title}", list(throttled.values()), [])

    def _alarm(
        self, id_: str, metric: cloudwatch.IMetric, above: float, what_it_means: str
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            id_,
            metric=metric,
            threshold=above,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=f"{id_.rpartition('-')[0]} {what_it_means}",
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))

    def _row(
        self,
        title: str,
        left: Sequence[cloudwatch.IMetric],
        right: Sequence[cloudwatch.IMetric],
    ) -> None:
        self.dashboard.add_widgets(
            cloudwatch.GraphWidget(title=title, left=list(left), right=list(right), width=24)
        )
