"""Links: create and manage, redirect, forget who left. Clicks are counted in ``Counting``."""

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from contracts.tables.links import CLICKS, IDEMPOTENCY, OWNER_INDEX, REPORTS, URLS
from infra import routes
from infra.config import Stage
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.latencies import gateway_latency, url_latency
from infra.constructs.monitoring import Monitoring
from infra.constructs.objective import REDIRECT
from infra.constructs.queue import Queue
from infra.constructs.table import Table
from infra.stacks.links_counting import Counting
from infra.stacks.links_health import health
from infra.stacks.platform import PlatformStack
from links.settings import (
    LinksApiSettings,
    LinksErasureSettings,
    LinksTweetsSettings,
    RedirectSettings,
)


class LinksStack(Stack):
    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, platform: PlatformStack, **kwargs: object
    ) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self._stage = stage
        self._platform = platform
        self.urls = Table(self, "Urls", stage=stage, contract=URLS)
        self.clicks = Table(self, "Clicks", stage=stage, contract=CLICKS)
        self.reports = Table(self, "Reports", stage=stage, contract=REPORTS)
        self.idempotency = Table(self, "Idempotency", stage=stage, contract=IDEMPOTENCY)
        self.counting = Counting(
            self, stage=stage, platform=platform, urls=self.urls, clicks=self.clicks
        )
        self.erasures = Queue(
            self, "Erasures", title="links-erasures", visibility=Duration.minutes(6)
        )
        self.tweeted = Queue(self, "Tweeted", title="links-tweets", visibility=Duration.minutes(6))

        self.api = self._api()
        self.redirect = self._redirect()
        self.erasure = self._erasure()
        self.tweets = self._tweets()
        self.health = health(self, stage=stage, urls=self.urls) if stage.regions else None
        self.routes = tuple(
            Routes(self, id_, api=platform.api, function=function, routes=served)
            for id_, function, served in (
                ("Routes", self.api, routes.LINKS),
                ("RedirectRoutes", self.redirect, routes.REDIRECT),
                ("HealthRoutes", self.health, routes.HEALTH),
            )
            if function
        )
        self.redirect_url = (
            self._function_url() if stage.redirect_origin == "function-url" else None
        )
        self._monitor()
        self._outputs()

    def _api(self) -> Function:
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "links-api",
            stage=stage,
            handler="links.handlers.api",
            network=platform.network,
            memory=1024,
            settings=LinksApiSettings(
                stage=stage.name,
                urls_table=self.urls.name,
                clicks_table=self.clicks.name,
                reports_table=self.reports.name,
                idempotency_table=self.idempotency.name,
                cache_endpoint=platform.valkey.endpoint,
                origin_secret_arn=platform.origin_secret.arn,
                code_key_secret_arn=platform.code_key.arn,
                public_url=stage.url,
                own_hosts=stage.hosts,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
            ),
        )
        function.may(
            "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", on=[self.urls.arn]
        )
        function.may("dynamodb:Query", on=[self.urls.index(OWNER_INDEX)])
        function.may("dynamodb:GetItem", "dynamodb:Query", on=[self.clicks.arn])
        function.may(
            "dynamodb:DeleteItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
            on=[self.reports.arn],
        )
        function.may(
            "dynamodb:DeleteItem",
            "dynamodb:UpdateItem",
            on=[self.idempotency.arn],
        )
        function.may_read(platform.origin_secret, platform.code_key)
        return function

    def _redirect(self) -> Function:
        """The hot path: next to no third-party code, and next to no work: it waits for Kinesis.

        More memory is more processor, which it would pay for while it waits; modules load before
        the first request, at the speed of a whole processor whatever the memory.
        """
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "links-redirect",
            stage=stage,
            handler="links.handlers.redirect",
            network=platform.network,
            vendor=False,
            extras=["crawlerdetect"],  # imported for links with a number of visits only
            memory=stage.redirect_memory_mb,
            quiet=True,
            timeout=Duration.seconds(5),
            settings=RedirectSettings(
                stage=stage.name,
                urls_table=self.urls.name,
                clicks_table=self.clicks.name,
                clicks_stream=self.counting.stream.name,
                cache_endpoint=platform.valkey.endpoint,
                origin_secret_arn=platform.origin_secret.arn,
                salt_secret_arn=platform.visitor_salt.arn,
                public_url=stage.url,
                log_sample=stage.log_sample,
            ),
        )
        function.may("dynamodb:GetItem", "dynamodb:UpdateItem", on=[self.urls.arn])
        function.may("dynamodb:PutItem", on=[self.clicks.arn])
        function.may("kinesis:PutRecord", on=[self.counting.stream.arn])
        function.may_read(platform.origin_secret, platform.visitor_salt)
        return function

    def _erasure(self) -> Function:
        function = Function(
            self,
            "links-erasure",
            stage=self._stage,
            handler="links.handlers.erasure",
            network=self._platform.network,
            timeout=Duration.minutes(1),
            settings=LinksErasureSettings(
                urls_table=self.urls.name,
                clicks_table=self.clicks.name,
                reports_table=self.reports.name,
                cache_endpoint=self._platform.valkey.endpoint,
            ),
        )
        function.may("dynamodb:GetItem", "dynamodb:PutItem", on=[self.urls.arn])
        function.may("dynamodb:Query", on=[self.urls.index(OWNER_INDEX)])
        function.may("dynamodb:DeleteItem", on=[self.reports.arn])
        function.may(
            "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query", on=[self.clicks.arn]
        )
        self.erasures.feeds(function, batch_size=1)
        self._told("AccountErased", "account.erased", self.erasures)
        return function

    def _tweets(self) -> Function:
        """Addresses in tweets. Names are looked up and the bus is told: that is outside the VPC."""
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "links-tweets",
            stage=stage,
            handler="links.handlers.tweets",
            timeout=Duration.minutes(1),
            settings=LinksTweetsSettings(
                urls_table=self.urls.name,
                clicks_table=self.clicks.name,
                code_key_secret_arn=platform.code_key.arn,
                public_url=stage.url,
                own_hosts=stage.hosts,
                bus_name=platform.bus.event_bus_name,
            ),
        )
        function.may("dynamodb:GetItem", "dynamodb:PutItem", on=[self.urls.arn])
        function.may("dynamodb:GetItem", on=[self.clicks.arn])
        function.may("events:PutEvents", on=[platform.bus.event_bus_arn])
        function.may_read(platform.code_key)
        self.tweeted.feeds(function, batch_size=10)
        self._told("TweetLinked", "tweet.linked", self.tweeted)
        return function

    def _told(self, id_: str, type_: str, queue: Queue) -> None:
        events.Rule(
            self,
            id_,
            event_bus=self._platform.bus,
            event_pattern=events.EventPattern(detail_type=[type_]),
            targets=[event_targets.SqsQueue(queue.resource)],
        )

    def _function_url(self) -> lambda_.FunctionUrl:
        """Without IAM: CloudFront's signature would need the hash of each password form's body.

        The function itself refuses what does not carry the origin secret, as behind the gateway.
        """
        return self.redirect.target.add_function_url(auth_type=lambda_.FunctionUrlAuthType.NONE)

    def _monitor(self) -> None:
        stage = self._stage
        monitoring = Monitoring(
            self,
            "Monitoring",
            topic=self._platform.alarms,
            functions=[
                self.api,
                self.redirect,
                *self.counting.functions[:2],
                self.erasure,
                self.tweets,
                *([self.health] if self.health else []),
            ],
            auditors=[self.counting.audit],
            streams=[self.counting.stream],
            queues=[self.erasures, self.tweeted],
            tables=[self.urls, self.clicks, self.reports, self.idempotency],
        )
        self.counting.watched_by(monitoring)
        monitoring.watch_door(self.redirect)
        for region in stage.elsewhere:
            monitoring.watch_replica(self.urls, region)
        through = (
            url_latency(self.redirect, REDIRECT)
            if self.redirect_url
            else gateway_latency(self._platform.api.id, "GET /{proxy+}", REDIRECT)
        )
        monitoring.watch_promise("Redirects", REDIRECT, through)

    def _outputs(self) -> None:
        for name, value in (
            ("UrlsTable", self.urls.name),
            ("ClicksTable", self.clicks.name),
            ("ClicksStream", self.counting.stream.name),
            ("ArchiveBucket", self.counting.archive.bucket.bucket_name),
            ("QuarantineBucket", self.counting.quarantine.bucket_name),
        ):
            CfnOutput(self, name, value=value)
