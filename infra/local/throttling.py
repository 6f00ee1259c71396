"""``python -m infra.local.throttling``: passes requests on, or answers as under load.

One request at a time goes over a connection, which is how SDKs use HTTP/1.1. So what comes back is
passed on as it is, and a refusal is written where the answer would stand.
"""

import asyncio
import json
import random
import signal
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated

import typer

from infra.local.ports import LOOPBACK
from infra.local.throttle import CONTROL, Refusals

LONGEST_HEAD = 256 * 1024
CODE = "ProvisionedThroughputExceededException"


@dataclass(slots=True)
class Throttle:
    upstream: int
    refusals: Refusals = field(default_factory=Refusals)
    chance: random.Random = field(default_factory=random.Random)
    refused: int = 0
    passing: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One client's connection, for as long as it lasts, and one to the emulator for it."""
        onward: StreamWriter | None = None
        mute = asyncio.Event()
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(_length(head))
                if head.startswith(f"POST {CONTROL} ".encode()):
                    writer.write(self._told(body))
                    continue
                unlucky = self._unlucky(_operation(head))
                if unlucky and not self.refusals.lost:
                    writer.write(_refusal(_operation(head), head, body))
                    continue
                if onward is None or onward.is_closing():
                    onward = await self._connected(writer, mute)
                if unlucky:
                    mute.set()
                onward.write(head + body)
                await onward.drain()
        except (IncompleteReadError, ConnectionError):
            return  # the client went, or the emulator did: either ends the other
        finally:
            for each in (onward, writer):
                if each is not None:
                    each.close()

    async def _connected(self, writer: StreamWriter, mute: asyncio.Event) -> StreamWriter:
        answers, onward = await asyncio.open_connection(LOOPBACK, self.upstream)
        back = asyncio.create_task(_pass_on(answers, writer, mute))
        self.passing.add(back)  # or it may be collected while it runs
        back.add_done_callback(self.passing.discard)
        return onward

    def _told(self, body: bytes) -> bytes:
        before, self.refused = self.refused, 0
        self.refusals = Refusals(**json.loads(body))
        self.chance = random.Random(self.refusals.seed)  # noqa: S311  # no secret
        return _answer("200 OK", json.dumps({"refused": before}).encode())

    def _unlucky(self, operation: str) -> bool:
        of = self.refusals.operations
        if not self.refusals.share or (of and operation not in of):
            return False
        unlucky = self.chance.random() < self.refusals.share
        self.refused += unlucky
        return unlucky


async def _pass_on(answers: StreamReader, writer: StreamWriter, mute: asyncio.Event) -> None:
    """Until the answer that is lost: instead of it the connection ends."""
    with suppress(ConnectionError):
        while (data := await answers.read(65536)) and not mute.is_set():
            writer.write(data)
            await writer.drain()
    writer.close()


def _refusal(operation: str, head: bytes, body: bytes) -> bytes:
    """``PutRecords`` is refused record by record, everything else as a whole."""
    if operation == "PutRecords":
        each = {"ErrorCode": CODE, "ErrorMessage": "slow down"}
        records = [each] * len(json.loads(body)["Records"])
        said = {"FailedRecordCount": len(records), "Records": records}
        return _answer("200 OK", json.dumps(said).encode())
    service = _header(head, "x-amz-target").partition(".")[0]
    kind = f"com.amazonaws.{service.partition('_')[0].lower()}#{CODE}"
    return _answer("400 Bad Request", json.dumps({"__type": kind, "message": "slow down"}).encode())


def _answer(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/x-amz-json-1.1\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _operation(head: bytes) -> str:
    return _header(head, "x-amz-target").partition(".")[2]


def _length(head: bytes) -> int:
    return int(_header(head, "content-length") or 0)


def _header(head: bytes, name: str) -> str:
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name.encode():
            return value.strip().decode("latin-1")
    return ""


async def _run(port: int, upstream_port: int) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stand(port, upstream_port, stop)


async def stand(port: int, upstream_port: int, stop: asyncio.Event) -> None:
    throttle = Throttle(upstream_port)
    async with await asyncio.start_server(throttle.serve, LOOPBACK, port, limit=LONGEST_HEAD):
        await stop.wait()


def main(
    port: Annotated[int, typer.Option()],
    upstream_port: Annotated[int, typer.Option(help="Of the emulator")],
) -> None:
    asyncio.run(_run(port, upstream_port))


if __name__ == "__main__":
    typer.run(main)
