"""A connection that its client closed is given back at once.

Hypercorn leaves it open until the time for idle connections is over, which MiniStack sets to 75
seconds: thirty requests a second, each by a connection of its own, are two thousand open sockets.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from hypercorn.asyncio.tcp_server import TCPServer

Read = Callable[[TCPServer], Coroutine[Any, Any, None]]  # Any: what a coroutine is never sent


def install() -> None:
    TCPServer._read_data = _then_released(TCPServer._read_data)  # type: ignore[assignment]  # mypy sees self twice


def _then_released(read: Read) -> Read:
    async def read_to_the_end(server: TCPServer) -> None:
        await read(server)
        await server.idle_task.stop()  # or the server waits for it before it closes

    return read_to_the_end
