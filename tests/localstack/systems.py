"""The deployed systems from behind: their functions asked as the gateway asks, their streams, bus.

There is no gateway and no edge in the free LocalStack, so a request is the event that an HTTP API
sends, with the origin's secret and what the authorizer says of whoever asks.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import valkey

from infra.localstack.deploying import Deployment
from tests.builders import claims, edge_headers, http_event

Json = dict[str, Any]  # Any: JSON
Client = Any  # boto3's clients are made at run time
BUS_OF_AWS = "default"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any  # each test knows its own shape


@dataclass(frozen=True)
class Cache:
    """A Valkey: where functions find it, and a client."""

    endpoint: str
    client: valkey.Valkey


@dataclass
class Systems:
    """``stacks`` were deployed by ``deployment``; ``client`` makes a client of a service."""

    deployment: Deployment
    stacks: tuple[str, ...]
    client: Any

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        return {k: v for name in self.stacks for k, v in self.deployment.outputs(name).items()}

    @cached_property
    def dynamodb(self) -> Client:
        return self.client("dynamodb")

    @cached_property
    def s3(self) -> Client:
        return self.client("s3")

    @cached_property
    def _lambda(self) -> Client:
        return self.client("lambda")

    @cached_property
    def functions(self) -> Mapping[str, Json]:
        """What Lambda says of each function, by its handler."""
        pages = self._lambda.get_paginator("list_functions").paginate()
        return {each["Handler"]: each for page in pages for each in page["Functions"]}

    @cached_property
    def _secret(self) -> str:
        found = self.client("secretsmanager").get_secret_value(
            SecretId=self.outputs["OriginSecretArn"]
        )
        return str(found["SecretString"])

    def invoke(self, handler: str, event: object = None) -> Any:  # each function's own answer
        """``handler`` is a module below ``functions/``, such as ``links.handlers.rollup``."""
        answer = self._lambda.invoke(
            FunctionName=self.functions[f"{handler}.handler"]["FunctionName"],
            Payload=json.dumps(event or {}),
        )
        said = answer["Payload"].read()
        assert "FunctionError" not in answer, said
        return json.loads(said or b"null")

    def ask(
        self,
        handler: str,
        method: str,
        path: str,
        body: object = None,
        *,
        who: str,
        **headers: str,
    ) -> Answer:
        """As the person of that name, who is their own id."""
        event = http_event(
            method,
            path,
            body=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            edge=edge_headers(secret=self._secret),
            authorizer=claims(who, username=who),
        )
        answer = self.invoke(handler, event)
        return Answer(answer["statusCode"], json.loads(answer.get("body") or "null"))

    def visit(self, code: str) -> Json:
        """What a browser is answered that opens a short link."""
        event = http_event(
            "GET",
            f"/{code}",
            edge=edge_headers(secret=self._secret),
            request_id=secrets.token_hex(12),
        )
        return dict(self.invoke("links.handlers.redirect", event))

    def tell(self, bus: str, source: str, type_: str, detail: str) -> None:
        """Puts one event on a bus."""
        entry = {"EventBusName": bus, "Source": source, "DetailType": type_, "Detail": detail}
        answer = self.client("events").put_events(Entries=[entry])
        assert answer["FailedEntryCount"] == 0, answer

    def item(self, output: str, key: Mapping[str, str]) -> Json | None:
        """One item, in DynamoDB's JSON, of the table that the stacks call ``output``."""
        found = self.dynamodb.get_item(
            TableName=self.outputs[output],
            Key={name: {"S": value} for name, value in key.items()},
            ConsistentRead=True,
        )
        item: Json | None = found.get("Item")
        return item
