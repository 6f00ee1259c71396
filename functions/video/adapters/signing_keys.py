"""Where signing keys are: a secret for those who sign, a key value store for the edge."""

import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from core.errors import Unavailable
from core.secrets import Secret

from ..playback.signing import KeyRing
from ..playback.tokens import SigningKey

if TYPE_CHECKING:
    from mypy_boto3_cloudfront_keyvaluestore import CloudFrontKeyValueStoreClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

ATTEMPTS = 10
PAUSE = 0.5  # seconds


class SecretVault:
    """``Vault``."""

    def __init__(self, *, client: "SecretsManagerClient", arn: str) -> None:
        self._client, self._arn = client, arn

    def read(self) -> str:
        return self._client.get_secret_value(SecretId=self._arn)["SecretString"]

    def write(self, text: str) -> None:
        self._client.put_secret_value(SecretId=self._arn, SecretString=text)


class Signer:
    """The key to sign with, from a secret that is read again every few minutes."""

    def __init__(self, *, secret: Secret) -> None:
        self._secret = secret

    def __call__(self) -> SigningKey:
        return KeyRing.read(self._secret()).signer()


class KeyValueStore:
    """``EdgeKeys``. Every change names the version it is made of; somebody else's is waited for."""

    def __init__(
        self,
        *,
        client: "CloudFrontKeyValueStoreClient",
        arn: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._arn, self._pause = client, arn, pause

    def keep(self, kid: str, key: str) -> None:
        for _ in range(ATTEMPTS):
            if self._read(kid) == key:
                return
            self._change(
                lambda version: self._client.put_key(
                    KvsARN=self._arn, Key=kid, Value=key, IfMatch=version
                )
            )
        raise Unavailable

    def remove(self, kid: str) -> None:
        for _ in range(ATTEMPTS):
            if self._read(kid) is None:
                return
            self._change(
                lambda version: self._client.delete_key(KvsARN=self._arn, Key=kid, IfMatch=version)
            )
        raise Unavailable

    def _read(self, kid: str) -> str | None:
        try:
            return self._client.get_key(KvsARN=self._arn, Key=kid)["Value"]
        except self._client.exceptions.ResourceNotFoundException:
            return None

    def _change(self, change: Callable[[str], object]) -> None:
        version = self._client.describe_key_value_store(KvsARN=self._arn)["ETag"]
        try:
            change(version)
        except self._client.exceptions.ConflictException:
            self._pause(PAUSE)


def answered(event: Mapping[str, Any], do: Callable[[], object]) -> None:  # Any: Lambda's event
    """``do``, for a schedule or for CloudFormation, which waits for an answer at a URL of its own.

    Form: CloudFormation, "Custom resource request and response reference".
    """
    if "ResponseURL" not in event:
        do()
        return
    failure = ""
    try:
        if event["RequestType"] != "Delete":
            do()
    # Whatever it is: unanswered, the deployment would wait for an hour.
    except Exception as error:
        failure = type(error).__name__
    answer = {
        "Status": "FAILED" if failure else "SUCCESS",
        "Reason": failure or "done",
        "PhysicalResourceId": event.get("PhysicalResourceId") or event["LogicalResourceId"],
        **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
    }
    # The address comes from CloudFormation, which alone (and our role's owner) may invoke us.
    request = Request(  # noqa: S310
        event["ResponseURL"],
        data=json.dumps(answer).encode(),
        method="PUT",
        headers={"Content-Type": ""},
    )
    with urlopen(request, timeout=5):  # noqa: S310  # as above
        return
