"""The front door: what passes, what is dropped, what is refused. Real sockets on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from infra.local.front_door.headers import to_origin
from infra.local.front_door.proxy import LARGEST_BODY, Door, server_of
from infra.local.front_door.viewer import OfflineCountries, Viewer, viewer_headers

HOST = "d1.cloudfront.net"


class NowhereLand:
    """Every address is in the same made-up country."""

    def of(self, address: str) -> str | None:
        return None if address.startswith("127.") else "XK"


@dataclass
class Origin:
    """Remembers what reached it, head and body as bytes, and answers with fixed bytes."""

    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    received: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0)
        body = b""
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                body = await reader.readexactly(int(line.split(b":")[1]))
        self.received.append(head + body)
        writer.write(self.answer)
        await writer.drain()
        writer.close()

    @property
    def head(self) -> str:
        return self.received[-1].decode("latin-1")


@asynccontextmanager
async def door(origin: Origin, *, private: bool = False) -> AsyncIterator[int]:
    """The port of a door in front of ``origin``."""
    server = await asyncio.start_server(origin.serve, "127.0.0.1", 0)
    upstream = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with aiohttp.ClientSession(
        auto_decompress=False, skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding")
    ) as session:
        handler = Door(
            upstream=upstream,
            sockets=f"{upstream}/sockets",
            host=HOST,
            countries=NowhereLand(),
            session=session,
            believes_addresses=private,
        )
        runner = web.ServerRunner(server_of(handler))
        await runner.setup()
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        await web.SockSite(runner, listener).start()
        yield listener.getsockname()[1]
        await runner.cleanup()
    server.close()


async def send(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return answer


def exchange(
    request: bytes, origin: Origin | None = None, *, private: bool = False
) -> tuple[Origin, bytes]:
    """What the origin saw and the viewer got for one raw request."""
    served = origin or Origin()

    async def run() -> bytes:
        async with door(served, private=private) as port:
            return await send(port, request)

    return served, asyncio.run(run())


def get(target: str, *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost:8080", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@pytest.mark.parametrize(
    "target",
    ["/c+", "/c/", "/%2F%2f", "/a//b/../c/.", "/x?a=%26&b=+&a=1&&", "/%E2%9C%93%00", "/~a;b=1,c"],
)
def test_paths_and_queries_pass_byte_for_byte(target: str) -> None:
    origin, _ = exchange(get(target))
    assert origin.head.startswith(f"GET {target} HTTP/1.1\r\n")


def test_the_origin_is_asked_for_the_distribution() -> None:
    origin, _ = exchange(get("/c"))
    assert f"host: {HOST}\r\n" in origin.head.lower()
    assert "localhost:8080" not in origin.head


def test_X7_what_a_viewer_says_about_itself_is_dropped() -> None:
    """X7: client-sent viewer headers, forwarded headers and the origin secret never pass."""
    origin, _ = exchange(
        get(
            "/c",
            "CloudFront-Viewer-Country: ZZ",
            "cloudfront-viewer-address: 6.6.6.6:1",
            "X-Forwarded-For: 6.6.6.6",
            "X-Forwarded-Proto: gopher",
            "Forwarded: for=6.6.6.6",
            "x-triptych-origin: guess",
            "x-test-viewer-address: 6.6.6.6",
            "X-Kept: yes",
        )
    )
    for lie in ("ZZ", "6.6.6.6", "gopher", "guess"):
        assert lie not in origin.head
    assert "X-Kept: yes\r\n" in origin.head
    assert "CloudFront-Viewer-Address: 127.0.0.1:" in origin.head


def test_a_loopback_viewer_has_no_country() -> None:
    assert "viewer-country" not in exchange(get("/c"))[0].head.lower()


def test_the_private_door_believes_a_given_address() -> None:
    origin, _ = exchange(get("/c", "x-test-viewer-address: 2001:db8::5"), private=True)
    assert "CloudFront-Viewer-Address: 2001:db8::5:" in origin.head
    assert "CloudFront-Viewer-Country: XK\r\n" in origin.head
    assert "x-test" not in origin.head.lower()


def test_the_private_door_refuses_what_is_no_address() -> None:
    origin, answer = exchange(get("/c", "x-test-viewer-address: nonsense"), private=True)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert not origin.received


@pytest.mark.parametrize(
    ("path", "reached"),
    [("/ws?ticket=t%2D1", "/sockets/ws?ticket=t%2D1"), ("/other", "/other")],
)
def test_sockets_of_ws_go_to_the_websocket_api(path: str, reached: str) -> None:
    origin = Origin(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")

    async def connect() -> int:
        async with door(origin) as port, aiohttp.ClientSession() as session:
            url = URL(f"http://127.0.0.1:{port}{path}", encoded=True)
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(url)
            return refused.value.status

    assert asyncio.run(connect()) == 401
    assert origin.head.startswith(f"GET {reached} HTTP/1.1\r\n")


def test_what_is_no_socket_goes_to_the_distribution_also_at_ws() -> None:
    origin, _ = exchange(get("/ws"))
    assert origin.head.startswith("GET /ws HTTP/1.1\r\n")


def test_redirects_are_passed_on_and_not_followed() -> None:
    location = b"Location: https://example.com/%26?x=+a#f%2F"
    answer = b"HTTP/1.1 302 Found\r\n" + location + b"\r\nContent-Length: 0\r\n\r\n"
    origin, got = exchange(get("/c"), Origin(answer=answer))
    assert got.startswith(b"HTTP/1.1 302 Found\r\n")
    assert location + b"\r\n" in got
    assert len(origin.received) == 1


def test_a_head_request_stays_one_and_has_no_body() -> None:
    origin, got = exchange(
        get("/c", method="HEAD"), Origin(answer=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
    )
    assert origin.head.startswith("HEAD /c ")
    assert b"Content-Length: 9\r\n" in got
    assert got.endswith(b"\r\n\r\n")


def test_bodies_pass_in_both_directions() -> None:
    body = bytes(range(256)) * 40
    request = get("/p", f"Content-Length: {len(body)}", method="POST") + body
    answer = (
        b"HTTP/1.1 201 Created\r\nContent-Length: 3\r\nContent-Encoding: br\r\n\r\n\x00\xff\x01"
    )
    origin, got = exchange(request, Origin(answer=answer))
    assert origin.received[-1].endswith(body)
    assert got.endswith(b"\r\n\r\n\x00\xff\x01")


def test_repeated_response_headers_stay_apart() -> None:
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n"
    assert exchange(get("/c"), Origin(answer=answer))[1].count(b"Set-Cookie: ") == 2


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get("/" + "a" * 8200), 414),
        (get("/" + "a" * 20000), 400),
        (get("/c", "X-Long: " + "b" * 20000), 400),
        (get("/c", method="TRACE"), 405),
        (get("/c", method="BREW"), 400),
        (get("/c#fragment"), 400),
        (get("/p", f"Content-Length: {LARGEST_BODY + 1}", method="POST"), 413),
        (b"GARBAGE\r\n\r\n", 400),
        (get("/c", "X-Nul: a\x00b"), 400),
    ],
)
def test_absurd_requests_are_refused_at_the_door(request_: bytes, status: int) -> None:
    origin, got = exchange(request_)
    assert got.split(b" ")[1] == str(status).encode()
    assert not origin.received


def test_an_origin_that_hangs_up_is_a_502() -> None:
    assert exchange(get("/c"), Origin(answer=b""))[1].startswith(b"HTTP/1.1 502 ")


def test_headers_named_by_connection_are_dropped() -> None:
    sent = to_origin(
        [("Connection", "close, X-Hop"), ("X-Hop", "1"), ("X-End", "2")], host="h", known={}
    )
    assert ("X-End", "2") in sent
    assert all(name not in ("Connection", "X-Hop") for name, _ in sent)


def test_the_offline_database_knows_both_address_families() -> None:
    countries = OfflineCountries()
    assert countries.of("8.8.8.8") == "US"
    assert countries.of("2001:4860:4860::8888") == "US"
    assert countries.of("127.0.0.1") is None
    assert countries.of("::1") is None


def test_viewer_headers_are_in_cloudfronts_form() -> None:
    headers = viewer_headers(Viewer("198.51.100.10", 46532), NowhereLand())
    assert headers == {
        "CloudFront-Viewer-Address": "198.51.100.10:46532",
        "CloudFront-Viewer-Country": "XK",
    }
