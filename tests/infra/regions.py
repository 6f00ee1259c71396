"""Production in three regions, for the tests that ask about it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.infra.conftest import Resource, Synthesized

HOME, ELSEWHERE = "us-east-1", ("eu-west-1", "ap-southeast-1")
EVERYWHERE = (HOME, *ELSEWHERE)
NEARBY = tuple(f"links-{region}" for region in ELSEWHERE)
GLOBAL = "AWS::DynamoDB::GlobalTable"


# Any: CloudFormation's JSON.
def environments(synthesized: "Synthesized", stack: str) -> dict[str, dict[str, Any]]:
    """Environments by the last part of the handler's module."""
    found: list[Resource] = [f for f in synthesized.functions() if f.stack == stack]
    return {
        f.properties["Handler"].split(".")[2]: f.properties["Environment"]["Variables"]
        for f in found
    }
