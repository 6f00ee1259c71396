"""``Lines``: API Gateway's ``@connections``."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from core.errors import Unavailable

from ..live.ports import HungUp

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


class GatewayLines:
    def __init__(self, *, client: "ApiGatewayManagementApiClient") -> None:
        self._client = client

    def say(self, connection_id: str, text: str) -> None:
        self._called(
            lambda: self._client.post_to_connection(ConnectionId=connection_id, Data=text.encode())
        )

    def hang_up(self, connection_id: str) -> None:
        self._called(lambda: self._client.delete_connection(ConnectionId=connection_id))

    def _called(self, call: Callable[[], object]) -> None:
        try:
            call()
        except self._client.exceptions.GoneException as error:
            raise HungUp from error
        except (BotoCoreError, ClientError) as error:
            raise Unavailable from error
