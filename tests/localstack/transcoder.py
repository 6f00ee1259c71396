"""What stands in for MediaConvert: takes orders by the service's own shapes, and keeps them.

Requests are checked against botocore's model, as the laptop's MediaConvert does, and files are
looked into with the same code; nothing is transcoded.
"""

import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from infra.local.mediaconvert import media, order, shapes

Fields = dict[str, Any]  # Any: the service's structures
ACCOUNT = "arn:aws:mediaconvert:us-east-1:000000000000"


@dataclass
class Transcoder:
    """``read`` fetches an object of S3 by bucket and key. ``orders`` are the jobs it was given."""

    read: Callable[[str, str], bytes]
    orders: list[Fields] = field(default_factory=list)

    def answer(self, method: str, path: str, body: Fields, query: Fields) -> Fields:
        """Raises ``shapes.BadRequest``."""
        found = shapes.routed(method, path)
        if found is None:
            raise shapes.BadRequest(f"{method} {path}: no operation")
        name, in_path = found
        given = shapes.asked(name, body, in_path, query)
        known = {"Probe": self._probe, "CreateJob": self._create, "ListJobs": self._list}
        if name not in known:
            raise shapes.BadRequest(f"{name}: nobody here asks for it")
        return shapes.answered(name, known[name](given))

    def _probe(self, given: Fields) -> Fields:
        bucket, _, key = given["InputFiles"][0]["FileUrl"].removeprefix("s3://").partition("/")
        with tempfile.NamedTemporaryFile() as file:
            file.write(self.read(bucket, key))
            file.flush()
            path = Path(file.name)
            container = media.container(media.look_into(path), path)
            size = path.stat().st_size
        return {"ProbeResults": [{"Container": container, "Metadata": {"FileSize": size}}]}

    def _create(self, given: Fields) -> Fields:
        order.read(given["Settings"])  # refuses what is no order
        token = given["ClientRequestToken"]
        for known in self.orders:
            if known["ClientRequestToken"] == token:
                return {"Job": known}
        job_id = f"{time.time() * 1000:.0f}-{len(self.orders)}"
        arns = {"Arn": f"{ACCOUNT}:jobs/{job_id}", "Queue": f"{ACCOUNT}:queues/Default"}
        made = {"Id": job_id, "Status": "SUBMITTED", "CreatedAt": int(time.time())}
        self.orders.append({**given, **made, **arns})
        return {"Job": self.orders[-1]}

    def _list(self, _given: Fields) -> Fields:
        return {"Jobs": self.orders[::-1]}


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, transcoder: Transcoder, *rest: Any) -> None:  # http.server's own
        self._transcoder = transcoder
        super().__init__(*rest)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers, status = {"Content-Type": "application/json"}, 200
        try:
            said = self._transcoder.answer(
                self.command, url.path, json.loads(body or b"{}"), dict(parse_qsl(url.query))
            )
        except (shapes.BadRequest, media.Unreadable) as error:
            said, status = {"message": str(error)}, 400
            headers["x-amzn-ErrorType"] = "BadRequestException"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def listening(transcoder: Transcoder, host: str) -> Iterator[int]:
    """The port it listens on, until the end of the block."""
    server = ThreadingHTTPServer((host, 0), partial(_Handler, transcoder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
