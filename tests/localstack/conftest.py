"""LocalStack itself, once per run: installed, started and stopped here, or one you run yourself.

``LOCALSTACK_ENDPOINT=http://localhost:4566 make test-localstack`` uses yours, freshly started, with
docker: its functions are containers, so what stands beside it (Valkey, the transcoder) listens on
docker's bridge, or on loopback where there is none (Docker Desktop passes that on under the name
``host.docker.internal``). ``LOCALSTACK_REACHES`` is another address of this machine for them.
"""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import localstack_client.session
import psutil
import pytest
import valkey

from infra.config import LOCAL
from infra.local.ports import LOOPBACK
from infra.localstack.deploying import Deployment
from infra.localstack.engine import Engine
from infra.localstack.templates import Beside
from infra.packaging import ROOT
from tests.conftest import start_valkey
from tests.infra.conftest import synthesize
from tests.localstack.systems import Cache, Systems
from tests.localstack.transcoder import Transcoder, listening

REGION = "us-east-1"
# All but web and edge, which are hardly more than what it has not: CloudFront, custom resources.
STACKS = ("platform", "accounts", "links", "video", "social", "export")


@dataclass
class LocalStack:
    """Where LocalStack answers; ``own`` is one that was not started here."""

    endpoint: str
    own: bool = False

    def client(self, service: str) -> Any:  # boto3's clients are made at run time
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", self.endpoint)
            return localstack_client.session.Session(region_name=REGION).client(service)


@pytest.fixture(scope="session")
def localstack() -> Iterator[LocalStack]:
    own = os.environ.get("LOCALSTACK_ENDPOINT")
    if own:
        yield LocalStack(own, own=True)
        return
    engine = Engine(ROOT / "build" / "localstack")
    engine.install()
    engine.start()
    try:
        yield LocalStack(engine.endpoint)
    finally:
        engine.stop()


@dataclass(frozen=True)
class Neighbour:
    """``listens`` on this machine, and is ``called`` by that name from within functions."""

    listens: str
    called: str


@pytest.fixture(scope="session")
def neighbour(localstack: LocalStack) -> Neighbour:
    told = os.environ.get("LOCALSTACK_REACHES", "")
    if told or not localstack.own:
        return Neighbour(told or LOOPBACK, told or LOOPBACK)
    bridge = psutil.net_if_addrs().get("docker0", [])
    for each in bridge:
        if each.family == socket.AF_INET:
            return Neighbour(each.address, each.address)
    return Neighbour(LOOPBACK, "host.docker.internal")


@pytest.fixture(scope="session")
def cache(neighbour: Neighbour) -> Iterator[Cache]:
    """A Valkey for the functions, and a client of it."""
    named: dict[str, Any] = {  # Any: the server's own settings
        "cluster-announce-hostname": neighbour.called,
        "cluster-preferred-endpoint-type": "hostname",
        "protected-mode": "no",
        "host": neighbour.listens,
    }
    server = start_valkey(**named)
    with valkey.Valkey(host=neighbour.listens, port=server.port) as client:
        yield Cache(f"{neighbour.called}:{server.port}", client)
    server.stop()


@pytest.fixture(scope="session")
def transcoder(localstack: LocalStack) -> Transcoder:
    s3 = localstack.client("s3")
    return Transcoder(read=lambda bucket, key: s3.get_object(Bucket=bucket, Key=key)["Body"].read())


@pytest.fixture(scope="session")
def beside(neighbour: Neighbour, transcoder: Transcoder, cache: Cache) -> Iterator[Beside]:
    """What LocalStack has not and the systems' functions call: a cache, and a transcoder."""
    with listening(transcoder, neighbour.listens) as port:
        url = f"http://{neighbour.called}:{port}"
        yield Beside(cache=cache.endpoint, environment={"AWS_ENDPOINT_URL_MEDIACONVERT": url})


@pytest.fixture(scope="session")
def deployment(
    localstack: LocalStack, beside: Beside, tmp_path_factory: pytest.TempPathFactory
) -> Deployment:
    """All that the systems have and LocalStack knows."""
    stage = replace(LOCAL, emulator=localstack.endpoint)
    deployment = Deployment(
        assembly=synthesize(stage, tmp_path_factory.mktemp("assembly")).directory,
        endpoint=localstack.endpoint,
        s3=localstack.client("s3"),
        cloudformation=localstack.client("cloudformation"),
        beside=beside,
    )
    deployment.deploy(STACKS)
    return deployment


@pytest.fixture(scope="session")
def systems(localstack: LocalStack, deployment: Deployment) -> Systems:
    return Systems(deployment=deployment, stacks=STACKS, client=localstack.client)
