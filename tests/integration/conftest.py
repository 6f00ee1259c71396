"""The two emulators of conformance tests, one of each per module that asks for them; and where
Idempotency-Keys are kept.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.emulator_rig import BARE, OURS, Emulator, emulator
from tests.integration.idempotent import Maker, on_dynamodb


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """MiniStack as it comes."""
    with emulator(tmp_path_factory.mktemp("bare"), module=BARE) as running:
        yield running


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """With our additions."""
    with emulator(tmp_path_factory.mktemp("ours"), module=OURS) as running:
        yield running


@pytest.fixture
def table() -> Iterator[Any]:  # Any: boto3's client
    """The empty table of Idempotency-Keys on moto."""
    with on_dynamodb() as client:
        yield client


@pytest.fixture
def make() -> Maker:
    return Maker()
