"""What the free LocalStack has not is listed once, and holds nothing the event paths need."""

from infra.localstack.missing import MISSING
from tests.infra.conftest import Synthesized

NEEDED = {
    "AWS::DynamoDB::Table",
    "AWS::Events::EventBus",
    "AWS::Events::Rule",
    "AWS::Kinesis::Stream",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
}


def test_what_is_listed_as_missing_is_in_the_stacks(local: Synthesized) -> None:
    assert set(MISSING) <= {resource.type for resource in local.all()}


def test_what_carries_events_and_data_is_not_missing(local: Synthesized) -> None:
    assert {resource.type for resource in local.all()} - set(MISSING) >= NEEDED
