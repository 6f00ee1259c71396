"""The event source mapping of the stream of clicks, as the production stage declares it."""

from collections.abc import Generator
from typing import Any

import pytest
from aws_cdk import App

from infra.app import build
from infra.config import PROD

MAPPING = "AWS::Lambda::EventSourceMapping"


@pytest.fixture(scope="session")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Its properties in the synthesised template. Any: CloudFormation's JSON."""
    assembly = build(App(outdir=str(tmp_path_factory.mktemp("assembly"))), PROD).synth()
    template = assembly.get_stack_by_name("triptych-prod-links").template
    (found,) = (
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == MAPPING and "StartingPosition" in resource["Properties"]
    )
    return dict(found)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A schedule that failed is shown with the one command that repeats it."""
    report = yield
    if report.failed and item.get_closest_marker("schedule") and isinstance(item, pytest.Function):
        seed = item.callspec.params["seed"]
        report.sections.append(("repeat it by", f"make faults ON=models SEED={seed}"))
    return report
