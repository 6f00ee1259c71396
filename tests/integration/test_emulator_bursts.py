"""Many invocations of one function at once, on a machine of few processors."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from ministack.core import cloudfront_js, node_pool

from infra.local.cdk import BIN
from infra.local.emulator import edge_functions
from infra.local.emulator.waiting_invocations import SANDBOXES
from tests.integration.emulator_rig import BARE, Emulator, emulator, function

CROWD = 3 * SANDBOXES
DEEPEST = 15  # Lambda stops a recursive loop after sixteen
ANYTHING = [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}]
NAMES_ITS_SANDBOX = """
import os, time
def handler(event, context):
    print("answering")
    time.sleep(0.5)
    return os.getpid()
"""
CALLS_ITSELF = """
import boto3, json, os
def handler(event, context):
    print("deeper", event)
    if event == 0:
        return "bottom"
    answer = boto3.client("lambda").invoke(
        FunctionName=os.environ["AWS_LAMBDA_FUNCTION_NAME"], Payload=json.dumps(event - 1))
    return json.load(answer["Payload"])
"""


def sandboxes_of_a_crowd(where: Emulator) -> list[object]:
    """All come within a moment: by one client, for making one each takes a busy machine a while."""
    made, client = (
        where.deploy(function(NAMES_ITS_SANDBOX), {"Fn": {"Ref": "Fn"}}),
        where.aws("lambda"),
    )

    def asked(_: int) -> object:
        return json.load(client.invoke(FunctionName=made["Fn"], Payload=b"{}")["Payload"])

    with ThreadPoolExecutor(CROWD) as crowd:
        return list(crowd.map(asked, range(CROWD)))


def test_ministack_still_starts_a_process_for_each_of_a_crowd(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with emulator(tmp_path_factory.mktemp("bare"), module=BARE) as bare:
        assert len(set(sandboxes_of_a_crowd(bare))) > SANDBOXES


def test_a_crowd_is_answered_by_a_few_sandboxes_and_nobody_is_refused(ours: Emulator) -> None:
    answers = sandboxes_of_a_crowd(ours)
    assert all(isinstance(answer, int) for answer in answers)
    assert 1 < len(set(answers)) <= SANDBOXES


def test_a_function_that_calls_itself_does_not_wait_for_itself(ours: Emulator) -> None:
    made = ours.deploy(function(CALLS_ITSELF, statements=ANYTHING), {"Fn": {"Ref": "Fn"}})
    assert ours.invoke(made["Fn"], min(SANDBOXES + 1, DEEPEST)) == "bottom"


# ---- edge_functions

NAMES_ITS_PROCESS = b"""
const me = Math.random();
function handler(event) {
  const end = Date.now() + 50;
  while (Date.now() < end) {}
  return {me};
}
"""


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(node_pool, "_NODE_BINARY", str(BIN / "node"))
    cloudfront_js.reset()
    yield
    cloudfront_js.reset()


def processes_of_a_crowd(evaluate: edge_functions.Evaluate) -> int:
    with ThreadPoolExecutor(8) as crowd:
        return len({each["me"] for each in crowd.map(lambda _: asked(evaluate), range(24))})


def asked(evaluate: edge_functions.Evaluate) -> dict[str, float]:
    answer: dict[str, float] = evaluate(NAMES_ITS_PROCESS, {})
    return answer


@pytest.mark.usefixtures("node")
def test_ministack_still_starts_a_node_for_each_of_a_crowd() -> None:
    assert processes_of_a_crowd(cloudfront_js.evaluate) > edge_functions.PROCESSES


@pytest.mark.usefixtures("node")
def test_a_crowd_is_answered_by_two_nodes() -> None:
    ours = edge_functions.in_turn(cloudfront_js.evaluate)
    assert processes_of_a_crowd(ours) <= edge_functions.PROCESSES
