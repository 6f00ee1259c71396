"""A Valkey that does what a test tells it, on a real socket."""

import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

# What to send for a command; None is silence, b"" hangs up.
Script = Callable[[list[bytes]], bytes | None]


class ScriptedServer:
    """Answers every command by ``script`` and remembers commands and connections."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.commands: list[list[bytes]] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Closes every connection, as an idle timeout does."""
        while self._open:
            connection = self._open.pop()
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was first
            finally:
                connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # the test is over
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        try:
            while line := stream.readline():
                command = []
                for _ in range(int(line[1:])):
                    length = int(stream.readline()[1:])
                    command.append(stream.read(length + 2)[:-2])
                self.commands.append(command)
                reply = self.script(command)
                if reply == b"":
                    connection.shutdown(socket.SHUT_RDWR)
                    return
                if reply is not None:
                    connection.sendall(reply)
        except (OSError, ValueError):
            return  # hung up
