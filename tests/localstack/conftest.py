"""LocalStack itself, once per run: installed, started and stopped here, or one you run yourself.

``LOCALSTACK_ENDPOINT=http://localhost:4566`` uses yours (with docker) instead.
"""

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import localstack_client.session
import pytest

from infra.localstack.engine import Engine
from infra.packaging import ROOT, shared_layer, system_package, vendor_layer

REGION = "us-east-1"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass
class LocalStack:
    """Where LocalStack answers."""

    endpoint: str

    def client(self, service: str) -> Any:  # boto3's clients are made at run time
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", self.endpoint)
            return localstack_client.session.Session(region_name=REGION).client(service)


@pytest.fixture(scope="session")
def localstack() -> Iterator[LocalStack]:
    own = os.environ.get("LOCALSTACK_ENDPOINT")
    if own:
        yield LocalStack(own)
        return
    engine = Engine(ROOT / "build" / "localstack")
    engine.install()
    engine.start()
    try:
        yield LocalStack(engine.endpoint)
    finally:
        engine.stop()


@pytest.fixture(scope="session")
def packages() -> dict[str, str]:
    """Directories of the links package and of the two layers, for this machine."""
    machine = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
    return {
        "links": str(system_package("links", python=PYTHON)),
        "shared": str(shared_layer(python=PYTHON)),
        "vendor": str(vendor_layer(python=PYTHON, architecture=machine, here=True)),
    }
