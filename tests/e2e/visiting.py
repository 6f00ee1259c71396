"""A plain HTTP client: one request, one answer, nothing followed, nothing remembered."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SCRIPT = "curl/8.14.1"  # gets errors as JSON; browsers get a page
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PATIENCE = 60.0  # seconds before a request is given up; no test depends on how long one takes


@dataclass(frozen=True, slots=True)
class Answer:
    """``headers`` have lower-case names; ``raw_headers`` are as they were sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    raw_headers: tuple[tuple[str, str], ...] = ()

    @property
    def json(self) -> Any:  # each test knows its own shape
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The error's code."""
        found: str = self.json["error"]["code"]
        return found

    @property
    def location(self) -> str:
        return self.headers["location"]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at one address of the front door; ``sends`` goes with every request."""

    url: str
    sends: Mapping[str, str]

    def asks(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """``path`` goes on the wire as it is; ``body`` is sent as JSON, ``raw`` untouched."""
        sent = {**self.sends, **(headers or {})}
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        return request(self.url, method, path, data, sent)

    def gets(self, path: str, **headers: str) -> Answer:
        return self.asks("GET", path, headers=headers)

    def bearing(self, credential: str) -> "Visitor":
        return self.sending(Authorization=f"Bearer {credential}")

    def sending(self, **headers: str) -> "Visitor":
        """The same visitor with more headers; ``user_agent`` means ``User-Agent``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return Visitor(self.url, {**self.sends, **more})


def request(
    url: str, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        given = {name.lower() for name in headers}
        connection.putrequest(
            method, parts.path + path, skip_host="host" in given, skip_accept_encoding=True
        )
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None or method in {"POST", "PUT", "PATCH"}:
            connection.putheader("Content-Length", str(len(body or b"")))
        connection.endheaders(body)
        got = connection.getresponse()
        raw = tuple(got.getheaders())
        return Answer(got.status, {k.lower(): v for k, v in raw}, got.read(), raw)
    finally:
        connection.close()


def anonymous(url: str) -> Visitor:
    return Visitor(url, {"User-Agent": FIREFOX})
