"""Uploads and pictures: two buckets, their records, and the function between them."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from contracts.tables.social_media import MEDIA, OWNER_INDEX, picture_key, upload_key
from infra.config import Stage
from infra.constructs.bucket import acknowledge_objects, private_bucket
from infra.constructs.function import Function
from infra.constructs.queue import Queue
from infra.constructs.table import Table
from social.settings import SocialImagesSettings

PATH = "/media/*"
ABANDONED = s3.LifecycleRule(expiration=Duration.days(1))


class SocialMedia(Construct):
    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self._stage = stage
        self.table = Table(self, "Media", stage=stage, contract=MEDIA)
        self.uploads = private_bucket(
            self,
            "Uploads",
            stage=stage,
            lifecycle=[ABANDONED],
            versioned=False,
            cors=_cors(stage),
            tells=True,
        )
        self.pictures = private_bucket(self, "Pictures", stage=stage, lifecycle=[], versioned=False)
        self._show_the_edge()
        self.arrivals = Queue(
            self, "Arrivals", title="social-uploads", visibility=Duration.minutes(6)
        )
        self.images = self._images()

    def may_keep(self, function: Function) -> None:
        """To announce uploads, and to look at one's own."""
        function.may("dynamodb:BatchGetItem", "dynamodb:PutItem", on=[self.table.arn])
        function.may("s3:PutObject", on=[self.uploads.arn_for_objects("*")])
        acknowledge_objects(function.role, self.uploads)
        self.may_clear(function)

    def may_clear(self, function: Function) -> None:
        function.may("dynamodb:DeleteItem", "dynamodb:UpdateItem", on=[self.table.arn])
        for bucket in (self.uploads, self.pictures):
            function.may("s3:DeleteObject", on=[bucket.arn_for_objects("*")])
            acknowledge_objects(function.role, bucket)

    def may_list(self, function: Function) -> None:
        function.may("dynamodb:Query", on=[self.table.index(OWNER_INDEX)])

    def behaviour(self) -> cloudfront.BehaviorOptions:
        """Of the public host: a picture never changes.

        The bucket is named by its attributes, or the distribution would want to write its policy.
        """
        named = s3.Bucket.from_bucket_attributes(
            self,
            "Named",
            bucket_arn=self.pictures.bucket_arn,
            bucket_regional_domain_name=self.pictures.bucket_regional_domain_name,
        )
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(named),
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            response_headers_policy=cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            compress=False,  # WebP is compressed
        )

    def _images(self) -> Function:
        function = Function(
            self,
            "social-images",
            stage=self._stage,
            handler="social.handlers.images",
            memory=1769,  # one whole processor; 40 million pixels take 160 MB, twice for a moment
            timeout=Duration.minutes(1),
            pictures=True,
            settings=SocialImagesSettings(
                media_table=self.table.name,
                uploads_bucket=self.uploads.bucket_name,
                pictures_bucket=self.pictures.bucket_name,
            ),
        )
        function.may("dynamodb:BatchGetItem", "dynamodb:UpdateItem", on=[self.table.arn])
        uploaded = self.uploads.arn_for_objects("*")
        function.may("s3:GetObject", "s3:DeleteObject", on=[uploaded])
        # Who may not list is told "forbidden" where an object is missing.
        function.may("s3:ListBucket", on=[self.uploads.bucket_arn])
        function.may("s3:PutObject", "s3:DeleteObject", on=[self.pictures.arn_for_objects("*")])
        for bucket in (self.uploads, self.pictures):
            acknowledge_objects(function.role, bucket)
        self.arrivals.feeds(function, batch_size=1)
        events.Rule(
            self,
            "Uploaded",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [self.uploads.bucket_name]},
                    "object": {"key": [{"prefix": upload_key("")}]},
                },
            ),
            targets=[event_targets.SqsQueue(self.arrivals.resource)],
        )
        return function

    def _show_the_edge(self) -> None:
        """To this account's CloudFront alone; which distribution is not known on this side yet."""
        self.pictures.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudfront.amazonaws.com")],
                actions=["s3:GetObject"],
                resources=[self.pictures.arn_for_objects(picture_key("*", "*"))],
                conditions={
                    "ArnLike": {
                        "AWS:SourceArn": f"arn:aws:cloudfront::{Aws.ACCOUNT_ID}:distribution/*"
                    }
                },
            )
        )


def _cors(stage: Stage) -> list[s3.CorsRule]:
    """Pages of our own host, and of those that may use the API, may post the form."""
    return [
        s3.CorsRule(
            allowed_methods=[s3.HttpMethods.POST],
            allowed_origins=[stage.url, *stage.allowed_origins],
            allowed_headers=["*"],
            max_age=3600,
        )
    ]
