"""What of a template has to be watched by which metric, and what its alarms do watch."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tests.infra.conftest import Resource, Synthesized

ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
SCHEDULE, MAPPING = "AWS::Scheduler::Schedule", "AWS::Lambda::EventSourceMapping"
THROTTLED = ("ReadThrottleEvents", "WriteThrottleEvents")
ALWAYS = {
    "AWS::CloudFront::Distribution": ("4xxErrorRate", "5xxErrorRate"),
    "AWS::KinesisFirehose::DeliveryStream": ("DeliveryToS3.DataFreshness",),
    "AWS::Kinesis::Stream": ("WriteProvisionedThroughputExceeded",),
    "AWS::Lambda::Function": ("Errors", "Throttles"),
    "AWS::Route53::HealthCheck": ("HealthCheckStatus",),
}
API, CACHE = "AWS::ApiGatewayV2::Api", "AWS::ElastiCache::ReplicationGroup"
TABLE, GLOBAL_TABLE = "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"
QUEUE, FIREWALL = "AWS::SQS::Queue", "AWS::WAFv2::WebACL"
WATCHED = (*ALWAYS, API, CACHE, TABLE, GLOBAL_TABLE, QUEUE)
FAILURES_OF_API = {"HTTP": "5xx", "WEBSOCKET": "IntegrationError"}
# Whoever the edge's secret is shown to before anybody else looks at the request.
DOORS = ("accounts.handlers.authorizer", "links.handlers.redirect", "links.handlers.nearby")
PARTS = ("GlobalSecondaryIndexName", "ReceivingRegion")
BESIDE = ("Region", "Rule")
PROMISE = "PR("  # of promises about time, which have several alarms each


class Watch(NamedTuple):
    """``part`` is an index, a node, or a region that is written to."""

    stack: str
    id: str
    metric: str
    part: str = ""


def watched(alarms: Iterable[Resource]) -> Counter[Watch]:
    return Counter(
        watch
        for alarm in alarms
        if PROMISE not in json.dumps(alarm.properties)
        for watch in _of_alarm(alarm)
    )


def required(synthesized: Synthesized) -> Counter[Watch]:
    """Each exactly once."""
    found = Counter[Watch]()
    for resource in synthesized.all():
        own = [*ALWAYS.get(resource.type, ()), *_by_kind(synthesized, resource)]
        found.update(Watch(resource.stack, resource.id, metric) for metric in own)
        found.update(_parts(synthesized, resource))
    return found


def scheduled(synthesized: Synthesized) -> dict[tuple[str, str], list[int]]:
    """Of each function that is called by the clock the seconds between two calls, per schedule."""
    found: dict[tuple[str, str], list[int]] = {}
    for schedule in synthesized.all(SCHEDULE):
        function = _function(synthesized, schedule, schedule.properties["Target"]["Arn"])
        every = _seconds(schedule.properties["ScheduleExpression"])
        found.setdefault((schedule.stack, function), []).append(every)
    return found


def fed(synthesized: Synthesized, *, by_streams: bool) -> set[tuple[str, str]]:
    """Functions that AWS hands records of a stream, or messages of a queue."""
    return {
        (each.stack, _function(synthesized, each, each.properties["FunctionName"]))
        for each in synthesized.all(MAPPING)
        if ("StartingPosition" in each.properties) == by_streams
    }


def names(value: Any) -> Iterator[str]:  # Any: CloudFormation's JSON
    """Logical ids of whatever is referred to."""
    if isinstance(value, dict):
        if "Ref" in value:
            yield value["Ref"]
        if "Fn::GetAtt" in value:
            yield value["Fn::GetAtt"][0]
        for each in value.values():
            yield from names(each)
    elif isinstance(value, list):
        for each in value:
            yield from names(each)


def _of_alarm(alarm: Resource) -> Iterator[Watch]:
    of_math = [each["MetricStat"]["Metric"] for each in alarm.properties.get("Metrics", ())
               if "MetricStat" in each]  # fmt: skip
    for metric in of_math or [alarm.properties]:
        dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        part = next((dimensions[name] for name in PARTS if name in dimensions), "")
        (whose,) = (v for name, v in dimensions.items() if name not in (*PARTS, *BESIDE))
        if isinstance(whose, dict) and "Fn::Join" in whose:  # a node, by its group's name
            part = whose["Fn::Join"][1][1]
        id_ = whose if isinstance(whose, str) else next(names(whose))
        yield Watch(alarm.stack, id_, metric["MetricName"], part)


def _by_kind(synthesized: Synthesized, resource: Resource) -> Iterator[str]:
    properties = resource.properties
    match resource.type:
        case "AWS::Lambda::Function":
            yield from _of_function(synthesized, resource)
        case "AWS::ApiGatewayV2::Api":
            yield FAILURES_OF_API[properties["ProtocolType"]]
        case "AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable":
            yield from THROTTLED
        case "AWS::SQS::Queue":
            last = resource.id in _last_queues(synthesized, resource.stack)
            yield "ApproximateNumberOfMessagesVisible" if last else "ApproximateAgeOfOldestMessage"


def _of_function(synthesized: Synthesized, function: Resource) -> Iterator[str]:
    handler, me = function.properties["Handler"], (function.stack, function.id)
    auditor = handler.endswith(".audit.handler")
    if auditor:
        yield from ("CountersChecked", "CountersDrifting")
    if me in scheduled(synthesized) and not auditor:
        yield "Invocations"
    if me in fed(synthesized, by_streams=True):
        yield "IteratorAge"
    if "CACHE_ENDPOINT" in function.properties["Environment"]["Variables"]:
        yield "BreakerOpened"
    if handler.removesuffix(".handler") in DOORS:
        yield "OriginRefused"


def _parts(synthesized: Synthesized, resource: Resource) -> Iterator[Watch]:
    stack, id_, properties = resource.stack, resource.id, resource.properties
    if resource.type == CACHE:
        for shard in range(1, properties["NumNodeGroups"] + 1):
            for node in range(1, properties["ReplicasPerNodeGroup"] + 2):
                for metric in ("EngineCPUUtilization", "DatabaseMemoryUsagePercentage"):
                    yield Watch(stack, id_, metric, f"-{shard:04}-{node:03}")
    if resource.type == FIREWALL:
        name = properties["VisibilityConfig"]["MetricName"]
        yield from (Watch(stack, name, f"{what}Requests") for what in ("Allowed", "Blocked"))
    indexes = [each["IndexName"] for each in properties.get("GlobalSecondaryIndexes", ())]
    yield from (Watch(stack, id_, metric, index) for index in indexes for metric in THROTTLED)
    if resource.type == GLOBAL_TABLE:
        for region in synthesized.stage.elsewhere:
            yield Watch(stack, id_, "ReplicationLatency", region)
            for part in ("", *indexes):  # the replica, which that region's own stack watches
                there = f"links-{region}", properties["TableName"]
                yield from (Watch(*there, metric, part) for metric in THROTTLED)


def _last_queues(synthesized: Synthesized, stack: str) -> set[str]:
    """Those that hold what others could not handle."""
    ends: list[Any] = [
        each.properties.get("RedrivePolicy") or each.properties.get("DestinationConfig")
        for each in synthesized.all(QUEUE, MAPPING)
        if each.stack == stack
    ]
    return set(names(ends))


def _function(synthesized: Synthesized, where: Resource, value: Any) -> str:
    """The function's own id, whether it is named itself or by its alias."""
    resources = synthesized.templates[where.stack]["Resources"]
    id_ = next(names(value))
    if resources[id_]["Type"] == "AWS::Lambda::Alias":
        return next(names(resources[id_]["Properties"]["FunctionName"]))
    return id_


def _seconds(expression: str) -> int:
    if expression.startswith("cron"):
        return 86_400  # all of them are of once a day
    found = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression)
    assert found, expression
    return int(found[1]) * {"minute": 60, "hour": 3_600, "day": 86_400}[found[2]]
