"""Facts about ``make upload`` as who types it sees it: the program itself, on a terminal or not."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.film_door import PART, Door

PARTS = 7
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Desk:
    """Somebody with a film of seven parts, and what the program answers."""

    door: Door
    directory: Path

    @property
    def film(self) -> Path:
        path = self.directory / "film.mp4"
        if not path.exists():
            path.write_bytes(b"".join(bytes([n]) * PART for n in range(PARTS)))
        return path

    def command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "tests.fakes.upload_command"),
            *(str(self.door.port), str(self.directory / "instance")),
            *("upload", "--file", str(self.film), "--title", "A film"),
        ]

    def types(self) -> subprocess.CompletedProcess[str]:
        """With its output going into a pipe."""
        return subprocess.run(  # noqa: S603  # of this test
            self.command(), capture_output=True, text=True, timeout=60, check=False
        )

    def types_on_a_terminal(self) -> tuple[int, str]:
        """The exit code, and all that came to the screen."""
        screen, end = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
        typed = subprocess.Popen(  # noqa: S603  # of this test
            self.command(), stdout=end, stderr=end, stdin=end, env=environment
        )
        os.close(end)
        shown = b""
        with suppress(OSError):  # what a terminal says when its last writer went
            while read := os.read(screen, 65_536):
                shown += read
        os.close(screen)
        return typed.wait(60), shown.decode()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Door() as door:
        yield Desk(door, tmp_path)


def lines(text: str) -> list[str]:
    return [line for line in CONTROL.sub("", text).replace("\r", "\n").split("\n") if line.strip()]


def address(desk: Desk) -> str:
    return f"http://localhost:{desk.door.port}/app/watch/v-1"


def test_on_a_terminal_bars_grow_and_the_last_line_is_where_to_watch(desk: Desk) -> None:
    code, shown = desk.types_on_a_terminal()
    assert code == 0
    seen = lines(shown)
    assert seen[-1] == address(desk)
    for half in ("upload", "ready"):
        assert [each for each in seen if half in each and "━" in each and "100%" in each], seen
    assert [each for each in seen if "transcoding" in each and "50%" in each], seen
    assert [desk.door.parts[n] for n in sorted(desk.door.parts)] == [
        bytes([n]) * PART for n in range(PARTS)
    ]


def test_into_a_pipe_the_last_line_is_where_to_watch(desk: Desk) -> None:
    done = desk.types()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == address(desk)
    assert "\x1b" not in done.stdout


def test_a_film_that_came_to_nothing_is_one_sentence_and_exit_code_1(desk: Desk) -> None:
    desk.door.error = "There is no moving picture in the file."
    done = desk.types()
    assert done.returncode == 1
    assert done.stderr == "'A film' is no film: There is no moving picture in the file.\n"
    assert address(desk) not in done.stdout


def test_an_upload_the_api_refuses_is_one_sentence_and_exit_code_1(desk: Desk) -> None:
    fields = [{"path": "size", "message": "At most 9 bytes."}]
    desk.door.problem = {"message": "Some fields are wrong.", "details": {"fields": fields}}
    done = desk.types()
    assert done.returncode == 1
    assert done.stderr == "Some fields are wrong. size: At most 9 bytes.\n"


def test_a_file_that_is_none_is_one_sentence_and_exit_code_1(desk: Desk) -> None:
    desk.film.write_bytes(b"")
    done = desk.types()
    assert (done.returncode, done.stderr) == (1, f"FILE={desk.film} is empty.\n")
    assert not desk.door.announced


def test_V12_cut_in_the_middle_and_typed_again_it_goes_on(desk: Desk) -> None:
    desk.door.held = 3
    cut = subprocess.Popen(desk.command(), stdout=subprocess.DEVNULL)  # noqa: S603  # of this test
    desk.door.wait_for(3)
    cut.kill()
    cut.wait(30)
    assert sorted(desk.door.put) == [1, 2, 3]
    desk.door.held = PARTS
    desk.door.put.clear()
    done = desk.types()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == address(desk)
    assert sorted(desk.door.put) == [4, 5, 6, 7]
    assert len(desk.door.announced) == 1
    assert b"".join(desk.door.parts[n] for n in sorted(desk.door.parts)) == desk.film.read_bytes()
