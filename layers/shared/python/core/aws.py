"""boto3 clients as every function makes them: few attempts, short waits, one of each per sandbox.

Standard mode retries with full jitter and gives up; the caller then answers 503 (``core.http``) or
leaves the batch to its stream. ``AWS_ENDPOINT_URL`` is honoured by boto3 itself.
"""

import os
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_cloudfront_keyvaluestore import CloudFrontKeyValueStoreClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_mediaconvert import MediaConvertClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    tcp_keepalive=True,
    user_agent_extra="triptych",
)
# Presigned forms would be signed by an older version in us-east-1, which newer regions refuse.
S3_CONFIG = CONFIG.merge(Config(signature_version="s3v4"))
# What looks into files, or puts large ones together, takes its time.
PATIENT = Config(read_timeout=25, retries={"mode": "standard", "total_max_attempts": 2})


@cache
def _session() -> boto3.Session:
    return boto3.Session()


@cache
def dynamodb() -> "DynamoDBClient":
    return _session().client("dynamodb", config=CONFIG)


@cache
def kinesis() -> "KinesisClient":
    return _session().client("kinesis", config=CONFIG)


@cache
def kinesis_in(region: str) -> "KinesisClient":
    """Of another region than the function's own."""
    return _session().client("kinesis", region_name=region, config=CONFIG)


@cache
def s3() -> "S3Client":
    return _session().client("s3", config=S3_CONFIG)


@cache
def s3_patient() -> "S3Client":
    """For putting the parts of a large file together."""
    return _session().client("s3", config=S3_CONFIG.merge(PATIENT))


@cache
def mediaconvert() -> "MediaConvertClient":
    return _session().client("mediaconvert", config=CONFIG.merge(PATIENT))


@cache
def sqs() -> "SQSClient":
    return _session().client("sqs", config=CONFIG)


@cache
def events() -> "EventBridgeClient":
    return _session().client("events", config=CONFIG)


@cache
def secretsmanager() -> "SecretsManagerClient":
    return _session().client("secretsmanager", config=CONFIG)


@cache
def cognito() -> "CognitoIdentityProviderClient":
    return _session().client("cognito-idp", config=CONFIG)


@cache
def connections(url: str) -> "ApiGatewayManagementApiClient":
    """``url`` is the stage of a WebSocket API; requests run side by side in threads."""
    config = CONFIG.merge(Config(max_pool_connections=16))
    return _session().client("apigatewaymanagementapi", endpoint_url=url, config=config)


@cache
def edge_keys() -> "CloudFrontKeyValueStoreClient":
    """The data of CloudFront's key value stores; signs by SigV4a, which needs ``awscrt``."""
    client = _session().client("cloudfront-keyvaluestore", config=CONFIG)
    if os.environ.get("AWS_ENDPOINT_URL"):
        # boto3 puts the account before the host; below an emulator's there are no names.
        client.meta.events.register("before-call.cloudfront-keyvaluestore", without_account)
    return client


def without_account(params: dict[str, Any], **_: object) -> None:  # Any: botocore's request
    """A hook of botocore's."""
    url = urlsplit(params["url"])
    params["url"] = urlunsplit(url._replace(netloc=url.netloc.partition(".")[2]))


def forget_clients() -> None:
    """Tests that change the environment or start moto make new clients after this."""
    for made in CLIENTS:
        made.cache_clear()


CLIENTS = (
    _session,
    dynamodb,
    kinesis,
    kinesis_in,
    s3,
    s3_patient,
    mediaconvert,
    sqs,
    events,
    secretsmanager,
    cognito,
    connections,
    edge_keys,
)
