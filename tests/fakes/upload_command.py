"""``make upload``'s own program, with a door in place of an instance that runs.

``python -m tests.fakes.upload_command <port of the door> <directory of the instance> <arguments>``
"""

import sys
from pathlib import Path

from infra.local import cli, stack_outputs
from infra.local.instance import Instance, Ports, instance_at


class Anybody:
    def token(self, name: str) -> str:
        return f"token-of-{name}"


def main(port: int, directory: Path, arguments: list[str]) -> None:
    ports = Ports(front_door=port, emulator=0, valkey=0, viewer=0)

    def here(_directory: Path) -> Instance:
        return instance_at(directory)

    for name, stand_in in {
        "_up": here,
        "_ports": lambda _instance: ports,
        "client": lambda *_: None,
        "people_of": lambda *_: Anybody(),
        "player_address": lambda *_: "http://localhost/t/token/videos/v-1/master.m3u8",
    }.items():
        setattr(cli, name, stand_in)
    stack_outputs.read = lambda cloudformation: {}  # noqa: ARG005  # the name it is called by
    cli.app(arguments, prog_name="python -m infra.local")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
