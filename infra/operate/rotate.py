"""The secret between the edge and the functions turns, and no request is refused meanwhile.

Three steps, in an order in which everybody who sends a secret finds it accepted:

1. A new secret becomes the current one; functions take it and, as ``AWSPREVIOUS``, the one before.
   The edge still sends the one before.
2. Once no function can hold an older copy, the edge sends the new one.
3. Once all edges do, the one before is no longer accepted.

A run that was cut is run again: it goes on where the secret's versions and the edge say it is.
Not a rotation on a schedule, because the function for that would need the right to rewrite the
whole distribution, day and night, for a secret that nobody ever sees.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from core.http.incoming import ORIGIN_HEADER
from core.secrets import MAX_AGE, PREVIOUS

from .deployed import Deployed

KEPT_COPIES = MAX_AGE + 60
"""Seconds after which no sandbox holds an older copy, the authorizer's answers included."""
LENGTH = 48
CURRENT = "AWSCURRENT"
Json = dict[str, Any]  # Any: CloudFront's and Secrets Manager's answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotating:
    """``secret`` is the ARN of the origin secret, ``distribution`` the edge's id."""

    stage: Deployed
    secret: str
    distribution: str
    wait: Callable[[float], None] = field(default=time.sleep)

    def rotate(self) -> Iterator[str]:
        """What was done, step by step."""
        if self._version(PREVIOUS) is None:
            self._put_new()
            yield "A new secret is accepted beside the one before, which the edge still sends."
        current = self._text(CURRENT)
        if not self._sends(current):
            self.wait(KEPT_COPIES)
            self._send(current)
            yield "The edge sends the new one."
        self._everywhere()
        self._drop_previous()
        yield "The one before is refused, within five minutes everywhere."

    def _put_new(self) -> None:
        client = self.stage.client("secretsmanager")
        made = client.get_random_password(PasswordLength=LENGTH, ExcludePunctuation=True)
        client.put_secret_value(SecretId=self.secret, SecretString=made["RandomPassword"])

    def _send(self, text: str) -> None:
        client = self.stage.client("cloudfront")
        found = client.get_distribution_config(Id=self.distribution)
        for header in _headers(found["DistributionConfig"]):
            header["HeaderValue"] = text
        for origin in found["DistributionConfig"]["Origins"]["Items"]:
            if "CustomOriginConfig" in origin:  # the emulator leaves out what a template did
                origin["CustomOriginConfig"].setdefault("HTTPSPort", 443)
        client.update_distribution(
            Id=self.distribution,
            IfMatch=found["ETag"],
            DistributionConfig=found["DistributionConfig"],
        )

    def _everywhere(self) -> None:
        waiter = self.stage.client("cloudfront").get_waiter("distribution_deployed")
        waiter.wait(Id=self.distribution)

    def _sends(self, text: str) -> bool:
        found = self.stage.client("cloudfront").get_distribution_config(Id=self.distribution)
        sent = {header["HeaderValue"] for header in _headers(found["DistributionConfig"])}
        return sent == {text}

    def _drop_previous(self) -> None:
        version = self._version(PREVIOUS)
        if version is not None:
            self.stage.client("secretsmanager").update_secret_version_stage(
                SecretId=self.secret, VersionStage=PREVIOUS, RemoveFromVersionId=version
            )

    def _text(self, stage: str) -> str:
        answer = self.stage.client("secretsmanager").get_secret_value(
            SecretId=self.secret, VersionStage=stage
        )
        return str(answer["SecretString"])

    def _version(self, stage: str) -> str | None:
        described = self.stage.client("secretsmanager").describe_secret(SecretId=self.secret)
        versions = described.get("VersionIdsToStages", {}).items()
        return next((version for version, stages in versions if stage in stages), None)


def _headers(config: Json) -> Iterator[Json]:
    """Ours, of every origin that is sent it."""
    for origin in config["Origins"]["Items"]:
        for header in origin.get("CustomHeaders", {}).get("Items", []):
            if header["HeaderName"].lower() == ORIGIN_HEADER:
                yield header
