"""Each stage synthesised once per session, as templates, assets and manifest to ask about."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from infra.app import build
from infra.config import DEV, LOCAL, PROD, Stage

ROOT = Path(__file__).resolve().parents[2]
# Any: a template is CloudFormation's JSON.
Json = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    stack: str
    id: str
    type: str
    properties: Json
    body: Json


@dataclass(frozen=True)
class Synthesized:
    """A cloud assembly on disk."""

    stage: Stage
    directory: Path

    @cached_property
    def manifest(self) -> Json:
        return dict(json.loads((self.directory / "manifest.json").read_text()))

    @cached_property
    def templates(self) -> Mapping[str, Json]:
        """By the last part of the stack's name: platform, accounts, links, edge."""
        files = sorted(self.directory.glob("*.template.json"))
        return {f.name.split(".")[0].split("-")[-1]: json.loads(f.read_text()) for f in files}

    def all(self, *types: str) -> Iterator[Resource]:
        for stack, template in self.templates.items():
            for id_, body in template["Resources"].items():
                if not types or body["Type"] in types:
                    yield Resource(stack, id_, body["Type"], body.get("Properties", {}), body)

    def functions(self) -> list[Resource]:
        return list(self.all("AWS::Lambda::Function"))

    def asset(self, code: Mapping[str, str]) -> Path:
        """The directory behind a function's ``Code`` or a layer's ``Content``."""
        digest = code["S3Key"].removesuffix(".zip")
        for listing in self.directory.glob("*.assets.json"):
            files = json.loads(listing.read_text())["files"]
            if digest in files:
                return self.directory / str(files[digest]["source"]["path"])
        raise LookupError(f"no asset {digest}")


def synthesize(stage: Stage, directory: Path) -> Synthesized:
    """Fails on any finding of cdk-nag."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    context |= {"aws:cdk:disable-asset-staging": True}  # packages are read where they were built
    build(App(outdir=str(directory), context=context), stage).synth()
    return Synthesized(stage, directory)


class _Stages:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._made: dict[str, Synthesized] = {}

    def of(self, name: str, stage: Stage) -> Synthesized:
        if name not in self._made:
            self._made[name] = synthesize(stage, self._root / name)
        return self._made[name]


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> _Stages:
    return _Stages(tmp_path_factory.mktemp("assemblies"))


@pytest.fixture(scope="session")
def local(stages: _Stages) -> Synthesized:
    return stages.of("local", LOCAL)


@pytest.fixture(scope="session")
def prod(stages: _Stages) -> Synthesized:
    return stages.of("prod", PROD)


@pytest.fixture(scope="session")
def direct(stages: _Stages) -> Synthesized:
    """Production with redirects by function URL."""
    return stages.of("direct", replace(PROD, redirect_origin="function-url"))


@pytest.fixture(scope="session", params=[LOCAL, DEV, PROD], ids=lambda stage: stage.name)
def synthesized(request: pytest.FixtureRequest, stages: _Stages) -> Synthesized:
    stage: Stage = request.param
    return stages.of(stage.name, stage)
