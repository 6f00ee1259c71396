"""AWS Signature Version 4 for JSON calls, from the standard library.

Source: AWS, IAM User Guide, "Create a signed AWS API request"
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html):
canonical request -> string to sign -> signature with a key derived from date, region and service.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Access keys; ``token`` is set for temporary ones, which is what a function has."""

    access_key: str
    secret_key: str
    token: str = ""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Credentials":
        """Raises KeyError where there are none. In Lambda they last as long as the sandbox."""
        return cls(
            environ["AWS_ACCESS_KEY_ID"],
            environ["AWS_SECRET_ACCESS_KEY"],
            environ.get("AWS_SESSION_TOKEN", ""),
        )


class Signer:
    """Signs POSTs to ``/``. The derived key is kept for its day."""

    def __init__(self, *, credentials: Credentials, region: str, service: str) -> None:
        self._credentials = credentials
        self._region = region
        self._service = service
        self._derived: tuple[str, bytes] = ("", b"")

    def sign(
        self, *, host: str, target: str, content_type: str, body: bytes, at: datetime
    ) -> dict[str, str]:
        """The headers of the request, ``Authorization`` among them. ``at`` is in UTC."""
        stamp = at.strftime("%Y%m%dT%H%M%SZ")
        headers = {"content-type": content_type, "host": host, "x-amz-date": stamp}
        if self._credentials.token:
            headers["x-amz-security-token"] = self._credentials.token
        headers["x-amz-target"] = target  # the names are in order, as the canonical form wants them
        names = ";".join(headers)
        canonical = "POST\n/\n\n{}\n{}\n{}".format(
            "".join(f"{name}:{value}\n" for name, value in headers.items()),
            names,
            hashlib.sha256(body).hexdigest(),
        )
        scope = f"{stamp[:8]}/{self._region}/{self._service}/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"{ALGORITHM}\n{stamp}\n{scope}\n{digest}"
        signature = _hmac(self._key(stamp[:8]), to_sign).hex()
        headers["authorization"] = (
            f"{ALGORITHM} Credential={self._credentials.access_key}/{scope}, "
            f"SignedHeaders={names}, Signature={signature}"
        )
        return headers

    def _key(self, day: str) -> bytes:
        known_day, key = self._derived
        if known_day == day:
            return key
        key = _hmac(b"AWS4" + self._credentials.secret_key.encode(), day)
        for part in (self._region, self._service, "aws4_request"):
            key = _hmac(key, part)
        self._derived = (day, key)
        return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
