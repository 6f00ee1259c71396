"""What all systems stand on: network, Valkey, people, the API, the bus, secrets, alarms."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from accounts.settings import AuthorizerSettings
from contracts.tables.accounts import API_KEYS
from infra.config import Stage
from infra.constructs import retention
from infra.constructs.acknowledged import acknowledge
from infra.constructs.function import Function
from infra.constructs.http_api import HttpApi
from infra.constructs.identity import Identity
from infra.constructs.monitoring import Monitoring
from infra.constructs.network import Network
from infra.constructs.table import Table
from infra.constructs.valkey import PORT, Valkey


class PlatformStack(Stack):
    def __init__(self, scope: Construct, id_: str, *, stage: Stage, **kwargs: object) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self.network = Network(self, "Network", cache_port=PORT)
        self.valkey = Valkey(self, "Valkey", stage=stage, network=self.network)
        self.identity = Identity(self, "Identity", stage=stage)
        self.bus = events.EventBus(self, "Bus")
        self.alarms = self._alarm_topic(stage)

        self.origin_secret = self._secret("OriginSecret", "proves that CloudFront sent a request", stage)
        self.code_key = self._secret("CodeKey", "orders the short codes", stage)
        self.visitor_salt = self._secret("VisitorSalt", "makes visitors unrecognisable", stage)

        self.api_keys = Table(self, "ApiKeys", stage=stage, contract=API_KEYS)
        self.authorizer = Function(
            self,
            "accounts-authorizer",
            stage=stage,
            handler="accounts.handlers.authorizer",
            settings=AuthorizerSettings(
                stage=stage.name,
                api_keys_table=self.api_keys.name,
                user_pool_id=self.identity.pool.user_pool_id,
                client_ids=(self.identity.client.user_pool_client_id,),
                issuer=self.identity.issuer,
                jwks_url=self.identity.keys_url(stage),
                origin_secret_arn=self.origin_secret.secret_arn,
            ),
        )
        self.authorizer.may("dynamodb:GetItem", on=[self.api_keys.arn])
        self.authorizer.may("secretsmanager:GetSecretValue", on=[self.origin_secret.secret_arn])
        self.api = HttpApi(self, "Api", stage=stage, authorizer=self.authorizer)

        Monitoring(
            self,
            "Monitoring",
            topic=self.alarms,
            functions=[self.authorizer],
            tables=[self.api_keys],
        )
        self._outputs(stage)

    def _secret(self, id_: str, what_for: str, stage: Stage) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            id_,
            description=f"triptych {stage.name}: {what_for}",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=48, exclude_punctuation=True
            ),
            removal_policy=retention.of_data(stage),
        )
        acknowledge(
            secret,
            "AwsSolutions-SMG4",
            "No machine knows how to change it everywhere at once; the runbook does.",
        )
        return secret

    def _alarm_topic(self, stage: Stage) -> sns.Topic:
        topic = sns.Topic(self, "Alarms", enforce_ssl=True)
        if stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_email))
        return topic

    def _outputs(self, stage: Stage) -> None:
        for name, value in (
            ("UserPoolId", self.identity.pool.user_pool_id),
            ("ClientId", self.identity.client.user_pool_client_id),
            ("ApiId", self.api.id),
            ("ApiKeysTable", self.api_keys.name),
            ("OriginSecretArn", self.origin_secret.secret_arn),
            ("BusName", self.bus.event_bus_name),
            ("Region", stage.region),
        ):
            CfnOutput(self, name, value=value)
