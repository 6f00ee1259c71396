"""``python -m infra.local.front_door --port … --viewer-port … --upstream … …``."""

import asyncio
import signal
from typing import Annotated

import aiohttp
import typer
from aiohttp import web

from infra.local.front_door.proxy import Door, server_of
from infra.local.front_door.viewer import OfflineCountries
from infra.local.ports import LOOPBACK, LOOPBACK_6

UPSTREAM_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=60)


def main(
    port: Annotated[int, typer.Option()],
    viewer_port: Annotated[int, typer.Option(help="The private door for tests")],
    upstream: Annotated[str, typer.Option(help="http://host:port of the emulator")],
    sockets: Annotated[str, typer.Option(help="http://host:port/path of the WebSocket API there")],
    host: Annotated[str, typer.Option(help="The distribution's domain name")],
) -> None:
    asyncio.run(_serve(port, viewer_port, upstream, sockets, host))


async def _serve(port: int, viewer_port: int, upstream: str, sockets: str, host: str) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    countries = OfflineCountries()
    async with aiohttp.ClientSession(
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=0),
        timeout=UPSTREAM_TIMEOUT,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    ) as session:
        public = Door(
            upstream=upstream,
            sockets=sockets,
            host=host,
            countries=countries,
            session=session,
            believes_addresses=False,
        )
        private = Door(
            upstream=upstream,
            sockets=sockets,
            host=host,
            countries=countries,
            session=session,
            believes_addresses=True,
        )
        runners = [await _listen(public, port), await _listen(private, viewer_port)]
        await stop.wait()
        for runner in runners:
            await runner.cleanup()


async def _listen(door: Door, port: int) -> web.ServerRunner:
    runner = web.ServerRunner(server_of(door), shutdown_timeout=2)
    await runner.setup()
    for address in (LOOPBACK, LOOPBACK_6):
        try:
            await web.TCPSite(runner, address, port).start()
        except OSError:
            if address == LOOPBACK:  # the other one is missing on machines without IPv6
                raise
    return runner


if __name__ == "__main__":
    typer.run(main)
