"""The home region's gateway: HTTP on a real socket, before a redirect function of home's."""

import base64
import itertools
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

Function = Callable[[dict[str, Any]], dict[str, Any]]  # Any: the gateway's JSON


class HomeGateway:
    """Turns requests into events of payload 2.0 and answers back; ``events`` are those it made."""

    def __init__(self, function: Function) -> None:
        self.events: list[dict[str, Any]] = []
        ids, owner = itertools.count(1), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                event = _event(self, self.rfile.read(length), f"at-home-{next(ids)}")
                owner.events.append(event)
                _answer(self, function(event))

            do_GET = do_HEAD = do_POST = do_PUT = _any  # noqa: N815  # the base's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: ARG002  # likewise
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _event(request: BaseHTTPRequestHandler, body: bytes, request_id: str) -> dict[str, Any]:
    url = urlsplit(request.path)
    return {
        "rawPath": url.path,
        "rawQueryString": url.query,
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "requestContext": {"requestId": request_id, "http": {"method": request.command}},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def _answer(request: BaseHTTPRequestHandler, answer: dict[str, Any]) -> None:
    body = str(answer["body"]).encode()
    request.send_response(int(answer["statusCode"]))
    for name, value in answer["headers"].items():
        request.send_header(name, value.encode().decode("latin-1"))  # UTF-8 on the wire
    request.send_header("content-length", str(len(body)))
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)
