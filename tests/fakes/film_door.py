"""The part of the API and of the bucket that an upload meets, on a real socket."""

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Json = dict[str, Any]  # Any: JSON
PART = 1024  # bytes
PLACE = re.compile(r"/api/videos/(?P<id>[\w-]+)(?P<rest>/upload(?:/parts)?)?")


@dataclass
class Door:
    """One film at a time. ``problem``: what an announcement is refused with; ``error``: what

    transcoding ends with; ``held``: parts above this number stay on their way for ever.
    """

    problem: Json | None = None
    error: str = ""
    held: int = 10_000
    announced: list[Json] = field(default_factory=list)
    parts: dict[int, bytes] = field(default_factory=dict)
    put: list[int] = field(default_factory=list)
    complete: bool = False
    looks: int = 0
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> Self:
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _answer(self, *door.asked("GET", self.path, {}))

            def do_POST(self) -> None:
                _answer(self, *door.asked("POST", self.path, json.loads(_body(self))))

            def do_PUT(self) -> None:
                door.takes(int(self.path.rpartition("/")[2]), _body(self))
                _answer(self, 200, {})

            def log_message(self, format: str, *args: object) -> None:  # the base's names
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
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

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def wait_for(self, parts: int) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.parts) >= parts, 30)

    def takes(self, number: int, body: bytes) -> None:
        if number > self.held:
            threading.Event().wait()
        with self.arrived:
            self.put.append(number)
            self.parts[number] = body
            self.arrived.notify_all()

    def asked(self, method: str, path: str, body: Json) -> tuple[int, Json]:
        if path == "/api/videos":
            if self.problem is not None:
                return 422, {"error": self.problem}
            self.announced.append(body)
            return 201, {"id": f"v-{len(self.announced)}"}
        found = PLACE.match(path)
        assert found, path
        if found["rest"] == "/upload/parts":
            return 200, self._parts() if method == "GET" else self._signed(body)
        if found["rest"] == "/upload":
            self.complete = True
        return 200, self._record(found["id"])

    def _parts(self) -> Json:
        size = self.announced[-1]["size"]
        items = [{"partNumber": n, "size": len(body)} for n, body in sorted(self.parts.items())]
        count = -(-size // PART)
        return {"partSize": PART, "partCount": count, "items": items, "nextCursor": None}

    def _signed(self, body: Json) -> Json:
        parts = [
            {"partNumber": n, "url": f"http://127.0.0.1:{self.port}/parts/{n}"}
            for n in body["partNumbers"]
        ]
        return {"parts": parts, "captions": []}

    def _record(self, video_id: str) -> Json:
        """Half transcoded at the second look, and over at the third."""
        status, progress = "uploading", 0
        if self.complete:
            self.looks += 1
            over = "failed" if self.error else "ready"
            status = ("processing", "transcoding", over)[min(self.looks, 3) - 1]
            progress = (0, 50, 100)[min(self.looks, 3) - 1]
        title = self.announced[-1]["title"]
        return {
            "id": video_id,
            "title": title,
            "status": status,
            "progress": progress,
            "duration": 2.0,
            "error": self.error or None,
        }


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    return handler.rfile.read(int(handler.headers["Content-Length"]))


def _answer(handler: BaseHTTPRequestHandler, status: int, body: Json) -> None:
    text = json.dumps(body).encode()
    try:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)
    except ConnectionError:
        pass  # whoever asked was stopped
