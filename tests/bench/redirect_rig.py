"""What the redirect is measured on: a real Valkey, and AWS as a socket that answers at once.

Run as a module it is one of the two processes of P3: ``bare`` is a 302 of ``http.server``,
``redirect`` is our handler; both print their own CPU seconds per request.
"""

import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from core.aws_lite import Attempt, JsonService, Patience
from core.resp import RespClient
from core.sigv4 import Credentials
from links.hot import cache_key, cache_value, encode
from links.redirect.edge import RedirectEdge
from links.redirect.log import RedirectLog
from links.settings import RedirectSettings
from links.wiring_redirect import SERVICES, build
from tests.builders import ORIGIN_SECRET, http_event
from tests.fakes.redirect import a_link

CODES = 6000  # more than a sandbox remembers, so that every visit asks Valkey
TARGET = "https://www.example.com/very/long/url?with=a&query=string"
WARM = 200


class InstantAws:
    """Answers Kinesis and Secrets Manager at once, and GetItem from ``items``."""

    def __init__(self) -> None:
        self.items: dict[str, Mapping[str, Any]] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        while line := stream.readline():
            length, target = 0, b""
            while line.strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                elif name.lower() == b"x-amz-target":
                    target = value.strip().partition(b".")[2]
                line = stream.readline()
            answer = json.dumps(self._answer(target.decode(), json.loads(stream.read(length))))
            head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(answer)}\r\n\r\n"
            connection.sendall((head + answer).encode())

    def _answer(self, operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        if operation == "GetSecretValue":
            return {"SecretString": ORIGIN_SECRET}
        if operation == "PutRecord":
            return {"ShardId": "shardId-000000000000", "SequenceNumber": "49" * 28}
        item = self.items.get(str(request.get("Key", {}).get("code", {}).get("S")))
        return {"Item": item} if item else {}


@dataclass
class Counts:
    """What one run used, as the hooks of the clients saw it."""

    valkey_trips: int = 0
    attempts: list[Attempt] = field(default_factory=list)

    def trip(self, _commands: int) -> None:
        self.valkey_trips += 1

    def clear(self) -> None:
        self.valkey_trips = 0
        self.attempts.clear()


def function(
    *, aws: str, valkey: str, counts: Counts | None = None, write: Callable[[str], None]
) -> RedirectEdge:
    """The redirect as its wiring builds it; every visit writes its line of log."""
    clients = {
        name: JsonService(
            service=name,
            region="us-east-1",
            credentials=Credentials("a", "b", "c" * 400),
            endpoint=aws,
            patience=Patience(timeout=30.0),
            on_attempt=counts.attempts.append if counts else None,
        )
        for name in SERVICES
    }
    settings = RedirectSettings(
        stage="bench",
        urls_table="urls",
        clicks_table="clicks",
        clicks_stream="clicks",
        cache_endpoint=valkey,
        origin_secret_arn="origin",
        salt_secret_arn="salt",
        public_url="http://localhost",
        log_sample=1.0,
    )
    client = RespClient(endpoint=valkey, budget=30.0, on_trip=counts.trip if counts else None)
    return build(
        settings=settings, aws=clients, valkey=client, log=RedirectLog(sample=1.0, write=write)
    )


def fill(valkey: str, count: int = CODES) -> None:
    client = RespClient(endpoint=valkey, budget=30.0)
    for n in range(count):
        link = a_link(code(n), TARGET)
        client.call("SET", cache_key(link.code), cache_value(encode(link), time.time()))
    client.close()


def code(n: int) -> str:
    return f"b{n:06}"


def visit(n: int) -> dict[str, Any]:
    headers = {"referer": "https://news.example.com/item?id=1", "accept-language": "de-CH,en;q=0.5"}
    return http_event("GET", f"/{code(n)}", headers=headers, request_id=f"request-{n}")


class _Bare302(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", TARGET)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: ARG002  # the base's names
        return


def bare_cpu(requests: int) -> float:
    """CPU seconds per request of ``http.server`` answering 302 over one kept connection."""
    with HTTPServer(("127.0.0.1", 0), _Bare302) as server:
        client = threading.Thread(target=_ask, args=(server.server_address[1], requests))
        server.timeout = 30
        client.start()
        # The server's thread alone: the asking one is not what is measured.
        started = time.thread_time()
        server.handle_request()
        used = time.thread_time() - started
        client.join()
    return used / requests


def _ask(port: int, requests: int) -> None:
    request = (
        b"GET /abc1234 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(requests):
            connection.sendall(request)
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(4096)


def redirect_cpu(requests: int, aws: str, valkey: str) -> float:
    """CPU seconds per visit of our handler, the click recorded and the line written."""
    with open("/dev/null", "w") as nowhere:  # noqa: PTH123  # a device, not a path
        edge = function(aws=aws, valkey=valkey, write=lambda line: _write(nowhere, line))
        for n in range(WARM):
            edge(visit(n))
        events = [visit(n % CODES) for n in range(WARM, WARM + requests)]
        started = time.process_time()
        statuses = {edge(event)["statusCode"] for event in events}
        used = time.process_time() - started
    if statuses != {302}:
        raise RuntimeError(f"the redirect answered {statuses}")
    return used / requests


def _write(stream: Any, line: str) -> None:  # Any: a text stream of the operating system
    stream.write(line + "\n")
    stream.flush()


@contextmanager
def instant_aws() -> Iterator[InstantAws]:
    aws = InstantAws()
    try:
        yield aws
    finally:
        aws.close()


if __name__ == "__main__":
    kind, count = sys.argv[1], int(sys.argv[2])
    cpu = bare_cpu(count) if kind == "bare" else redirect_cpu(count, sys.argv[3], sys.argv[4])
    sys.stdout.write(f"{cpu!r}\n")
