"""The list of what the free LocalStack has not is that of the LocalStack installed here."""

import json
import subprocess
from pathlib import Path

import pytest

from infra.config import LOCAL
from infra.localstack.engine import Engine
from infra.localstack.missing import MISSING
from infra.packaging import ROOT
from tests.infra.conftest import synthesize

ASK = """
import json
from importlib.metadata import entry_points
providers = entry_points(group="localstack.cloudformation.resource_providers")
print(json.dumps([provider.name for provider in providers]))
"""
# CDK's own: it has no effect on any cloud.
WITHOUT_EFFECT = {"AWS::CDK::Metadata"}


@pytest.mark.localstack
def test_the_list_is_exactly_what_it_has_no_provider_for(tmp_path: Path) -> None:
    engine = Engine(ROOT / "build" / "localstack")
    engine.install()
    answer = subprocess.run(  # noqa: S603  # our own interpreter
        [str(engine.python), "-c", ASK], capture_output=True, text=True, check=True
    )
    has = set(json.loads(answer.stdout))
    ours = {resource.type for resource in synthesize(LOCAL, tmp_path).all()} - WITHOUT_EFFECT
    assert {name for name in ours if name.lower() not in has} == set(MISSING)
