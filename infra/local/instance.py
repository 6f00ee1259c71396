"""One local instance: where its state and logs are, which ports and processes are its own."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGION = "us-east-1"
ACCOUNT = "000000000000"
STAGE = "local"
STACK_PREFIX = f"triptych-{STAGE}-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """All on the loopback interface. ``viewer`` is the test-only door that accepts an address.

    ``throttle`` is 0 where functions reach the emulator directly.
    """

    front_door: int
    emulator: int
    valkey: int
    viewer: int
    throttle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A process we started: a pid alone may have been given to another program since."""

    pid: int
    started: float


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What an instance remembers between commands.

    ``deployed`` is the fingerprint of the last successful deployment, ``seeded`` whether the demo
    data are in.
    """

    ports: Ports
    processes: Mapping[str, Recorded]
    deployed: str = ""
    seeded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Paths of one instance; ``published`` is the file other tools read."""

    directory: Path
    published: Path

    @property
    def state_file(self) -> Path:
        return self.directory / "state.json"

    @property
    def logs(self) -> Path:
        return self.directory / "logs"

    @property
    def emulator_state(self) -> Path:
        return self.directory / "emulator"

    @property
    def scratch(self) -> Path:
        """Temporary files of everything started here, so that they go when the instance goes."""
        return self.directory / "tmp"

    def clear_scratch(self) -> None:
        """What functions of an earlier run left; only while nothing of the instance runs."""
        shutil.rmtree(self.scratch, ignore_errors=True)

    def prepare(self) -> None:
        for directory in (self.logs, self.emulator_state, self.scratch):
            directory.mkdir(parents=True, exist_ok=True)

    def load(self) -> State | None:
        try:
            raw = json.loads(self.state_file.read_text())
        except FileNotFoundError:
            return None
        processes = {name: Recorded(**each) for name, each in raw.pop("processes").items()}
        return State(ports=Ports(**raw.pop("ports")), processes=processes, **raw)

    def save(self, state: State) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        partial = self.state_file.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(state), indent=2) + "\n")
        partial.replace(self.state_file)

    def record(self, name: str, process: Recorded) -> None:
        state = self._loaded()
        self.save(replace(state, processes={**state.processes, name: process}))

    def forget(self, name: str) -> None:
        state = self._loaded()
        rest = {other: each for other, each in state.processes.items() if other != name}
        self.save(replace(state, processes=rest))

    def remember(self, *, deployed: str | None = None, seeded: bool | None = None) -> None:
        state = self._loaded()
        self.save(
            replace(
                state,
                deployed=state.deployed if deployed is None else deployed,
                seeded=state.seeded if seeded is None else seeded,
            )
        )

    def _loaded(self) -> State:
        state = self.load()
        if state is None:
            raise RuntimeError(f"{self.state_file} is written before anything is started")
        return state


def instance_at(directory: Path) -> Instance:
    """The instance kept in ``directory``; its published file lies beside it as ``<name>.json``."""
    return Instance(directory=directory, published=directory.with_name(f"{directory.name}.json"))


DEFAULT = instance_at(ROOT / "build" / "local")
