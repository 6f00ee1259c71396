"""The one HTTP API: made on the left, given routes by each system, opened on the right.

A system's routes are its ``Route`` contracts. The stage (where throttles and access logs are) is
``HttpApiStage``, declared after all routes: a throttle of a route that does not exist yet fails.
"""

from collections.abc import Iterable

from aws_cdk import Aws, RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from contracts.http import Route
from infra.config import Stage
from infra.constructs import retention
from infra.constructs.acknowledged import acknowledge
from infra.constructs.function import Function
from infra.routes import key_of
from infra.sizing.throttles import Throttle

IDENTITY = ("$request.header.Authorization", "$request.header.x-triptych-origin")

# No full address, no path (it may hold a code that is a secret), no query, no header.
ACCESS_LOG = (
    '{"requestId":"$context.requestId","at":"$context.requestTime","route":"$context.routeKey",'
    '"status":"$context.status","ms":"$context.responseLatency",'
    '"integrationMs":"$context.integrationLatency","bytes":"$context.responseLength",'
    '"error":"$context.error.responseType","authorizer":"$context.authorizer.error"}'
)


class HttpApi(Construct):
    """The API and its authorizer, which always allows and says who the caller is.

    Without one, all its routes are public.
    """

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, authorizer: Function | None
    ) -> None:
        super().__init__(scope, id_)
        self.resource = gateway.CfnApi(
            self, "Api", name=f"triptych-{stage.name}", protocol_type="HTTP"
        )
        self.authorizer = self._authorizer(stage, authorizer) if authorizer else None

    def _authorizer(self, stage: Stage, function: Function) -> gateway.CfnAuthorizer:
        authorizer = gateway.CfnAuthorizer(
            self,
            "Authorizer",
            api_id=self.id,
            name="principal",
            authorizer_type="REQUEST",
            authorizer_payload_format_version="2.0",
            enable_simple_responses=True,
            identity_source=list(IDENTITY),
            authorizer_result_ttl_in_seconds=stage.authorizer_ttl,
            authorizer_uri=invocation(function),
        )
        permit(function, self.id, f"authorizers/{authorizer.ref}")
        return authorizer

    @property
    def id(self) -> str:
        return self.resource.ref

    def host(self, region: str) -> str:
        return f"{self.id}.execute-api.{region}.{Aws.URL_SUFFIX}"


class Routes(Construct):
    """The routes one function serves, with the one integration between."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        api: HttpApi,
        function: Function,
        routes: Iterable[Route],
    ) -> None:
        super().__init__(scope, id_)
        self._integration = gateway.CfnIntegration(
            self,
            "Integration",
            api_id=api.id,
            integration_type="AWS_PROXY",
            integration_uri=function.arn,
            payload_format_version="2.0",
        )
        permit(function, api.id, "*")
        routes = tuple(routes)
        self.keys = tuple(sorted({key_of(route) for route in routes}))
        guarded = {key_of(route) for route in routes if not route.public}
        for key in self.keys:
            self._add(key, api, guarded=key in guarded)

    def _add(self, key: str, api: HttpApi, *, guarded: bool) -> None:
        if guarded and api.authorizer is None:
            raise ValueError(f"{key} is not public, and nobody says who calls")
        route = gateway.CfnRoute(
            self,
            key,
            api_id=api.id,
            route_key=key,
            target=f"integrations/{self._integration.ref}",
            authorization_type="CUSTOM" if guarded else "NONE",
            authorizer_id=api.authorizer.ref if guarded and api.authorizer else None,
        )
        if not guarded:
            acknowledge(
                route,
                "AwsSolutions-APIG4",
                "Declared public in its contract; the function checks that CloudFront sent it.",
            )


class HttpApiStage(Construct):
    """The ``$default`` stage: throttles, metrics per route and access logs of chosen fields."""

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, api: HttpApi, routes: Iterable[str]
    ) -> None:
        super().__init__(scope, id_)
        self.logs = logs.LogGroup(
            self,
            "AccessLogs",
            retention=retention.of_logs(stage),
            removal_policy=RemovalPolicy.DESTROY,
        )
        limited = {k: v for k, v in stage.route_throttles.items() if k in set(routes)}
        self.resource = gateway.CfnStage(
            self,
            "Stage",
            api_id=api.id,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=gateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=self.logs.log_group_arn, format=ACCESS_LOG
            ),
            default_route_settings=throttled(stage.throttle),
            route_settings={key: _free_form(limit) for key, limit in limited.items()} or None,
        )


def throttled(throttle: Throttle) -> gateway.CfnStage.RouteSettingsProperty:
    """What each route of a stage takes; whatever is above it is answered 429."""
    return gateway.CfnStage.RouteSettingsProperty(
        throttling_rate_limit=throttle.rate,
        throttling_burst_limit=throttle.burst,
        detailed_metrics_enabled=True,
    )


def _free_form(throttle: Throttle) -> dict[str, object]:
    """The same in CloudFormation's own names: CDK passes a map of them on as it is."""
    return {
        "ThrottlingRateLimit": throttle.rate,
        "ThrottlingBurstLimit": throttle.burst,
        "DetailedMetricsEnabled": True,
    }


def invocation(function: Function) -> str:
    """The gateway's own name for calling a function."""
    region = Stack.of(function).region
    return (
        f"arn:{Aws.PARTITION}:apigateway:{region}:lambda:path/2015-03-31/functions/"
        f"{function.arn}/invocations"
    )


def permit(function: Function, api_id: str, what: str) -> None:
    """Allows that API to call the function: as ``authorizers/<id>``, or ``*`` for its routes."""
    stack = Stack.of(function)
    lambda_.CfnPermission(
        function,
        "CalledBy" + ("Authorizer" if what.startswith("authorizers") else "Routes"),
        action="lambda:InvokeFunction",
        function_name=function.arn,
        principal="apigateway.amazonaws.com",
        source_arn=(
            f"arn:{Aws.PARTITION}:execute-api:{stack.region}:{stack.account}:{api_id}/"
            + (what if what.startswith("authorizers") else "*/*")
        ),
    )
