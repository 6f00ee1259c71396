"""Starting the emulator: MiniStack with policy enforcement, its state kept in the instance."""

import sys
import urllib.error
import urllib.request
from collections.abc import Mapping

from infra.local import clocks, processes, throttle
from infra.local.instance import ACCOUNT, REGION, Instance, Ports
from infra.local.ports import LOOPBACK

NAME = "emulator"


def endpoint(ports: Ports) -> str:
    """Where AWS is, for every tool: the value of ``AWS_ENDPOINT_URL``."""
    return f"http://{LOOPBACK}:{ports.emulator}"


def credentials(ports: Ports) -> dict[str, str]:
    """Environment of a tool that works as the account's administrator in this instance."""
    return {
        "AWS_ENDPOINT_URL": endpoint(ports),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }


def start(instance: Instance, ports: Ports) -> None:
    recorded = processes.start(
        instance,
        NAME,
        [sys.executable, "-m", "infra.local.emulator"],
        environment=environment(instance, ports),
    )

    def ready() -> bool:
        return processes.listens(recorded, ports.emulator) and healthy(ports.emulator)

    processes.wait_ready(instance, NAME, recorded, ready, seconds=60)


def environment(instance: Instance, ports: Ports) -> Mapping[str, str]:
    return {
        "GATEWAY_PORT": str(ports.emulator),
        "BIND_HOST": LOOPBACK,
        "AUTH": "true",
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "PYTHONUTF8": "1",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(instance.emulator_state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(instance.emulator_state / "s3"),
        "REDIS_HOST": LOOPBACK,
        "REDIS_PORT": str(ports.valkey),
        # Off until a test switches it on; a whole test run fits.
        "CLOUDTRAIL_MAX_EVENTS": "100000",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "TMPDIR": str(instance.scratch),
        **throttle.environment(ports),
        **clocks.environment(instance, ports),
    }


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(  # our own loopback address
            f"http://{LOOPBACK}:{port}/_ministack/health", timeout=2
        ) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
