"""The usual wiring of an API function on a real Valkey and moto: limits, secrets, idempotency."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from accounts.site import site_operations
from contracts.http import site
from contracts.tables.links import IDEMPOTENCY
from core import aws
from core.cache import Cache
from core.http.api import Handler
from core.http.wiring import api_handler
from core.valkey import ValkeyCache
from infra.local.ports import free
from links.settings import LinksApiSettings
from tests.builders import ORIGIN_SECRET, edge_headers, http_event, json_body


@pytest.fixture
def settings() -> Iterator[LinksApiSettings]:
    aws.forget_clients()
    with mock_aws():
        secrets = boto3.client("secretsmanager", region_name="us-east-1")
        arn = secrets.create_secret(Name="origin", SecretString=ORIGIN_SECRET)["ARN"]
        yield LinksApiSettings(
            stage="test",
            urls_table="urls",
            clicks_table="clicks",
            reports_table="reports",
            idempotency_table=IDEMPOTENCY.name,
            cache_endpoint="",
            origin_secret_arn=arn,
            code_key_secret_arn="",
            public_url="https://s.example",
            own_hosts=(),
            rate_limit_per_minute=3,
            allowed_origins=("https://app.example",),
        )
    aws.forget_clients()


def site_on(cache: Cache, settings: LinksApiSettings) -> Handler:
    return api_handler(
        service="site",
        routes=site.ROUTES,
        operations=site_operations(version="1", stage="test"),
        settings=settings,
        cache=cache,
    )


def statuses(handle: Handler, times: int, event: dict[str, Any]) -> list[int]:
    return [handle(event, None)["statusCode"] for _ in range(times)]


def test_X8_the_limit_of_the_settings_holds_over_sandboxes(
    settings: LinksApiSettings, empty_valkey: str
) -> None:
    caches = [ValkeyCache(endpoint=empty_valkey, budget=5.0) for _ in range(2)]
    one, two = (site_on(cache, settings) for cache in caches)
    event = http_event("GET", "/api/health")
    assert statuses(one, 2, event) == [200, 200]
    assert statuses(two, 2, event) == [200, 429]
    for cache in caches:
        cache.close()


def test_X3_without_a_cache_the_api_answers(settings: LinksApiSettings) -> None:
    handle = site_on(ValkeyCache(endpoint=f"127.0.0.1:{free()}"), settings)
    assert statuses(handle, 10, http_event("GET", "/api/health")) == [200] * 10


def test_X7_the_secret_comes_from_secrets_manager(
    settings: LinksApiSettings, empty_valkey: str
) -> None:
    handle = site_on(ValkeyCache(endpoint=empty_valkey, budget=5.0), settings)
    forged = http_event("GET", "/api/health", edge=edge_headers(secret="guess"))
    assert statuses(handle, 1, forged) == [403]


def test_health_version_and_docs_answer_anybody(
    settings: LinksApiSettings, empty_valkey: str
) -> None:
    handle = site_on(ValkeyCache(endpoint=empty_valkey, budget=5.0), settings)
    assert json_body(handle(http_event("GET", "/api/health"), None)) == {"status": "ok"}
    version = json_body(handle(http_event("GET", "/api/version"), None))
    assert version == {"version": "1", "stage": "test"}
    docs = handle(http_event("GET", "/api/docs"), None)
    assert docs["headers"]["Content-Type"].startswith("text/html")
