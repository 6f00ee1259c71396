"""What rooms of video may do with films, their records and their jobs, in the rooms' words."""

from dataclasses import dataclass

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from contracts.tables.video import CAPTIONS, ORIGINALS
from infra.constructs.acknowledged import acknowledge
from infra.constructs.bucket import acknowledge_objects
from infra.constructs.function import Function
from infra.constructs.table import Table

SERVICE = "mediaconvert.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmRights:
    bucket: s3.Bucket
    videos: Table

    def may_change(self, function: Function) -> None:
        function.may("dynamodb:GetItem", "dynamodb:PutItem", on=[self.videos.arn])

    def may_read_uploads(self, function: Function) -> None:
        """Captions by itself, originals in the probe's name."""
        uploaded = [self.objects(ORIGINALS), self.objects(CAPTIONS)]
        function.may("s3:GetObject", on=uploaded)
        for prefix in (ORIGINALS, CAPTIONS):
            acknowledge_objects(function.role, self.bucket, prefix=prefix)

    def may_clear(self, function: Function) -> None:
        function.may("s3:DeleteObject", on=[self.objects("videos/")])
        acknowledge_objects(function.role, self.bucket, prefix="videos/")
        function.may("s3:ListBucket", on=[self.bucket.bucket_arn])

    def may_be_told_of_nothing(self, function: Function) -> None:
        """Who may not list is told "forbidden" where an object is missing."""
        function.may("s3:ListBucket", on=[self.bucket.bucket_arn])

    def may_order(self, function: Function, *, works_as: iam.Role) -> None:
        """Jobs that work as that role, of what was looked into; and withdraw them."""
        function.may("mediaconvert:Probe", on=["*"])  # IAM knows no resource of it
        function.may("mediaconvert:CreateJob", on=[self._of_transcoding("queues", "Default")])
        self.may_cancel(function)
        function.may(
            "iam:PassRole",
            on=[works_as.role_arn],
            when={"StringEquals": {"iam:PassedToService": SERVICE}},
        )

    def may_look_at_jobs(self, function: Function) -> None:
        function.may("mediaconvert:GetJob", on=[self._of_transcoding("jobs", "*")])

    def may_find_jobs(self, function: Function) -> None:
        function.may("mediaconvert:ListJobs", on=[self._of_transcoding("queues", "*")])
        self._acknowledge_jobs(function, "queues")

    def may_cancel(self, function: Function) -> None:
        function.may("mediaconvert:CancelJob", on=[self._of_transcoding("jobs", "*")])
        self._acknowledge_jobs(function, "jobs")

    def objects(self, prefix: str) -> str:
        return self.bucket.arn_for_objects(f"{prefix}*")

    def _of_transcoding(self, kind: str, name: str) -> str:
        return Stack.of(self.bucket).format_arn(
            service="mediaconvert",
            resource=kind,
            resource_name=name,
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )

    def _acknowledge_jobs(self, function: Function, kind: str) -> None:
        region = Stack.of(self.bucket).region
        acknowledge(
            function.role,
            f"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:mediaconvert:{region}:"
            f"<AWS::AccountId>:{kind}/*]",
            "The ids of jobs are not known before; the actions are named one by one.",
        )
