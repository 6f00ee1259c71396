"""The two emulators of conformance tests, one of each per module that asks for them."""

from collections.abc import Iterator

import pytest

from tests.integration.emulator_rig import BARE, OURS, Emulator, emulator


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
