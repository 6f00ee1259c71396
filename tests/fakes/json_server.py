"""An AWS JSON service that answers what a test tells it, on a real socket."""

import json
import socket
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

# JSON objects.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. ``hang_up`` sends nothing; ``checksum`` None sends the right one."""

    status: int = 200
    body: Json | bytes = field(default_factory=dict)
    checksum: str | None = None
    close: bool = False
    hang_up: bool = False


def refused(code: str, status: int = 400) -> Said:
    return Said(status, {"__type": f"com.amazonaws.x#{code}", "message": "no"})


@dataclass(frozen=True, slots=True)
class Asked:
    operation: str
    body: Json
    headers: dict[str, str]


class JsonServer:
    """Answers by ``script``; remembers requests and counts connections."""

    def __init__(self, script: Callable[[Asked], Said]) -> None:
        self.script = script
        self.asked: list[Asked] = []
        self.connections = 0
        self._sockets: list[socket.socket] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                owner.connections += 1
                owner._sockets.append(self.request)
                super().setup()

            def do_POST(self) -> None:
                owner._answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: ARG002  # the base's names
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def hang_up(self) -> None:
        """Closes every connection, as an idle timeout does."""
        while self._sockets:
            try:
                self._sockets.pop().shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was first

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.hang_up()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["content-length"]))
        operation = request.headers["x-amz-target"].partition(".")[2]
        asked = Asked(
            operation, json.loads(body), {k.lower(): v for k, v in request.headers.items()}
        )
        self.asked.append(asked)
        said = self.script(asked)
        if said.hang_up:
            request.close_connection = True
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        content = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
        request.send_response(said.status)
        request.send_header("content-length", str(len(content)))
        request.send_header("x-amz-crc32", said.checksum or str(zlib.crc32(content)))
        if said.close:
            request.send_header("connection", "close")
        request.end_headers()
        request.wfile.write(content)
