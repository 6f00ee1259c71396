"""One host for everything: CloudFront in front of the HTTP API, and of what later systems bring.

The facts behind the odd parts: sending the viewer's Host to the gateway is a 403, an allow-list of
headers refuses Authorization (so it is in the cache key), the allow-list takes ten headers, and
CloudFront remembers errors for ten seconds unless told not to.
"""

from collections.abc import Mapping
from pathlib import Path

from aws_cdk import Duration, Fn
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.config import Stage
from infra.constructs.acknowledged import acknowledge
from infra.constructs.http_api import HttpApi

EDGE = Path(__file__).resolve().parent.parent / "edge"
ORIGIN_HEADER = "x-triptych-origin"
TLS_1_2 = cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
NEVER_REMEMBERED = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
OURS = ("/", "/api/*")  # stay at the gateway where redirects go past it
KEYED = ("Authorization", "Origin")  # reach the origin too, and need no place in the list
FORWARDED = (
    "CloudFront-Viewer-Country",
    "CloudFront-Viewer-Address",
    "User-Agent",
    "Referer",
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Idempotency-Key",
    "Access-Control-Request-Method",
    "Access-Control-Request-Headers",
)


class Cdn(Construct):
    """``behaviours`` are path patterns of the systems to the left; everything else is the API.

    ``redirects`` is the host of links where that is another one: a function's URL, or the nearest
    region.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        api: HttpApi,
        origin_secret: secretsmanager.ISecret,
        behaviours: Mapping[str, cloudfront.BehaviorOptions],
        redirects: str | None,
        firewall: str | None,
    ) -> None:
        super().__init__(scope, id_)
        self._policies(stage)
        header = {ORIGIN_HEADER: origin_secret.secret_value.unsafe_unwrap()}  # a reference
        gateway = self._api_behaviour(_api_origin(stage, api, header))
        default = gateway
        if redirects:
            default = self._api_behaviour(origins.HttpOrigin(redirects, custom_headers=header))
        names = [name for name in (stage.domain, stage.short_domain) if name]
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"triptych {stage.name}",
            default_behavior=default,
            additional_behaviors={
                **behaviours,
                **(dict.fromkeys(OURS, gateway) if redirects else {}),
            },
            error_responses=[
                cloudfront.ErrorResponse(http_status=status, ttl=Duration.seconds(0))
                for status in NEVER_REMEMBERED
            ],
            domain_names=names or None,
            certificate=self._certificate(names) if names else None,
            minimum_protocol_version=TLS_1_2 if names else None,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_ALL,
            web_acl_id=firewall,
        )
        self._acknowledge()

    def _policies(self, stage: Stage) -> None:
        self.cache_policy = cloudfront.CachePolicy(
            self,
            "Cache",
            comment=f"triptych {stage.name}: what the origin says, a second at most",
            min_ttl=Duration.seconds(0),
            default_ttl=Duration.seconds(0),
            max_ttl=Duration.seconds(1),
            header_behavior=cloudfront.CacheHeaderBehavior.allow_list(*KEYED),
            query_string_behavior=cloudfront.CacheQueryStringBehavior.all(),
            cookie_behavior=cloudfront.CacheCookieBehavior.none(),
            enable_accept_encoding_gzip=True,
            enable_accept_encoding_brotli=True,
        )
        self.request_policy = cloudfront.OriginRequestPolicy(
            self,
            "Request",
            comment=f"triptych {stage.name}: chosen headers",
            header_behavior=cloudfront.OriginRequestHeaderBehavior.allow_list(*FORWARDED),
            query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.all(),
            cookie_behavior=cloudfront.OriginRequestCookieBehavior.none(),
        )
        self.response_policy = cloudfront.ResponseHeadersPolicy(
            self,
            "Response",
            comment=f"triptych {stage.name}: security headers",
            security_headers_behavior=_security_headers(),
        )
        self.viewer_request = cloudfront.Function(
            self,
            "ViewerRequest",
            comment=f"triptych {stage.name}: anonymous callers, no forged origin",
            code=cloudfront.FunctionCode.from_file(file_path=str(EDGE / "viewer-request.js")),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )

    def _api_behaviour(self, origin: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origin,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=self.cache_policy,
            origin_request_policy=self.request_policy,
            response_headers_policy=self.response_policy,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            compress=True,
            function_associations=[
                cloudfront.FunctionAssociation(
                    function=self.viewer_request,
                    event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
                )
            ],
        )

    def _certificate(self, names: list[str]) -> acm.Certificate:
        """Issued once the operator has put its record into the domain's DNS."""
        return acm.Certificate(
            self,
            "Certificate",
            domain_name=names[0],
            subject_alternative_names=names[1:] or None,
            validation=acm.CertificateValidation.from_dns(),
        )

    def _acknowledge(self) -> None:
        for rule, reason in (
            ("AwsSolutions-CFR1", "Links are read from everywhere."),
            ("AwsSolutions-CFR2", "Only the emulator's distribution is without a firewall."),
            ("AwsSolutions-CFR3", "Its access logs hold full addresses and paths with tokens."),
            ("AwsSolutions-CFR4", "A stage without a domain has CloudFront's certificate."),
            ("AwsSolutions-CFR5", "The emulator's origin is plain HTTP on the same machine."),
        ):
            acknowledge(self.distribution, rule, reason)


def _api_origin(stage: Stage, api: HttpApi, header: Mapping[str, str]) -> cloudfront.IOrigin:
    if not stage.emulated:
        return origins.HttpOrigin(api.host(stage.region), custom_headers=dict(header))
    return origins.HttpOrigin(
        "localhost",
        protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
        http_port=int(stage.emulator.rpartition(":")[2]),
        origin_path=Fn.join("", ["/_aws/execute-api/", api.id, "/$default"]),
        custom_headers=dict(header),
    )


def _security_headers() -> cloudfront.ResponseSecurityHeadersBehavior:
    """Where an answer says something itself, the answer wins."""
    return cloudfront.ResponseSecurityHeadersBehavior(
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=Duration.days(365), include_subdomains=True, override=False
        ),
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        frame_options=cloudfront.ResponseHeadersFrameOptions(
            frame_option=cloudfront.HeadersFrameOption.DENY, override=False
        ),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
            override=False,
        ),
    )
