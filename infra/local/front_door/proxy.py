"""Passing requests on, byte for byte in path, query and body, without following redirects."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from yarl import URL

from infra.local.front_door.headers import TEST_ADDRESS, to_origin, to_viewer
from infra.local.front_door.viewer import (
    Countries,
    InvalidAddress,
    Viewer,
    parse_address,
    viewer_headers,
)
from infra.local.front_door.websockets import pass_through, wants_websocket

WEBSOCKETS = "/ws"
LONGEST_URL = 8192  # CloudFront's own limit, in bytes
LARGEST_BODY = 10 * 1024 * 1024  # the HTTP API's
METHODS = frozenset(["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"])
HEADER_LIMIT = 10 * 1024  # the HTTP API's; aiohttp answers 400 beyond it
CHUNK = 64 * 1024


class TooLarge(Exception):
    """The body is longer than the gateway takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One listener. ``believes_addresses`` is for the private one only.

    ``sockets`` is the emulator's address of the WebSocket API: its CloudFront passes none on.
    """

    upstream: str
    sockets: str
    host: str
    countries: Countries
    session: aiohttp.ClientSession
    believes_addresses: bool

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        refused = _refusal(request)
        if refused is not None:
            return refused
        try:
            viewer = self._viewer(request)
        except InvalidAddress:
            return _plain(400, f"{TEST_ADDRESS} is not an IP address")
        live = wants_websocket(request) and request.path == WEBSOCKETS
        base = self.sockets if live else self.upstream
        target = URL(base + request.raw_path, encoded=True)
        headers = to_origin(
            _pairs(request.raw_headers),
            host=self.host,
            known=viewer_headers(viewer, self.countries),
        )
        if wants_websocket(request):
            return await pass_through(request, self.session, target, headers)
        return await self._fetch(request, target, headers)

    def _viewer(self, request: web.BaseRequest) -> Viewer:
        peer = request.transport.get_extra_info("peername") if request.transport else None
        address, port = (peer[0], peer[1]) if peer else ("127.0.0.1", 0)
        given = request.headers.get(TEST_ADDRESS) if self.believes_addresses else None
        return Viewer(address=parse_address(given) if given else address, port=port)

    async def _fetch(
        self, request: web.BaseRequest, target: URL, headers: list[tuple[str, str]]
    ) -> web.StreamResponse:
        length = request.headers.get("Content-Length")
        if length is not None and request.body_exists:
            headers = [*headers, ("Content-Length", length)]
        body = _limited(request) if request.body_exists else None
        try:
            async with self.session.request(
                request.method, target, headers=headers, data=body, allow_redirects=False
            ) as answer:
                return await _relay(request, answer)
        except TooLarge:
            return _plain(413, "The request is too large")
        except aiohttp.ClientError:
            return _plain(502, "The origin cannot be reached")
        except TimeoutError:
            return _plain(504, "The origin did not answer in time")


def server_of(door: Door) -> web.Server:
    """What listens for ``door``; a little more than the longest URL is read, to answer 414."""
    return web.Server(
        door.handle,
        access_log=None,
        max_line_size=LONGEST_URL + 1024,
        max_field_size=HEADER_LIMIT,
        auto_decompress=False,
        lingering_time=1,  # seconds to read on from a viewer that was refused
    )


async def _relay(request: web.BaseRequest, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, reason=answer.reason)
    response.headers["Server"] = "CloudFront"
    for name, value in to_viewer(_pairs(answer.raw_headers)):
        response.headers.add(name, value)
    await response.prepare(request)
    if request.method != "HEAD":
        async for chunk in answer.content.iter_chunked(CHUNK):
            await response.write(chunk)
    await response.write_eof()
    return response


async def _limited(request: web.BaseRequest) -> AsyncIterator[bytes]:
    seen = 0
    async for chunk in request.content.iter_chunked(CHUNK):
        seen += len(chunk)
        if seen > LARGEST_BODY:
            raise TooLarge
        yield chunk


def _refusal(request: web.BaseRequest) -> web.Response | None:
    """What CloudFront would not pass on either."""
    if request.method not in METHODS:
        return _plain(405, "This method is not supported")
    path = request.raw_path
    if not path.startswith("/") or not path.isascii() or "#" in path:
        return _plain(400, "The request target is not a path")
    if len(path) > LONGEST_URL:
        return _plain(414, "The URL is too long")
    if (request.content_length or 0) > LARGEST_BODY:
        return _plain(413, "The request is too large")
    return None


def _plain(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text + "\n", headers={"Cache-Control": "no-store"})


def _pairs(raw: tuple[tuple[bytes, bytes], ...]) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("utf-8", "surrogateescape")) for name, value in raw
    ]
