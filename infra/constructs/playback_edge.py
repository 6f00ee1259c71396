"""Films at the edge: the keys of tokens, the function that judges them, and the behaviours."""

from collections.abc import Mapping

from aws_cdk import Aws
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from contracts.tables.video import CAPTIONS, ORIGINALS, prefix_of
from infra.config import Stage
from infra.constructs.cdn import EDGE

PLAYED, POSTERS = "/t/*", "/videos/*"


class PlaybackEdge(Construct):
    """``keys`` is what the function finds signing keys in, by their ``kid``."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, bucket: s3.Bucket) -> None:
        super().__init__(scope, id_)
        self._stage, self._bucket = stage, bucket
        self.keys = cloudfront.KeyValueStore(
            self, "Keys", comment=f"triptych {stage.name}: keys of playback tokens"
        )
        self.function = cloudfront.Function(
            self,
            "Token",
            comment=f"triptych {stage.name}: playback tokens",
            code=cloudfront.FunctionCode.from_file(file_path=str(EDGE / "video-token.js")),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            key_value_store=self.keys,
        )
        self._show_the_edge()

    def behaviours(self) -> Mapping[str, cloudfront.BehaviorOptions]:
        """Of the public host. Files of a film never change, so all viewers share one copy.

        The bucket is named by its attributes, or the distribution would want to write its policy.
        """
        named = s3.Bucket.from_bucket_attributes(
            self,
            "Named",
            bucket_arn=self._bucket.bucket_arn,
            bucket_regional_domain_name=self._bucket.bucket_regional_domain_name,
        )
        behaviour = cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(
                named,
                # A film that is new to ten edges is read from the bucket once.
                origin_shield_region=None if self._stage.emulated else self._stage.region,
            ),
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            response_headers_policy=self._headers(),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            compress=True,  # manifests and captions; of films nothing is left to compress
            function_associations=[
                cloudfront.FunctionAssociation(
                    function=self.function,
                    event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
                )
            ],
        )
        return {PLAYED: behaviour, POSTERS: behaviour}

    def _headers(self) -> cloudfront.ResponseHeadersPolicy:
        """Players on other hosts may read what pages of theirs may ask of the API."""
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Response",
            comment=f"triptych {self._stage.name}: players",
            cors_behavior=cloudfront.ResponseHeadersCorsBehavior(
                access_control_allow_credentials=False,
                access_control_allow_headers=["*"],
                access_control_allow_methods=["GET", "HEAD"],
                access_control_allow_origins=[self._stage.url, *self._stage.allowed_origins],
                origin_override=True,
            ),
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True)
            ),
        )

    def _show_the_edge(self) -> None:
        """To this account's CloudFront alone; which distribution is not known on this side yet.

        What was uploaded is never shown, whatever the function says.
        """
        everything, uploaded = prefix_of("*") + "*", (ORIGINALS + "*", CAPTIONS + "*")
        edge = iam.ServicePrincipal("cloudfront.amazonaws.com")
        ours = {
            "ArnLike": {"AWS:SourceArn": f"arn:aws:cloudfront::{Aws.ACCOUNT_ID}:distribution/*"}
        }
        for effect, names in ((iam.Effect.ALLOW, (everything,)), (iam.Effect.DENY, uploaded)):
            self._bucket.add_to_resource_policy(
                iam.PolicyStatement(
                    effect=effect,
                    principals=[edge],
                    actions=["s3:GetObject"],
                    resources=[self._bucket.arn_for_objects(name) for name in names],
                    conditions=ours,
                )
            )
