"""Composition of the authorizer, once per sandbox. Kept apart: it imports little."""

from functools import cache

from aws_lambda_powertools import Logger

from core import aws
from core.clock import SystemClock
from core.observability import logger_for
from core.secrets import Secret

from .adapters.credentials import DynamoCredentials
from .adapters.public_keys import PublicKeys
from .authorizing import Authorizer
from .settings import AuthorizerSettings
from .tokens import TokenVerifier


@cache
def logger() -> Logger:
    return logger_for("accounts-authorizer")


@cache
def authorizer() -> Authorizer:
    settings = AuthorizerSettings.from_env()
    secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
    return Authorizer(
        tokens=TokenVerifier(
            settings.issuer, settings.client_ids, PublicKeys(url=settings.jwks_url)
        ),
        credentials=DynamoCredentials(
            client=aws.dynamodb(),
            table=settings.api_keys_table,
            keep_seconds=settings.credentials_keep_seconds,
        ),
        origin_secret=secret,
        clock=SystemClock(),
        origin_secret_before=secret.before,
    )
