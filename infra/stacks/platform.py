"""What all systems stand on: network, Valkey, people, the API, the bus, secrets, alarms."""

from aws_cdk import Annotations, CfnOutput, Stack
from aws_cdk import aws_events as events
from constructs import Construct

from accounts.settings import AuthorizerSettings
from contracts.tables.accounts import API_KEYS
from infra.config import Stage
from infra.constructs.alarming import alarm_topic
from infra.constructs.budget import Budget
from infra.constructs.function import Function
from infra.constructs.http_api import HttpApi
from infra.constructs.identity import Identity
from infra.constructs.monitoring import Monitoring
from infra.constructs.network import Network
from infra.constructs.secret import Secret
from infra.constructs.secrets_key import SecretsKey
from infra.constructs.table import Table
from infra.constructs.valkey import PORT, Valkey

# Not six characters behind the last hyphen: Secrets Manager takes those for its own.
ORIGIN_SECRET, VISITOR_SALT = "origin-proof", "visitor-salt"
# None fits by default: a month is a few hundred dollars or hundreds of millions (`make cost`).
NO_BUDGET = "Nobody is told what this account spends: give -c monthlyBudget=<dollars>."


class PlatformStack(Stack):
    def __init__(self, scope: Construct, id_: str, *, stage: Stage, **kwargs: object) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self.network = Network(self, "Network", cache_port=PORT)
        self.valkey = Valkey(self, "Valkey", stage=stage, network=self.network)
        self.identity = Identity(self, "Identity", stage=stage)
        self.bus = events.EventBus(self, "Bus", event_bus_name=id_)  # AWS makes no name up
        self.alarms = alarm_topic(self, stage)

        self.secrets_key = SecretsKey(self, "SecretsKey", stage=stage)
        self.origin_secret = Secret(
            self,
            "OriginSecret",
            stage=stage,
            key=self.secrets_key,
            what_for="proves that CloudFront sent a request",
            everywhere=ORIGIN_SECRET,
        )
        self.code_key = Secret(
            self,
            "CodeKey",
            stage=stage,
            key=self.secrets_key,
            what_for="orders the short codes",
        )
        self.visitor_salt = Secret(
            self,
            "VisitorSalt",
            stage=stage,
            key=self.secrets_key,
            what_for="makes visitors unrecognisable",
            everywhere=VISITOR_SALT,
        )

        self.api_keys = Table(self, "ApiKeys", stage=stage, contract=API_KEYS)
        self.authorizer = Function(
            self,
            "accounts-authorizer",
            stage=stage,
            handler="accounts.handlers.authorizer",
            settings=AuthorizerSettings(
                stage=stage.name,
                api_keys_table=self.api_keys.name,
                credentials_keep_seconds=stage.credentials_keep_seconds,
                user_pool_id=self.identity.pool.user_pool_id,
                client_ids=(self.identity.client.user_pool_client_id,),
                issuer=self.identity.issuer,
                jwks_url=self.identity.keys_url(stage),
                origin_secret_arn=self.origin_secret.arn,
            ),
        )
        self.authorizer.may("dynamodb:GetItem", on=[self.api_keys.arn])
        self.authorizer.may_read(self.origin_secret)
        self.api = HttpApi(self, "Api", stage=stage, authorizer=self.authorizer)

        monitoring = Monitoring(
            self,
            "Monitoring",
            topic=self.alarms,
            functions=[self.authorizer],
            tables=[self.api_keys],
        )
        monitoring.watch_cache(self.valkey)
        monitoring.watch_api("api", self.api.id)
        monitoring.watch_door(self.authorizer)
        if stage.monthly_budget:
            Budget(self, "Budget", dollars=stage.monthly_budget, topic=self.alarms)
        elif stage.durable:
            Annotations.of(self).add_warning_v2("triptych:budget", NO_BUDGET)
        self._outputs(stage)

    def _outputs(self, stage: Stage) -> None:
        for name, value in (
            ("UserPoolId", self.identity.pool.user_pool_id),
            ("ClientId", self.identity.client.user_pool_client_id),
            ("ApiId", self.api.id),
            ("ApiKeysTable", self.api_keys.name),
            ("OriginSecretArn", self.origin_secret.arn),
            ("BusName", self.bus.event_bus_name),
            ("Region", stage.region),
        ):
            CfnOutput(self, name, value=value)
