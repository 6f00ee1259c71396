"""A queue with a second one for what cannot be handled; both encrypted, both over TLS only."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.acknowledged import acknowledge
from infra.constructs.function import Function

RECEIVE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")


class FailureQueue(Construct):
    """Where undeliverable messages wait fourteen days for ``make redrive``."""

    def __init__(self, scope: Construct, id_: str, *, title: str) -> None:
        super().__init__(scope, id_)
        self.title = title
        self.resource = sqs.Queue(
            self,
            "Queue",
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )
        acknowledge(self.resource, "AwsSolutions-SQS3", "It is itself a dead-letter queue.")


class Queue(Construct):
    """Five attempts, then ``failures``. ``delay`` passes before a message can be received."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        title: str,
        visibility: Duration,
        delay: Duration | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.title = title
        self.failures = FailureQueue(self, "Failures", title=f"{title}-failures")
        self.resource = sqs.Queue(
            self,
            "Queue",
            visibility_timeout=visibility,
            delivery_delay=delay,
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.failures.resource, max_receive_count=5
            ),
        )

    def feeds(self, function: Function, *, batch_size: int) -> None:
        """Messages of a batch succeed or fail one by one (``batchItemFailures``)."""
        function.may(*RECEIVE, on=[self.resource.queue_arn])
        lambda_.EventSourceMapping(
            function,
            "From" + self.node.id,
            target=function.target,
            event_source_arn=self.resource.queue_arn,
            batch_size=batch_size,
            report_batch_item_failures=True,
        ).node.add_dependency(function.role)
