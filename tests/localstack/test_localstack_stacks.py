"""Our own stacks, by LocalStack's CloudFormation: all they have that it knows is there."""

import pytest

from infra.localstack.deploying import Deployment
from tests.localstack.conftest import STACKS
from tests.localstack.systems import Systems

SILENT = "unknown"


@pytest.mark.localstack
@pytest.mark.parametrize("stack", STACKS)
def test_no_output_is_the_silent_unknown(deployment: Deployment, stack: str) -> None:
    outputs = deployment.outputs(stack)
    assert [name for name, value in outputs.items() if SILENT in value] == []


@pytest.mark.localstack
@pytest.mark.parametrize("stack", STACKS)
def test_everything_of_the_template_has_a_name(deployment: Deployment, stack: str) -> None:
    wanted = {name: body["Type"] for name, body in deployment.template(stack)["Resources"].items()}
    made = deployment.made(stack)
    assert {name: type_ for name, (type_, _) in made.items()} == wanted
    assert [name for name, (_, known) in made.items() if not known or SILENT in known] == []


@pytest.mark.localstack
def test_no_function_is_told_the_silent_unknown(systems: Systems) -> None:
    """Neither by itself nor as part of an ARN or an address."""
    told = {
        handler: {
            name for name, value in about["Environment"]["Variables"].items() if SILENT in value
        }
        for handler, about in systems.functions.items()
    }
    assert told
    assert {handler: names for handler, names in told.items() if names} == {}


@pytest.mark.localstack
def test_every_mapping_feeds_its_function(systems: Systems) -> None:
    """Streams of tables, Kinesis streams and queues: each is read."""
    pages = systems.client("lambda").get_paginator("list_event_source_mappings").paginate()
    mappings = [each for page in pages for each in page["EventSourceMappings"]]
    kinds = {each["EventSourceArn"].split(":")[2] for each in mappings}
    assert kinds == {"dynamodb", "kinesis", "sqs"}
    assert [each["EventSourceArn"] for each in mappings if each["State"] != "Enabled"] == []


@pytest.mark.localstack
def test_every_schedule_calls_a_function_of_ours(systems: Systems) -> None:
    """They are there; nothing of the free LocalStack runs them."""
    client = systems.client("scheduler")
    pages = client.get_paginator("list_schedules").paginate()
    targets = {each["Target"]["Arn"] for page in pages for each in page["Schedules"]}
    arns = {about["FunctionArn"] for about in systems.functions.values()}
    assert systems.functions["links.handlers.rollup.handler"]["FunctionArn"] in targets
    assert targets <= arns
