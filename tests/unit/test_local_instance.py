"""What an instance remembers, which ports it takes, and which processes it calls its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from infra.local import bring_up, cli, ports, processes
from infra.local.failures import LocalFailure
from infra.local.instance import Instance, Ports, Recorded, State, instance_at

PORTS = Ports(front_door=1, emulator=2, valkey=3, viewer=4)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    made = instance_at(tmp_path / "it")
    made.prepare()
    made.save(State(ports=PORTS, processes={}))
    return made


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def sleeper(instance: Instance, *, child: bool = False) -> Recorded:
    source = "import subprocess, sys, time\n"
    if child:
        source += "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    command = [sys.executable, "-c", source + "print('up', flush=True)\ntime.sleep(60)"]
    recorded = processes.start(instance, "sleeper", command, environment={})
    log = instance.logs / "sleeper.log"
    processes.wait_ready(instance, "sleeper", recorded, lambda: "up" in log.read_text(), seconds=60)
    return recorded


def test_state_is_read_as_it_was_written(instance: Instance) -> None:
    state = State(ports=PORTS, processes={"a": Recorded(pid=5, started=1.5)}, deployed="x")
    instance.save(state)
    assert instance.load() == state


def test_an_instance_that_never_was_has_no_state(tmp_path: Path) -> None:
    assert instance_at(tmp_path / "none").load() is None


def test_stopping_ends_a_process_and_what_it_started(instance: Instance) -> None:
    recorded = sleeper(instance, child=True)
    process = psutil.Process(recorded.pid)
    family = [process, *process.children(recursive=True)]
    assert len(family) == 2
    assert processes.stop(instance, ["sleeper"]) == ["sleeper"]
    assert not [each for each in family if each.is_running()]
    assert processes.stop(instance, ["sleeper"]) == []


def test_a_later_owner_of_a_pid_is_left_alone(instance: Instance) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        started = psutil.Process(stranger.pid).create_time() - 100
        instance.record("emulator", Recorded(pid=stranger.pid, started=started))
        assert processes.stop(instance, ["emulator"]) == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_process_that_ends_at_once_is_reported_with_its_log(instance: Instance) -> None:
    recorded = processes.start(instance, "x", [sys.executable, "-c", ""], environment={})
    with pytest.raises(LocalFailure, match=r"x ended right after its start: see .*x\.log"):
        processes.wait_ready(instance, "x", recorded, lambda: False, seconds=60)


def test_background_processes_do_not_get_the_callers_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("AWS_PROFILE", "production")
    environment = processes.clean_environment({"A": "1"})
    assert environment["A"] == "1"
    assert not {"PYTHONPATH", "AWS_PROFILE"} & set(environment)


def test_a_taken_front_door_is_one_sentence_with_a_way_out(taken: int) -> None:
    with pytest.raises(LocalFailure, match=rf"Port {taken} .* `make up PORT={taken + 1}`"):
        ports.choose(wanted=taken, emulator=None, last=None)


@pytest.mark.parametrize(
    "text", ["99999", "65536", "abc", "0", "-1", "8080.5", "", "٨٠٨٠", "9" * 99]
)
def test_what_is_no_port_is_one_sentence_and_exit_code_1(text: str) -> None:
    answer = CliRunner().invoke(cli.app, ["up", "--port", text])
    assert answer.exit_code == 1
    assert answer.stderr.strip() == (
        f"{text!r} is no port: give a number from 1 to 65535, like `make up PORT=8081`."
    )


@pytest.mark.parametrize(("text", "port"), [("1", 1), ("08080", 8080), ("65535", 65535)])
def test_every_port_there_is_can_be_asked_for(text: str, port: int) -> None:
    assert ports.parse(text) == port


def test_a_free_port_is_never_given_twice_nor_to_be_taken_by_an_outgoing_connection() -> None:
    chosen = [ports.free() for _ in range(500)]
    assert len(set(chosen)) == 500
    assert max(chosen) < 32_768  # where Linux begins; others begin higher


def test_the_front_door_may_have_the_emulators_usual_port(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ports.free()
    monkeypatch.setattr(ports, "DEFAULT_EMULATOR", wanted)
    chosen = ports.choose(wanted=wanted, emulator=None, last=None)
    assert chosen.front_door == wanted != chosen.emulator


def test_the_front_door_cannot_have_the_port_of_what_is_behind_it() -> None:
    used = Ports(
        front_door=ports.free(), emulator=ports.free(), valkey=ports.free(), viewer=ports.free()
    )
    with pytest.raises(LocalFailure, match="one of this instance's own"):
        ports.choose(wanted=used.emulator, emulator=None, last=State(ports=used, processes={}))


def test_another_emulator_on_the_usual_port_makes_ours_move(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "DEFAULT_EMULATOR", taken)
    assert ports.choose(wanted=ports.free(), emulator=None, last=None).emulator != taken


def test_an_instance_keeps_the_ports_it_was_deployed_with() -> None:
    used = Ports(
        front_door=ports.free(), emulator=ports.free(), valkey=ports.free(), viewer=ports.free()
    )
    last = State(ports=used, processes={})
    assert ports.choose(wanted=None, emulator=None, last=last) == used


def test_a_deployed_port_that_is_taken_is_said(taken: int) -> None:
    used = Ports(front_door=ports.free(), emulator=taken, valkey=ports.free(), viewer=ports.free())
    with pytest.raises(LocalFailure, match="make reset up"):
        ports.choose(wanted=None, emulator=None, last=State(ports=used, processes={}))


def test_a_port_that_somebody_else_took_first_is_not_ours(instance: Instance, taken: int) -> None:
    other = sleeper(instance)
    this = psutil.Process()
    try:
        assert not processes.listens(other, taken)
        assert processes.listens(Recorded(pid=this.pid, started=this.create_time()), taken)
    finally:
        processes.stop(instance, ["sleeper"])


@pytest.mark.parametrize(
    ("throttle", "running", "is_whole"),
    [
        (0, ("front-door", "emulator", "valkey"), True),
        (0, ("front-door", "emulator"), False),
        (5, ("front-door", "emulator", "valkey"), False),
        (5, ("front-door", "emulator", "valkey", "throttle"), True),
    ],
)
def test_an_instance_is_whole_with_what_it_consists_of(
    instance: Instance, throttle: int, running: tuple[str, ...], is_whole: bool
) -> None:
    us = Recorded(pid=os.getpid(), started=psutil.Process().create_time())
    consists = replace(PORTS, throttle=throttle)
    instance.save(State(ports=consists, processes=dict.fromkeys(running, us)))
    assert bring_up.whole(instance) is is_whole
