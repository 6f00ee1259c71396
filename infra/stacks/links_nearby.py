"""Links in a region that is not home: redirect from a replica, take the clicks, send them home.

Nothing here needs the network of the platform: there is no Valkey, a replica is as near. Nothing
here writes to a table.
"""

from aws_cdk import ArnFormat, Aws, Duration, Stack
from constructs import Construct

from contracts.tables.links import URLS
from infra import routes
from infra.config import Stage
from infra.constructs.alarming import alarm_topic
from infra.constructs.entrance import Entrance
from infra.constructs.function import Function
from infra.constructs.http_api import HttpApi, HttpApiStage, Routes
from infra.constructs.latencies import gateway_latency
from infra.constructs.monitoring import Monitoring
from infra.constructs.objective import REDIRECT
from infra.constructs.replicas import Replica
from infra.constructs.secret import SecretReplica
from infra.constructs.stream import Stream
from infra.regions import fixed_name, host_of
from infra.stacks.links_counting import STREAM
from infra.stacks.links_health import health
from infra.stacks.platform import ORIGIN_SECRET, VISITOR_SALT
from links.settings import HomewardSettings, NearbySettings


class LinksNearbyStack(Stack):
    """``region`` is its own; the stage's is home. ``secrets_key`` is the ARN of the region's."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        region: str,
        secrets_key: str,
        **kwargs: object,
    ) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self._stage, self._secrets_key = stage, secrets_key
        self.alarms = alarm_topic(self, stage)
        self.urls = Replica(self, stage=stage, contract=URLS)
        self.stream = Stream(self, "Stream", stage=stage, title=STREAM, shards=stage.click_shards)
        self.redirect = self._redirect()
        self.homeward = self._homeward()
        self.health = health(self, stage=stage, urls=self.urls)
        self.api = HttpApi(self, "Api", stage=stage, authorizer=None)
        api_stage = self._routed()
        self.entrance = Entrance(
            self, "Entrance", stage=stage, region=region, api=self.api, api_stage=api_stage
        )
        self._monitor()

    def _redirect(self) -> Function:
        stage = self._stage
        function = Function(
            self,
            "links-nearby",
            stage=stage,
            handler="links.handlers.nearby",
            vendor=False,
            memory=stage.redirect_memory_mb,
            quiet=True,
            timeout=Duration.seconds(15),  # its own attempts, and then home's answer
            settings=NearbySettings(
                urls_table=self.urls.name,
                clicks_stream=self.stream.name,
                origin_secret=fixed_name(stage, ORIGIN_SECRET),
                salt_secret=fixed_name(stage, VISITOR_SALT),
                home_host=host_of(stage, stage.region),
                log_sample=stage.log_sample,
            ),
        )
        function.may("dynamodb:GetItem", on=[self.urls.arn])
        function.may("kinesis:PutRecord", on=[self.stream.arn])
        function.may_read(self._secret(ORIGIN_SECRET), self._secret(VISITOR_SALT))
        return function

    def _homeward(self) -> Function:
        stage = self._stage
        function = Function(
            self,
            "links-homeward",
            stage=stage,
            handler="links.handlers.homeward",
            timeout=Duration.minutes(1),
            settings=HomewardSettings(
                home_region=stage.region, home_stream=fixed_name(stage, STREAM)
            ),
        )
        there = f"arn:{Aws.PARTITION}:kinesis:{stage.region}:{Aws.ACCOUNT_ID}:stream/"
        function.may("kinesis:PutRecords", on=[there + fixed_name(stage, STREAM)])
        window = Duration.seconds(stage.click_window_seconds)
        self.stream.feeds(function, batch_size=5_000, window=window)
        return function

    def _secret(self, what: str) -> SecretReplica:
        """The replica here, whatever six characters AWS put behind its name."""
        arn = self.format_arn(
            service="secretsmanager",
            resource="secret",
            resource_name=f"{fixed_name(self._stage, what)}-??????",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        return SecretReplica(arn=arn, key_arn=self._secrets_key)

    def _routed(self) -> HttpApiStage:
        served = (
            Routes(
                self, "NearbyRoutes", api=self.api, function=self.redirect, routes=routes.NEARBY
            ),
            Routes(self, "HealthRoutes", api=self.api, function=self.health, routes=routes.HEALTH),
        )
        made = HttpApiStage(
            self,
            "ApiStage",
            stage=self._stage,
            api=self.api,
            routes=[key for group in served for key in group.keys],
        )
        made.node.add_dependency(*served)
        return made

    def _monitor(self) -> None:
        monitoring = Monitoring(
            self,
            "Monitoring",
            topic=self.alarms,
            functions=[self.redirect, self.homeward, self.health],
            streams=[self.stream],
            tables=[self.urls],
        )
        monitoring.watch_age(self.homeward)
        monitoring.watch_door(self.redirect)
        monitoring.watch_api("api", self.api.id)
        through = gateway_latency(self.api.id, "GET /{proxy+}", REDIRECT)
        monitoring.watch_promise("Redirects", REDIRECT, through)
