"""AWS's JSON services for hot paths: keep-alive HTTP, SigV4, bounded retries with jitter.

Importing botocore with two clients costs several times what a redirect does in its whole life, so
the redirect and the home timeline use this and everything else uses boto3 (``core.aws``).
"""

import http.client
import json
import random
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .errors import Unavailable
from .sigv4 import Credentials, Signer

# What AWS's JSON protocol carries: any JSON object.
Json = dict[str, Any]

THROTTLES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "Throttling",
        "RequestLimitExceeded",
        "KMSThrottlingException",
        "TooManyRequestsException",
        "SlowDown",
    }
)


class AwsError(Exception):
    """AWS answered with an error; ``code`` is its name for it."""

    def __init__(self, code: str, message: str = "", *, status: int = 0) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.status = status


class ConditionFailed(AwsError):
    """A condition expression was not true; nothing was written."""


class Throttled(AwsError):
    """Refused for being too much, also after the retries; nothing was done."""


class Unanswered(AwsError):
    """No answer, a broken one or a 5xx, also after the retries; it may have been done."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP exchange, for those who count: ``answer`` is None where there was none."""

    service: str
    operation: str
    request: Json
    answer: Json | None
    status: int


class Service(NamedTuple):
    """How a service is addressed."""

    target: str
    content_type: str


SERVICES: Mapping[str, Service] = {
    "dynamodb": Service("DynamoDB_20120810", "application/x-amz-json-1.0"),
    "kinesis": Service("Kinesis_20131202", "application/x-amz-json-1.1"),
    "secretsmanager": Service("secretsmanager", "application/x-amz-json-1.1"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long and how often to try. Seconds; ``timeout`` is for each exchange.

    The pause after attempt n is random in [0, ``pause`` * 2^(n-1)] ("full jitter": AWS
    Architecture Blog, "Exponential Backoff And Jitter").
    """

    timeout: float = 0.5
    attempts: int = 3
    pause: float = 0.025


class JsonService:
    """One AWS service. Threads may share it: each exchange takes a connection of its own."""

    def __init__(
        self,
        *,
        service: str,
        region: str,
        credentials: Credentials,
        endpoint: str = "",
        patience: Patience | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        on_attempt: Callable[[Attempt], None] | None = None,
    ) -> None:
        """``endpoint`` empty: AWS's own for the region."""
        self._service = service
        self._target, self._content_type = SERVICES[service]
        url = urlsplit(endpoint or f"https://{service}.{region}.amazonaws.com")
        self._secure = url.scheme == "https"
        self._host, self._port = url.hostname or "", url.port
        self._signed_host = url.netloc
        self._patience = patience or Patience()
        self._signer = Signer(credentials=credentials, region=region, service=service)
        self._clock, self._sleep, self._on_attempt = clock, sleep, on_attempt
        self._idle: list[http.client.HTTPConnection] = []

    def call(self, operation: str, request: Json, *, repeatable: bool = True) -> Json:
        """Raises ConditionFailed, Throttled, Unanswered, or AwsError for anything else.

        ``repeatable`` False: not tried again where the first attempt may have been done.
        """
        body = json.dumps(request, separators=(",", ":")).encode()
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._once(operation, request, body)
            except (Throttled, Unanswered) as error:
                certain = isinstance(error, Throttled)
                if attempt >= self._patience.attempts or not (certain or repeatable):
                    raise
            ceiling = self._patience.pause * 2 ** (attempt - 1)
            self._sleep(random.random() * ceiling)  # noqa: S311  # spreads retries, guards nothing

    def _once(self, operation: str, request: Json, body: bytes) -> Json:
        status, answer = 0, None
        try:
            status, content, checksum = self._exchange(operation, body)
            answer = _parsed(status, content, checksum)
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(type(error).__name__, str(error)) from error
        finally:
            if self._on_attempt:
                self._on_attempt(Attempt(self._service, operation, request, answer, status))
        if status == 200:
            return answer
        raise _error(status, answer)

    def _exchange(self, operation: str, body: bytes) -> tuple[int, bytes, str | None]:
        """A kept connection that the server closed meanwhile is replaced without counting it."""
        headers = self._signer.sign(
            host=self._signed_host,
            target=f"{self._target}.{operation}",
            content_type=self._content_type,
            body=body,
            at=self._clock(),
        )
        while self._idle:
            try:
                return self._send(self._idle.pop(), headers, body)
            except (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected):
                continue
        return self._send(self._connection(), headers, body)

    def _send(
        self, connection: http.client.HTTPConnection, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, bytes, str | None]:
        try:
            connection.request("POST", "/", body, dict(headers))
            response = connection.getresponse()
            content = response.read()
        except BaseException:
            connection.close()
            raise
        if response.will_close:
            connection.close()
        else:
            self._idle.append(connection)
        return response.status, content, response.headers.get("x-amz-crc32")

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=self._patience.timeout)


class Secrets:
    """Reads Secrets Manager."""

    def __init__(self, service: JsonService) -> None:
        self._service = service

    def read(self, arn: str, *, stage: str = "AWSCURRENT") -> str:
        """Raises Unavailable, because no request can go on without it."""
        wanted = {"SecretId": arn, "VersionStage": stage}
        try:
            return str(self._service.call("GetSecretValue", wanted)["SecretString"])
        except (Throttled, Unanswered) as error:
            raise Unavailable(headers={"Retry-After": "1"}) from error

    def before(self, arn: str) -> str:
        """The secret before, while it turns; empty where there is none any more."""
        try:
            return self.read(arn, stage="AWSPREVIOUS")
        except AwsError as error:
            if error.code == "ResourceNotFoundException":
                return ""
            raise


def services(
    *, environ: Mapping[str, str], patience: Patience, names: tuple[str, ...]
) -> dict[str, JsonService]:
    """Clients as the environment says: region, credentials and, on a laptop, the endpoint."""
    credentials = Credentials.from_env(environ)
    region = environ.get("AWS_REGION") or environ["AWS_DEFAULT_REGION"]
    return {
        name: JsonService(
            service=name,
            region=region,
            credentials=credentials,
            endpoint=environ.get(
                f"AWS_ENDPOINT_URL_{_variable(name)}", environ.get("AWS_ENDPOINT_URL", "")
            ),
            patience=patience,
        )
        for name in names
    }


def _variable(service: str) -> str:
    return {"secretsmanager": "SECRETS_MANAGER"}.get(service, service.upper())


def _parsed(status: int, content: bytes, checksum: str | None) -> Json:
    """The answer's JSON. Raises HTTPException if it is damaged, which is as good as no answer."""
    if checksum is not None and checksum != str(zlib.crc32(content)):
        raise http.client.HTTPException("the checksum does not match")
    try:
        answer = json.loads(content or b"{}")
    except ValueError as error:
        if status >= 400:  # a proxy's page; the status says enough
            return {}
        raise http.client.HTTPException("the answer is not JSON") from error
    if not isinstance(answer, dict):
        raise http.client.HTTPException("the answer is not an object")
    return answer


def _error(status: int, answer: Json) -> AwsError:
    code = str(answer.get("__type") or status).rpartition("#")[2].partition(":")[0]
    message = str(answer.get("message") or answer.get("Message") or "")
    if code == "ConditionalCheckFailedException":
        return ConditionFailed(code, message, status=status)
    if code in THROTTLES or status == 429:
        return Throttled(code, message, status=status)
    if status >= 500:
        return Unanswered(code, message, status=status)
    return AwsError(code, message, status=status)
