"""The deployed stack under test, as its launcher described it in a JSON file.

The file is what an instance publishes: ``build/local.json`` beside its directory ``build/local``.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.instance import Instance, State, instance_at

PROMISED = (
    "url",
    "region",
    "userPoolId",
    "clientId",
    "demoUser",
    "demoPassword",
    "apiKey",
    "endpointUrl",
)
DEFAULT = Path("build/local.json")


class NoStack(Exception):
    """There is no stack to test; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """``said`` is the whole description, for the few tests that need more than the common part."""

    url: str
    region: str
    user_pool_id: str
    client_id: str
    endpoint_url: str
    said: dict[str, Any]  # JSON
    instance: Instance

    @property
    def state(self) -> State:
        """Ports and processes as they are now."""
        found = self.instance.load()
        if found is None:
            raise NoStack(f"{self.instance.state_file} is not there: run `make up` again.")
        return found


def described_in() -> Path:
    return Path(os.environ.get("TRIPTYCH_STATE", DEFAULT))


def described(path: Path) -> Stack:
    """The stack a state file describes. Raises NoStack where there is none."""
    if not path.is_file():
        raise NoStack(f"{path} is not there: run `make up` first (or set TRIPTYCH_STATE).")
    said = json.loads(path.read_text())
    absent = [name for name in PROMISED if not said.get(name)]
    if absent:
        raise NoStack(f"{path} lacks {', '.join(absent)}: run `make up` again.")
    return Stack(
        url=said["url"].rstrip("/"),
        region=said["region"],
        user_pool_id=said["userPoolId"],
        client_id=said["clientId"],
        endpoint_url=said["endpointUrl"],
        said=said,
        instance=instance_at(path.resolve().with_suffix("")),
    )


@contextmanager
def taking_turns(*, alone: bool) -> Iterator[None]:
    """Many ordinary tests at a time, or one that disturbs the stack."""
    with described_in().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
