"""Accounts: ``/api/me``, the pages about the service, sign-up, and the outbox of events."""

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from constructs import Construct

from accounts.outbox import SOURCE
from accounts.settings import (
    AccountsApiSettings,
    OutboxSettings,
    ReminderSettings,
    SignUpSettings,
)
from contracts.tables.accounts import ACCOUNTS, EVENT, PROFILE
from infra import routes
from infra.config import VERSION, Stage
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.identity import sign_up_function_name
from infra.constructs.monitoring import Monitoring
from infra.constructs.queue import FailureQueue, Queue
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack


class AccountsStack(Stack):
    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, platform: PlatformStack, **kwargs: object
    ) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self._stage = stage
        self._platform = platform
        self.accounts = Table(self, "Accounts", stage=stage, contract=ACCOUNTS)
        self.outbox_failures = FailureQueue(self, "OutboxFailures", title="outbox-failures")

        self.api = self._api()
        self.sign_up = self._sign_up()
        self.outbox = self._outbox()
        self.reminders = Queue(
            self,
            "Reminders",
            title="accounts-reminders",
            visibility=Duration.minutes(1),
            delay=Duration.seconds(stage.shut_out_after),
        )
        self.reminder = self._reminder()
        self.routes = Routes(
            self, "Routes", api=platform.api, function=self.api, routes=routes.ACCOUNTS
        )
        monitoring = Monitoring(
            self,
            "Monitoring",
            topic=platform.alarms,
            functions=[self.api, self.sign_up, self.outbox, self.reminder],
            queues=[self.outbox_failures, self.reminders],
            tables=[self.accounts],
        )
        monitoring.watch_age(self.outbox)
        CfnOutput(self, "AccountsTable", value=self.accounts.name)

    def _api(self) -> Function:
        stage, platform = self._stage, self._platform
        function = Function(
            self,
            "accounts-api",
            stage=stage,
            handler="accounts.handlers.api",
            network=platform.network,
            settings=AccountsApiSettings(
                stage=stage.name,
                version=VERSION,
                accounts_table=self.accounts.name,
                api_keys_table=platform.api_keys.name,
                origin_secret_arn=platform.origin_secret.arn,
                cache_endpoint=platform.valkey.endpoint,
                self_service_plans=stage.self_service_plans,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
                public_url=stage.url,
            ),
        )
        writes = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
        reads = ("dynamodb:GetItem", "dynamodb:Query")
        function.may(*reads, *writes, "dynamodb:ConditionCheckItem", on=[self.accounts.arn])
        function.may(*writes, on=[platform.api_keys.arn])
        function.may_read(platform.origin_secret)
        return function

    def _sign_up(self) -> Function:
        function = Function(
            self,
            "accounts-sign-up",
            stage=self._stage,
            handler="accounts.handlers.sign_up",
            name=sign_up_function_name(self._stage),
            settings=SignUpSettings(accounts_table=self.accounts.name),
        )
        function.may("dynamodb:GetItem", "dynamodb:PutItem", on=[self.accounts.arn])
        self._platform.identity.permit(function.resource)
        return function

    def _outbox(self) -> Function:
        function = Function(
            self,
            "accounts-outbox",
            stage=self._stage,
            handler="accounts.handlers.outbox",
            settings=OutboxSettings(
                accounts_table=self.accounts.name,
                api_keys_table=self._platform.api_keys.name,
                bus_name=self._platform.bus.event_bus_name,
                user_pool_id=self._platform.identity.pool.user_pool_id,
            ),
        )
        function.may("events:PutEvents", on=[self._platform.bus.event_bus_arn])
        function.may(
            "cognito-idp:AdminDeleteUser",
            "cognito-idp:AdminGetUser",
            on=[self._platform.identity.pool.user_pool_arn],
        )
        function.may("dynamodb:Query", "dynamodb:DeleteItem", on=[self.accounts.arn])
        function.may("dynamodb:DeleteItem", on=[self._platform.api_keys.arn])
        self.accounts.feeds(
            function,
            failures=self.outbox_failures,
            only={
                "eventName": ["INSERT", "MODIFY"],
                "dynamodb": {"Keys": {"sk": {"S": [EVENT, PROFILE]}}},
            },
        )
        return function

    def _reminder(self) -> Function:
        """Tells of an erasure again when nobody can write for that person any more."""
        function = Function(
            self,
            "accounts-reminder",
            stage=self._stage,
            handler="accounts.handlers.reminder",
            settings=ReminderSettings(bus_name=self._platform.bus.event_bus_name),
        )
        function.may("events:PutEvents", on=[self._platform.bus.event_bus_arn])
        self.reminders.feeds(function, batch_size=1)
        events.Rule(
            self,
            "FirstTime",  # by its source: the second time would be told a third time
            event_bus=self._platform.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=["account.erased"]),
            targets=[event_targets.SqsQueue(self.reminders.resource)],
        )
        return function
