"""Live hints: a WebSocket API, its connections, and the function that speaks to them."""

from aws_cdk import Aws, Fn, Stack
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from constructs import Construct

from contracts.tables.social_live import HINT, LIVE
from infra.config import Stage
from infra.constructs.acknowledged import acknowledge
from infra.constructs.function import Function
from infra.constructs.http_api import invocation, permit, throttled
from infra.constructs.queue import FailureQueue
from infra.constructs.table import Table
from infra.sizing.throttles import LINE
from infra.stacks.platform import PlatformStack
from social.live.ticketing import PATH
from social.settings import SocialLiveSettings, SocialRingSettings

ANSWERED = "$default"
ROUTES = (LINE, "$disconnect", ANSWERED)
STAGE = PATH.strip("/")  # the gateway's stage is the path at the edge, so that nothing rewrites it


class SocialLive(Construct):
    """Functions in the network ring by a row in ``table``: they cannot reach the gateway."""

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, platform: PlatformStack
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._platform = stage, platform
        self.table = Table(self, "Connections", stage=stage, contract=LIVE)
        self.api = gateway.CfnApi(
            self,
            "Api",
            name=f"triptych-{stage.name}-live",
            protocol_type="WEBSOCKET",
            route_selection_expression="$request.body.action",
        )
        self.reception = self._reception()
        self._open()
        self.failures = FailureQueue(self, "Failures", title="social-ring-failures")
        self.ringer = self._ringer()

    @property
    def functions(self) -> list[Function]:
        return [self.reception, self.ringer]

    def may_ring(self, function: Function) -> None:
        function.may("dynamodb:PutItem", on=[self.table.arn])

    def behaviour(self) -> cloudfront.BehaviorOptions:
        """Of the public host. The ticket is in the query, so nothing may be kept."""
        origin = (
            origins.HttpOrigin(
                "localhost",
                protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
                http_port=int(self._stage.emulator.rpartition(":")[2]),
                origin_path=Fn.join("", ["/_aws/execute-api/", self.api.ref]),
            )
            if self._stage.emulated
            else origins.HttpOrigin(self._host)
        )
        return cloudfront.BehaviorOptions(
            origin=origin,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            compress=False,
        )

    @property
    def _host(self) -> str:
        return f"{self.api.ref}.execute-api.{self._stage.region}.{Aws.URL_SUFFIX}"

    def _reception(self) -> Function:
        function = Function(
            self,
            "social-live",
            stage=self._stage,
            handler="social.handlers.live",
            network=self._platform.network,
            settings=SocialLiveSettings(
                live_table=self.table.name, cache_endpoint=self._platform.valkey.endpoint
            ),
        )
        function.may(
            "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", on=[self.table.arn]
        )
        return function

    def _open(self) -> None:
        """Routes, and the stage after them."""
        integration = gateway.CfnIntegration(
            self,
            "Integration",
            api_id=self.api.ref,
            integration_type="AWS_PROXY",
            integration_uri=invocation(self.reception),
        )
        permit(self.reception, self.api.ref, "*")
        opened = gateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.ref,
            stage_name=STAGE,
            auto_deploy=True,
            default_route_settings=throttled(
                self._stage.route_throttles.get(LINE, self._stage.throttle)
            ),
        )
        acknowledge(
            opened,
            "AwsSolutions-APIG1",
            "Needs a role of the whole account; the function logs, and the query is a secret.",
        )
        routes = {key: self._route(key, target=f"integrations/{integration.ref}") for key in ROUTES}
        for needed in (*routes.values(), self._answer(routes[ANSWERED])):
            opened.add_resource_dependency(needed)

    def _route(self, key: str, *, target: str) -> gateway.CfnRoute:
        route = gateway.CfnRoute(
            self,
            key,
            api_id=self.api.ref,
            route_key=key,
            target=target,
            authorization_type="NONE",
            route_response_selection_expression=ANSWERED if key == ANSWERED else None,
        )
        acknowledge(route, "AwsSolutions-APIG4", "$connect takes a ticket that is good once.")
        return route

    def _answer(self, route: gateway.CfnRoute) -> gateway.CfnRouteResponse:
        """Without one, what the function says of a message goes nowhere."""
        return gateway.CfnRouteResponse(
            self,
            "Answer",
            api_id=self.api.ref,
            route_id=route.ref,
            route_response_key=ANSWERED,
        )

    def _ringer(self) -> Function:
        stage, ref = self._stage, self.api.ref
        base = (
            f"{stage.emulator}/_aws/execute-api/{ref}"
            if stage.emulated
            else f"https://{self._host}"
        )
        function = Function(
            self,
            "social-ring",
            stage=stage,
            handler="social.handlers.ring",
            settings=SocialRingSettings(
                live_table=self.table.name, connections_url=f"{base}/{STAGE}"
            ),
        )
        function.may("dynamodb:DeleteItem", "dynamodb:Query", on=[self.table.arn])
        self._may_speak(function)
        self.table.feeds(
            function,
            failures=self.failures,
            only={
                "eventName": ["INSERT"],
                "dynamodb": {"Keys": {"pk": {"S": [{"prefix": HINT}]}}},
            },
        )
        return function

    def _may_speak(self, function: Function) -> None:
        """To whoever is connected, and hang up on them."""
        name = Stack.of(self).get_logical_id(self.api)
        region = self._stage.region
        for method in ("DELETE", "POST"):
            connections = f"{STAGE}/{method}/@connections/*"
            function.may(
                "execute-api:ManageConnections",
                on=[
                    f"arn:{Aws.PARTITION}:execute-api:{region}:{Aws.ACCOUNT_ID}"
                    f":{self.api.ref}/{connections}"
                ],
            )
            acknowledge(
                function.role,
                "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api"
                f":{region}:<AWS::AccountId>:<{name}>/{connections}]",
                "Connections have no names before they are made.",
            )
