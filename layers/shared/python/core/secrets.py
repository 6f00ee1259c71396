"""A secret from Secrets Manager, read once per sandbox and again every five minutes."""

import time
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

MAX_AGE = 300
PREVIOUS = "AWSPREVIOUS"


class Secret:
    """Call it for the text. A new value is seen after ``MAX_AGE`` seconds at the latest."""

    def __init__(self, *, arn: str, client: "SecretsManagerClient") -> None:
        self._arn, self._client = arn, client
        self._provider = SecretsProvider(boto3_client=client)
        self._before, self._asked_beside, self._asked_at = "", "", float("-inf")

    def __call__(self) -> str:
        """Raises what boto3 raised, so that a throttled Secrets Manager is a 503."""
        try:
            return str(self._provider.get(self._arn, max_age=MAX_AGE))
        except GetParameterError as error:
            raise (error.__cause__ or error.__context__ or error) from None

    def before(self) -> str:
        """The text before this one while it turns; empty where there is none any more."""
        now = self()  # with a new one there is another before, whatever was said a moment ago
        if now != self._asked_beside or time.monotonic() - self._asked_at >= MAX_AGE:
            try:
                answer = self._client.get_secret_value(SecretId=self._arn, VersionStage=PREVIOUS)
                self._before = answer["SecretString"]
            except self._client.exceptions.ResourceNotFoundException:
                self._before = ""
            self._asked_beside, self._asked_at = now, time.monotonic()
        return self._before
