"""The web client: its files in a bucket that only CloudFront reads, put there at deployment.

Right of the systems whose buckets browsers upload to, left of the edge. What differs between
stages is in ``/app/config.json``, so that one build runs everywhere.
"""

from collections.abc import Mapping, Sequence

from aws_cdk import Aws, CustomResource, Duration, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from infra.config import Stage
from infra.constructs.acknowledged import acknowledge
from infra.constructs.bucket import acknowledge_objects, private_bucket
from infra.constructs.cdn import EDGE
from infra.constructs.function import Function
from infra.constructs.monitoring import Monitoring
from infra.stacks.platform import PlatformStack
from infra.web_build import web_files
from web.model import PREFIX
from web.settings import WebFilesSettings

PATHS = ("/app", "/app/*")


class WebStack(Stack):
    """``uploads`` are the buckets that browsers post files to."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        uploads: Sequence[s3.IBucket],
        **kwargs: object,
    ) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self._stage = stage
        self.bundle = assets.Asset(self, "Bundle", path=str(web_files()))
        self.site = private_bucket(self, "Site", stage=stage, lifecycle=[])
        self._show_the_edge()
        self.files = self._publisher()
        self._publish(platform)
        self.headers = self._headers([_address(stage, bucket) for bucket in uploads])
        self.paths = cloudfront.Function(
            self,
            "Paths",
            comment=f"triptych {stage.name}: the client's paths are one page",
            code=cloudfront.FunctionCode.from_file(file_path=str(EDGE / "web-paths.js")),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )
        Monitoring(self, "Monitoring", topic=platform.alarms, functions=[self.files])

    def behaviours(self) -> Mapping[str, cloudfront.BehaviorOptions]:
        """Of the public host. The bucket is named by its attributes, as pictures are."""
        named = s3.Bucket.from_bucket_attributes(
            self,
            "Named",
            bucket_arn=self.site.bucket_arn,
            bucket_regional_domain_name=self.site.bucket_regional_domain_name,
        )
        behaviour = cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(named),
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,  # as each file says itself
            response_headers_policy=self.headers,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            compress=True,
            function_associations=[
                cloudfront.FunctionAssociation(
                    function=self.paths, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
                )
            ],
        )
        return dict.fromkeys(PATHS, behaviour)

    def _publisher(self) -> Function:
        function = Function(
            self,
            "web-files",
            stage=self._stage,
            handler="web.handlers.files",
            timeout=Duration.minutes(2),
            settings=WebFilesSettings(
                bundle_bucket=self.bundle.s3_bucket_name, site_bucket=self.site.bucket_name
            ),
        )
        function.may("s3:GetObject", on=[self.bundle.bucket.arn_for_objects("*")])
        function.may("s3:PutObject", on=[self.site.arn_for_objects("*")])
        acknowledge_objects(function.role, self.site)
        acknowledge(
            function.role,
            f"AwsSolutions-IAM5[Resource::{self._assets_arn()}]",
            "Every build has a name of its own among the deployment's files.",
        )
        return function

    def _assets_arn(self) -> str:
        bucket = f"cdk-hnb659fds-assets-<AWS::AccountId>-{self._stage.region}"
        return f"arn:<AWS::Partition>:s3:::{bucket}/*"

    def _publish(self, platform: PlatformStack) -> None:
        stage = self._stage
        published = CustomResource(
            self,
            "Published",
            resource_type="Custom::WebFiles",
            service_token=self.files.newest_arn,
            properties={
                "Bundle": self.bundle.s3_object_key,
                "Config": {
                    "stage": stage.name,
                    "region": stage.region,
                    "userPoolId": platform.identity.pool.user_pool_id,
                    "clientId": platform.identity.client.user_pool_client_id,
                    "cognitoUrl": _cognito(stage),
                    "apiUrl": "",  # the host the page came from
                },
            },
        )
        published.node.add_dependency(self.files)  # its rights, too

    def _headers(self, uploads: Sequence[str]) -> cloudfront.ResponseHeadersPolicy:
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            comment=f"triptych {self._stage.name}: what the client may do",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=_policy([_cognito(self._stage), *uploads]),
                    override=True,
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(365),
                    include_subdomains=True,
                    override=True,
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
                    override=True,
                ),
            ),
        )

    def _show_the_edge(self) -> None:
        """To this account's CloudFront alone; which distribution is not known on this side yet."""
        self.site.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudfront.amazonaws.com")],
                actions=["s3:GetObject"],
                resources=[self.site.arn_for_objects(f"{PREFIX}*")],
                conditions={
                    "ArnLike": {
                        "AWS:SourceArn": f"arn:aws:cloudfront::{Aws.ACCOUNT_ID}:distribution/*"
                    }
                },
            )
        )


def _cognito(stage: Stage) -> str:
    return stage.emulator or f"https://cognito-idp.{stage.region}.amazonaws.com"


def _address(stage: Stage, bucket: s3.IBucket) -> str:
    """Where a browser posts a signed form to; the emulator signs for its address, not its name."""
    if stage.emulated:
        return stage.emulator.replace("localhost", "127.0.0.1")
    return f"https://{bucket.bucket_regional_domain_name}"


def _policy(others: Sequence[str]) -> str:
    """Nothing inline, nothing from elsewhere; markup is made by the framework alone.

    ``'self'`` covers the WebSocket of the same host. ``blob:`` is what the client made itself:
    previews of pictures, QR codes, media that its player puts together; ``data:`` in media is the
    empty file by which the player begins a track of captions.
    """
    connect = " ".join(dict.fromkeys(["'self'", *others]))
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob: data:",
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self' blob:",
            f"connect-src {connect}",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
