"""Our Signature Version 4 is botocore's, byte for byte."""

from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials
from hypothesis import given
from hypothesis import strategies as st

from core.sigv4 import Credentials, Signer


def botocores(keys: Credentials, body: bytes, headers: dict[str, str], stamp: str) -> str:
    request = AWSRequest("POST", f"https://{headers['host']}/", headers, body)
    request.context["timestamp"] = stamp
    signer = SigV4Auth(
        BotoCredentials(keys.access_key, keys.secret_key, keys.token or None),
        "dynamodb",
        "eu-west-1",
    )
    signature: str = signer.signature(
        signer.string_to_sign(request, signer.canonical_request(request)), request
    )
    return signature


@pytest.mark.parametrize("token", ["", "a-session-token/with+signs="])
@given(body=st.binary(max_size=200), second=st.integers(0, 86399), day=st.integers(1, 28))
def test_the_signature_is_botocores(token: str, body: bytes, second: int, day: int) -> None:
    at = datetime(2026, 2, day, second // 3600, second % 3600 // 60, second % 60, tzinfo=UTC)
    keys = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", token)
    signer = Signer(credentials=keys, region="eu-west-1", service="dynamodb")
    signed = signer.sign(
        host="dynamodb.eu-west-1.amazonaws.com",
        target="DynamoDB_20120810.GetItem",
        content_type="application/x-amz-json-1.0",
        body=body,
        at=at,
    )
    authorization = signed.pop("authorization")
    expected = botocores(keys, body, signed, signed["x-amz-date"])
    assert authorization.endswith("Signature=" + expected)


def test_a_new_day_has_a_new_key() -> None:
    signer = Signer(credentials=Credentials("A", "B"), region="r", service="kinesis")

    def signature(day: int) -> str:
        signed = signer.sign(
            host="h", target="t", content_type="c", body=b"", at=datetime(2026, 1, day, tzinfo=UTC)
        )
        return signed["authorization"]

    first = signature(1)
    assert signature(2) != first
    assert signature(1) == first
