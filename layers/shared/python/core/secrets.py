"""A secret from Secrets Manager, read once per sandbox and again every five minutes."""

from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

MAX_AGE = 300


class Secret:
    """Call it for the text. A new value is seen after ``MAX_AGE`` seconds at the latest."""

    def __init__(self, *, arn: str, client: "SecretsManagerClient") -> None:
        self._arn = arn
        self._provider = SecretsProvider(boto3_client=client)

    def __call__(self) -> str:
        """Raises what boto3 raised, so that a throttled Secrets Manager is a 503."""
        try:
            return str(self._provider.get(self._arn, max_age=MAX_AGE))
        except GetParameterError as error:
            raise (error.__cause__ or error.__context__ or error) from None
