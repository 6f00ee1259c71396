"""Typed environments: what a stack writes, a handler reads; anything missing is found at once."""

from dataclasses import dataclass

import pytest

from core.settings import MissingSetting, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Settings):
    table_name: str
    limit: int
    share: float
    enabled: bool
    hosts: tuple[str, ...]


SAMPLE = Sample(table_name="urls", limit=5, share=0.5, enabled=False, hosts=("a.example", "b"))


def test_settings_survive_the_environment() -> None:
    assert Sample.from_env(SAMPLE.to_env()) == SAMPLE


def test_the_environment_is_plain_text() -> None:
    assert SAMPLE.to_env() == {
        "TABLE_NAME": "urls",
        "LIMIT": "5",
        "SHARE": "0.5",
        "ENABLED": "false",
        "HOSTS": "a.example,b",
    }


def test_no_hosts_are_no_hosts() -> None:
    env = {**SAMPLE.to_env(), "HOSTS": ""}
    assert Sample.from_env(env).hosts == ()


def test_a_missing_variable_is_named() -> None:
    env = SAMPLE.to_env()
    del env["LIMIT"]
    with pytest.raises(MissingSetting, match="LIMIT"):
        Sample.from_env(env)
