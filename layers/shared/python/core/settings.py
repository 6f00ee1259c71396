"""Typed environment: one frozen dataclass per function, written by its stack, read by its handler.

``Settings.to_env`` is what the CDK construct puts on the function, ``Settings.from_env`` is what
the wiring reads, so a missing or misspelt variable fails at synth. Plain dataclasses and not
pydantic, because the hot paths read their settings too and importing pydantic costs more than all
they do.
"""

import os
from collections.abc import Mapping
from dataclasses import fields
from typing import Self, get_type_hints


class MissingSetting(RuntimeError):
    """A variable the function needs is not in its environment."""


class Settings:
    """Base of all settings; subclasses are ``@dataclass(frozen=True, slots=True, kw_only=True)``.

    Field types: ``str``, ``int``, ``float``, ``bool`` or ``tuple[str, ...]`` (comma separated).
    The variable of field ``urls_table`` is ``URLS_TABLE``.
    """

    __slots__ = ()

    def to_env(self) -> dict[str, str]:
        return {f.name.upper(): _render(getattr(self, f.name)) for f in fields(self)}  # type: ignore[arg-type]  # subclasses are dataclasses

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        hints = get_type_hints(cls)
        values: dict[str, object] = {}
        for f in fields(cls):  # type: ignore[arg-type]  # subclasses are dataclasses
            name = f.name.upper()
            if name not in environ:
                raise MissingSetting(f"{cls.__name__} needs the environment variable {name}")
            values[f.name] = _parse(environ[name], hints[f.name])
        return cls(**values)


def _render(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(str(v) for v in value)
    return str(value)


def _parse(text: str, kind: object) -> object:
    if kind is bool:
        return text == "true"
    if kind is int:
        return int(text)
    if kind is float:
        return float(text)
    if kind is str:
        return text
    return tuple(part for part in text.split(",") if part)
