"""Additions to MiniStack for operating: composite alarms, and failure queues moved back.

A test ``…_still_…`` fails when MiniStack has learnt it: then the addition goes.
"""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.emulator_rig import Emulator, Template

# ---- composite_alarms

PART: Template = {
    "Type": "AWS::CloudWatch::Alarm",
    "Properties": {
        "Namespace": "Triptych",
        "MetricName": "Slow",
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 1,
        "EvaluationPeriods": 1,
        "Period": 60,
        "Statistic": "Sum",
    },
}
RULE = {"Fn::Join": ["", ['ALARM("', {"Fn::GetAtt": ["Part", "Arn"]}, '")']]}
COMPOSITE: Template = {
    "Part": PART,
    "Whole": {
        "Type": "AWS::CloudWatch::CompositeAlarm",
        "Properties": {"AlarmRule": RULE, "AlarmDescription": "both"},
    },
}


def test_ministack_still_has_no_composite_alarm_in_templates(bare: Emulator) -> None:
    with pytest.raises(ClientError, match="CompositeAlarm"):
        bare.deploy(COMPOSITE, {})


def test_a_composite_alarm_follows_its_parts(ours: Emulator) -> None:
    name = ours.deploy(COMPOSITE, {"Name": {"Ref": "Whole"}})["Name"]
    cloudwatch = ours.aws("cloudwatch")
    (whole,) = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])[
        "CompositeAlarms"
    ]
    assert whole["AlarmDescription"] == "both"
    assert 'ALARM("arn:aws:cloudwatch' in whole["AlarmRule"]


# ---- message_moves


def _failing(emulator_: Emulator) -> tuple[Any, str, str, str]:  # Any: a boto3 client
    """The client, a source, its failure queue and that one's ARN."""
    sqs, name = emulator_.aws("sqs"), f"q{time.monotonic_ns()}"
    failures = sqs.create_queue(QueueName=f"{name}-failures")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=failures, AttributeNames=["QueueArn"])
    arn = arn["Attributes"]["QueueArn"]
    policy = f'{{"deadLetterTargetArn": "{arn}", "maxReceiveCount": "1"}}'
    source = sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": policy})["QueueUrl"]
    return sqs, source, failures, arn


def test_ministack_still_moves_no_messages(bare: Emulator) -> None:
    sqs, _, _, arn = _failing(bare)
    with pytest.raises(ClientError):
        sqs.start_message_move_task(SourceArn=arn)


def test_failures_are_moved_back_to_the_queue_they_came_from(ours: Emulator) -> None:
    sqs, source, failures, arn = _failing(ours)
    for number in range(12):
        sqs.send_message(QueueUrl=source, MessageBody=str(number))
    _give_up_on(sqs, source)
    sqs.start_message_move_task(SourceArn=arn)
    (task,) = sqs.list_message_move_tasks(SourceArn=arn)["Results"]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 12)
    assert _waiting(sqs, failures) == 0
    assert _waiting(sqs, source) == 12


def test_a_queue_that_is_nobodys_failure_queue_is_refused(ours: Emulator) -> None:
    sqs, source, _, _ = _failing(ours)
    arn = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["QueueArn"])
    with pytest.raises(ClientError) as refused:
        sqs.start_message_move_task(SourceArn=arn["Attributes"]["QueueArn"])
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"


def _give_up_on(sqs: Any, source: str) -> None:
    """Receives until all have gone to the failure queue."""
    for _ in range(100):
        sqs.receive_message(QueueUrl=source, MaxNumberOfMessages=10, VisibilityTimeout=0)
        if _waiting(sqs, source) == 0:
            return
    raise AssertionError("nothing was given up")


def _waiting(sqs: Any, url: str) -> int:
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(found["Attributes"]["ApproximateNumberOfMessages"])
