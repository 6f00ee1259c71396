"""``AWS::CloudWatch::CompositeAlarm`` in a template.

MiniStack has the API call and evaluates the rule; its CloudFormation does not know the type.
"""

from typing import Any

from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

KIND = "AWS::CloudWatch::CompositeAlarm"
COPIED = ("AlarmRule", "AlarmDescription", "AlarmActions", "OKActions", "InsufficientDataActions")
Properties = dict[str, Any]  # Any: template properties as parsed JSON
Made = tuple[str, Properties]


def install() -> None:
    if KIND in provisioners._RESOURCE_HANDLERS:
        raise RuntimeError(f"MiniStack has {KIND} by itself: remove this addition")
    provisioners._RESOURCE_HANDLERS[KIND] = {
        "create": _create,
        "update": _update,
        "update_with_logical_id": True,
        "delete": _delete,
    }


def _create(logical_id: str, properties: Properties, stack: str) -> Made:
    name = properties.get("AlarmName") or provisioners._physical_name(
        stack, logical_id, max_len=255
    )
    return _put(name, properties)


def _update(
    physical_id: str,
    _old: Properties,
    new: Properties,
    _stack: str,
    logical_id: str = "",  # noqa: ARG001  # as it is called
) -> Made:
    """Under the same name; nothing here ever names an alarm itself."""
    return _put(physical_id, new)


def _put(name: str, properties: Properties) -> Made:
    wanted = {key: properties[key] for key in COPIED if key in properties}
    answer = cloudwatch._put_composite_alarm({}, {"AlarmName": name, **wanted}, False, True)
    if answer[0] >= 400:
        raise ValueError(f"{KIND}: {answer[2]!r}")
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


def _delete(physical_id: str, _properties: Properties) -> None:
    cloudwatch._composite_alarms.pop(physical_id, None)
