"""Cold storage of a stream: every record, by date, in S3 and after 90 days in Glacier."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.constructs import retention
from infra.constructs.acknowledged import acknowledge
from infra.constructs.bucket import acknowledge_objects, private_bucket
from infra.constructs.stream import READ, Stream

TO_GLACIER = s3.LifecycleRule(
    prefix="clicks/",
    transitions=[
        s3.Transition(storage_class=s3.StorageClass.GLACIER, transition_after=Duration.days(90))
    ],
)
WRITE = (
    "s3:AbortMultipartUpload",
    "s3:GetBucketLocation",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:PutObject",
)


class Archive(Construct):
    """``bucket`` holds gzipped JSON lines under ``clicks/date=YYYY-MM-DD/`` (UTC)."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, stream: Stream) -> None:
        super().__init__(scope, id_)
        self.bucket = private_bucket(self, "Bucket", stage=stage, lifecycle=[TO_GLACIER])
        self.logs = logs.LogGroup(
            self,
            "Logs",
            retention=retention.of_logs(stage),
            removal_policy=RemovalPolicy.DESTROY,
        )
        log_stream = logs.LogStream(
            self, "Deliveries", log_group=self.logs, removal_policy=RemovalPolicy.DESTROY
        )
        self.role = self._role(stream)
        self.delivery = firehose.CfnDeliveryStream(
            self,
            "Delivery",
            delivery_stream_type="KinesisStreamAsSource",
            kinesis_stream_source_configuration=_source(stream, self.role),
            extended_s3_destination_configuration=self._destination(log_stream),
        )
        self.delivery.node.add_dependency(self.role)
        acknowledge(
            self.delivery, "AwsSolutions-KDF1", "Its source is an encrypted stream, which it reads."
        )

    def _role(self, stream: Stream) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("firehose.amazonaws.com"))
        objects = self.bucket.arn_for_objects("*")
        for actions, arns in (
            (READ, [stream.arn]),
            (WRITE, [self.bucket.bucket_arn, objects]),
            (("logs:PutLogEvents",), [self.logs.log_group_arn]),
        ):
            role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=arns))
        acknowledge_objects(role, self.bucket)
        return role

    def _destination(
        self, log_stream: logs.LogStream
    ) -> firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty:
        part = firehose.CfnDeliveryStream
        return part.ExtendedS3DestinationConfigurationProperty(
            bucket_arn=self.bucket.bucket_arn,
            role_arn=self.role.role_arn,
            prefix="clicks/date=!{timestamp:yyyy-MM-dd}/",
            error_output_prefix="failed/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/",
            compression_format="GZIP",
            buffering_hints=part.BufferingHintsProperty(interval_in_seconds=300, size_in_m_bs=64),
            processing_configuration=part.ProcessingConfigurationProperty(
                enabled=True,
                processors=[
                    part.ProcessorProperty(
                        type="AppendDelimiterToRecord",
                        parameters=[
                            part.ProcessorParameterProperty(
                                parameter_name="Delimiter", parameter_value="\\n"
                            )
                        ],
                    )
                ],
            ),
            cloud_watch_logging_options=part.CloudWatchLoggingOptionsProperty(
                enabled=True,
                log_group_name=self.logs.log_group_name,
                log_stream_name=log_stream.log_stream_name,
            ),
        )


def _source(
    stream: Stream, role: iam.Role
) -> firehose.CfnDeliveryStream.KinesisStreamSourceConfigurationProperty:
    return firehose.CfnDeliveryStream.KinesisStreamSourceConfigurationProperty(
        kinesis_stream_arn=stream.arn, role_arn=role.role_arn
    )
