"""WebSocket connections through the door: messages both ways until either side closes."""

import asyncio
from collections.abc import Awaitable

import aiohttp
from aiohttp import web
from yarl import URL

_NEGOTIATED_ANEW = "sec-websocket-"
Socket = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


def wants_websocket(request: web.BaseRequest) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


async def pass_through(
    request: web.BaseRequest,
    session: aiohttp.ClientSession,
    target: URL,
    headers: list[tuple[str, str]],
) -> web.StreamResponse:
    """The origin is asked first, so that its refusal reaches the viewer as its own status."""
    kept = [pair for pair in headers if not pair[0].lower().startswith(_NEGOTIATED_ANEW)]
    try:
        origin = await session.ws_connect(target, headers=kept)
    except aiohttp.WSServerHandshakeError as error:
        status = error.status if error.status >= 400 else 502
        return web.Response(status=status, text="The origin refused the connection\n")
    except aiohttp.ClientError:
        return web.Response(status=502, text="The origin cannot be reached\n")
    viewer = web.WebSocketResponse()
    await viewer.prepare(request)
    await _either(_copy(viewer, origin), _copy(origin, viewer))
    await origin.close()
    await viewer.close()
    return viewer


async def _either(*directions: Awaitable[None]) -> None:
    tasks = [asyncio.ensure_future(direction) for direction in directions]
    _, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in running:
        task.cancel()


async def _copy(source: Socket, target: Socket) -> None:
    async for message in source:
        if message.type is aiohttp.WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            await target.send_bytes(message.data)
