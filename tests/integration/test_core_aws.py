"""AWS clients and secrets: few attempts, short waits, secrets read once (X4)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from core import aws
from core.http.failures import known
from core.secrets import Secret


@pytest.fixture
def fresh_clients() -> Iterator[None]:
    aws.forget_clients()
    yield
    aws.forget_clients()


@pytest.mark.usefixtures("fresh_clients")
def test_X4_clients_try_three_times_with_jitter_and_never_wait_long() -> None:
    for client in (aws.dynamodb(), aws.kinesis(), aws.s3(), aws.events(), aws.secretsmanager()):
        config: Any = client.meta.config  # botocore's options have no types
        assert config.retries == {"mode": "standard", "total_max_attempts": 3}
        assert (config.connect_timeout, config.read_timeout) == (1, 3)


@pytest.mark.usefixtures("fresh_clients")
def test_a_client_is_made_once() -> None:
    assert aws.dynamodb() is aws.dynamodb()


@pytest.mark.usefixtures("fresh_clients")
def test_clients_follow_the_endpoint_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4599")
    assert aws.kinesis().meta.endpoint_url == "http://127.0.0.1:4599"


@pytest.fixture
def manager() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="us-east-1")


def test_a_secret_is_read_once(manager: Any) -> None:
    arn = manager.create_secret(Name="origin", SecretString="open sesame")["ARN"]
    reads: list[object] = []
    manager.meta.events.register(
        "before-call.secrets-manager.GetSecretValue", lambda **kw: reads.append(kw)
    )
    secret = Secret(arn=arn, client=manager)
    assert [secret() for _ in range(5)] == ["open sesame"] * 5
    assert len(reads) == 1


def test_a_secret_that_cannot_be_read_says_why(manager: Any) -> None:
    with pytest.raises(ClientError) as failure:
        Secret(arn="arn:aws:secretsmanager:us-east-1:000000000000:secret:none", client=manager)()
    assert failure.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_X4_a_throttled_secrets_manager_is_503(
    manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def throttled(**_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "GetSecretValue")

    monkeypatch.setattr(manager, "get_secret_value", throttled)
    with pytest.raises(ClientError) as failure:
        Secret(arn="origin", client=manager)()
    answer = known(failure.value)
    assert answer is not None
    assert answer.status == 503
