"""What one verdict of the authorizer uses: its real handler, wired as it is deployed.

AWS is a socket that answers at once; units and trips are ``metered``'s. Everybody asks with a token
of their own, once: a verdict is needed where neither the gateway nor the sandbox remembers one.
"""

import io
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts import wiring_authorizer
from accounts.handlers import authorizer
from accounts.settings import AuthorizerSettings
from contracts.tables.accounts import API_KEYS
from core import aws
from infra.config import PROD
from tests.builders import http_event

from .metered import Meter
from .redirect_rig import instant_aws
from .tweet_rig import CREDENTIALS

CALLERS = 500  # fewer than a sandbox remembers
ROUNDS = 3
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool"
CLIENT, KID = "c" * 26, "k" * 43
HOUR = 3_600

Event = dict[str, Any]  # the gateway's


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Of one verdict; ``cpu_ms`` is of a whole processor, ``log_bytes`` of the function's line."""

    trips: float
    read_units: float
    log_bytes: float
    cpu_ms: float


def judged() -> Judged:
    with instant_aws() as answering, _deployed(answering.endpoint) as (key, lines):
        warm, *rounds = (_events(key, f"r{n}") for n in range(1 + ROUNDS))
        _asked(warm)  # fetches secrets and the pool's keys
        meter = Meter(aws.dynamodb(), aws.dynamodb(), [API_KEYS])
        meter.clear()
        lines.seek(0)
        lines.truncate()
        seconds = [_asked(events) for events in rounds]
        asked = CALLERS * ROUNDS
        return Judged(
            trips=meter.trips / asked,
            read_units=meter.reads / asked,
            log_bytes=len(lines.getvalue().encode()) / asked,
            cpu_ms=median(seconds) * 1000 / CALLERS,
        )


def _asked(events: Sequence[Event]) -> float:
    """Seconds of this thread: the answering socket's are not counted."""
    began = time.thread_time()
    answers = [authorizer.handler(event, None) for event in events]
    seconds = time.thread_time() - began
    refused = [answer for answer in answers if "reason" in answer["context"]]  # type: ignore[operator]  # a mapping
    if refused:
        raise RuntimeError(f"the authorizer refused: {refused[0]}")
    return seconds


def _events(key: rsa.RSAPrivateKey, prefix: str) -> list[Event]:
    return [_event(key, f"{prefix}-{n:033}") for n in range(CALLERS)]


def _event(key: rsa.RSAPrivateKey, person: str) -> Event:
    """A read of the home, with an access token as Cognito makes them."""
    now = int(time.time())
    claims = {
        "sub": person,
        "iss": ISSUER,
        "client_id": CLIENT,
        "origin_jti": person,
        "event_id": person,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "auth_time": now,
        "exp": now + HOUR,
        "iat": now,
        "jti": person,
        "username": person,
    }
    token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": KID})
    return http_event("GET", "/api/timeline/home", headers={"authorization": f"Bearer {token}"})


@contextmanager
def _deployed(endpoint: str) -> Iterator[tuple[rsa.RSAPrivateKey, io.StringIO]]:
    """The function in this process: the pool's private key, and the lines it writes."""
    key, lines, before = rsa.generate_private_key(65537, 2048), io.StringIO(), dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(_environment(endpoint, _published(key, Path(folder))))
        _forget()
        logger = wiring_authorizer.logger()
        logger.setLevel("INFO")  # as deployed, whoever made it first in this process
        handler = logger.registered_handler
        own = handler.setStream(lines)  # type: ignore[attr-defined]  # a stream's, and typed as any
        try:
            yield key, lines
        finally:
            handler.setStream(own)  # type: ignore[attr-defined]  # as above
            os.environ.clear()
            os.environ.update(before)
            _forget()


def _forget() -> None:
    aws.forget_clients()
    wiring_authorizer.authorizer.cache_clear()
    wiring_authorizer.logger.cache_clear()


def _published(key: rsa.RSAPrivateKey, folder: Path) -> str:
    """The address of the pool's public keys."""
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    file = folder / "jwks.json"
    file.write_text(json.dumps({"keys": [public | {"kid": KID, "alg": "RS256", "use": "sig"}]}))
    return file.as_uri()


def _environment(endpoint: str, keys: str) -> dict[str, str]:
    settings = AuthorizerSettings(
        stage=PROD.name,
        api_keys_table=API_KEYS.name,
        credentials_keep_seconds=PROD.credentials_keep_seconds,
        user_pool_id="us-east-1_Pool",
        client_ids=(CLIENT,),
        issuer=ISSUER,
        jwks_url=keys,
        origin_secret_arn="arn:aws:secretsmanager:us-east-1:000000000000:secret:origin",
    )
    aside = {"AWS_ENDPOINT_URL": endpoint, "POWERTOOLS_LOG_LEVEL": "INFO"}
    return settings.to_env() | CREDENTIALS | aside
