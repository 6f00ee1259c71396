"""Lambda's Runtime API (version 2018-06-01) for one execution environment, and its process.

The process is ``python -m awslambdaric <handler>``: the runtime client of AWS itself, so that a
handler sees what it sees on Lambda. Source: "Using the Lambda runtime API", AWS Lambda developer
guide.
"""

import json
import os
import queue
import subprocess
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOG_LINES_KEPT = 2_000


class StartUpFailed(RuntimeError):
    """The process ended, or reported an error, before it asked for work."""


@dataclass(frozen=True)
class Invocation:
    request_id: str
    function_arn: str
    payload: bytes
    deadline_ms: int
    trace_id: str


@dataclass
class Outcome:
    payload: bytes
    is_error: bool


@dataclass
class Environment:
    """One warm process that takes one invocation at a time."""

    handler: str
    code_dir: str
    variables: dict[str, str]
    python: str
    timeout_s: int
    layers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.work: queue.SimpleQueue[Invocation | None] = queue.SimpleQueue()
        self.ready: Future[bool] = Future()
        self.pending: dict[str, Future[Outcome]] = {}
        self.lines: list[str] = []
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("_Own", (_Handler,), {"environment": self})
        )
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [self.python, "-m", "awslambdaric", self.handler],
            cwd=self.code_dir,
            env=self._environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._read_output, daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _environ(self) -> dict[str, str]:
        given = {k: str(v) for k, v in self.variables.items() if v is not None}
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            **given,
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}",
            "LAMBDA_TASK_ROOT": self.code_dir,
            "_HANDLER": self.handler,
            "PYTHONPATH": os.pathsep.join([self.code_dir, *self.layers]),
            "PYTHONUNBUFFERED": "1",
        }

    def _read_output(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  # it is a pipe
        for line in self._process.stdout:
            self.lines.append(line)
            del self.lines[:-LOG_LINES_KEPT]

    def _watch(self) -> None:
        code = self._process.wait()
        reason = f"the runtime exited with {code}: {''.join(self.lines)[-800:]}"
        if not self.ready.done():
            self.ready.set_exception(StartUpFailed(reason))
        for waiting in list(self.pending.values()):
            if not waiting.done():
                waiting.set_result(_failure("Runtime.ExitError", reason))

    def invoke(self, request_id: str, function_arn: str, payload: bytes, trace: str) -> Outcome:
        waiting = self.pending[request_id] = Future()
        self.lines.clear()
        deadline = int((time.time() + self.timeout_s) * 1000)
        self.work.put(Invocation(request_id, function_arn, payload, deadline, trace))
        try:
            return waiting.result(self.timeout_s)
        except TimeoutError:
            self._process.kill()
            return _failure("Sandbox.Timedout", f"Task timed out after {self.timeout_s} seconds")
        finally:
            self.pending.pop(request_id, None)

    def finish(self, request_id: str, outcome: Outcome) -> None:
        waiting = self.pending.get(request_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(outcome)

    def stop(self) -> None:
        self.work.put(None)
        self._process.terminate()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._server.shutdown()
        self._server.server_close()


def _failure(kind: str, message: str) -> Outcome:
    return Outcome(json.dumps({"errorType": kind, "errorMessage": message}).encode(), True)


class _Handler(BaseHTTPRequestHandler):
    """One subclass per environment, which is its ``environment``."""

    environment: Environment
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        if not self.environment.ready.done():
            self.environment.ready.set_result(True)
        invocation = self.environment.work.get()
        if invocation is None:
            self._answer(500, b"shutdown")
            return
        self._answer(
            200,
            invocation.payload,
            {
                "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
                "Lambda-Runtime-Invoked-Function-Arn": invocation.function_arn,
                "Lambda-Runtime-Deadline-Ms": str(invocation.deadline_ms),
                "Lambda-Runtime-Trace-Id": invocation.trace_id,
                "Content-Type": "application/json",
            },
        )

    def do_POST(self) -> None:
        *_, request_id, what = self.path.split("/")
        body = self._body()
        if self.path.endswith("/init/error"):
            if not self.environment.ready.done():
                self.environment.ready.set_exception(StartUpFailed(body.decode(errors="replace")))
        else:
            self.environment.finish(request_id, Outcome(body, what == "error"))
        self._answer(202, b"{}")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Says nothing: the function's own output is the log."""
