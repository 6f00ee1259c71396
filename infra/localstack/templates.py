"""The stage's templates without what the free LocalStack has not, ready for its CloudFormation.

What is left and points to something that was taken out gets a placeholder that says so by its name;
the cache's is an address: of what stands beside LocalStack, or one where nobody listens, which
every function of ours can live with.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.localstack.missing import MISSING, REFUSED

Json = dict[str, Any]  # Any: a template is CloudFormation's JSON
PLACEHOLDER = "not-on-localstack"
NOWHERE = "127.0.0.1:1"
FUNCTION = "AWS::Lambda::Function"
ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
PERCENTILE_RANK = '"PR('


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands in for the missing: a cache (``host:port``), and what functions are told

    of it by their environment.
    """

    cache: str = NOWHERE
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def attributes(self) -> Mapping[str, str]:
        """Of the replication group, as a template asks for them."""
        host, _, port = self.cache.rpartition(":")
        return {"ConfigurationEndPoint.Address": host, "ConfigurationEndPoint.Port": port}


ALONE = Beside()


def reduced(template: Mapping[str, Any], *, beside: Beside = ALONE) -> Json:
    """The template without what is listed, and without outputs that are only of that."""
    resources: Json = template["Resources"]
    gone = left_out(resources)
    known = beside.attributes
    kept = {
        name: _told(_without(_independent(body, gone), gone, known), beside.environment)
        for name, body in resources.items()
        if name not in gone
    }
    outputs = {
        name: _without(body, gone, known)
        for name, body in template.get("Outputs", {}).items()
        if "Export" in body or not _names(body["Value"], gone)
    }
    return {**template, "Resources": kept, "Outputs": outputs}


def left_out(resources: Mapping[str, Json]) -> set[str]:
    """The names of what is not deployed."""
    gone = {n for n, body in resources.items() if body["Type"] in MISSING or _refused(body)}
    of_those = {n for n, b in resources.items() if b["Type"] == COMPOSITE and _names(b, gone)}
    return gone | of_those


def _refused(body: Json) -> bool:
    if body["Type"] == ALARM:
        return PERCENTILE_RANK in json.dumps(body)
    return body["Type"] in REFUSED and body["Type"] != COMPOSITE


def _told(body: Json, more: Mapping[str, str]) -> Json:
    """A function with more in its environment."""
    if body["Type"] != FUNCTION or not more:
        return body
    properties = body["Properties"]
    variables = properties.get("Environment", {}).get("Variables", {})
    environment = {"Variables": {**variables, **more}}
    return {**body, "Properties": {**properties, "Environment": environment}}


def _independent(body: Json, gone: set[str]) -> Json:
    waits = body.get("DependsOn", [])
    names = [waits] if isinstance(waits, str) else waits
    left = [name for name in names if name not in gone]
    others = {key: value for key, value in body.items() if key != "DependsOn"}
    return {**others, "DependsOn": left} if left else others


def _target(value: Any) -> tuple[str, str]:
    """The resource and the attribute that an intrinsic function asks for, or two blanks."""
    match value:
        case {"Ref": str(name)}:
            return name, ""
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return name, attribute
    return "", ""


def _placeholder(name: str, attribute: str) -> str:
    """Policies want an ARN where an ARN was."""
    arn = f"arn:aws:{PLACEHOLDER}:us-east-1:000000000000:" if attribute.endswith("Arn") else ""
    return f"{arn}{name}" if arn else f"{PLACEHOLDER}-{name}"


def _without(value: Any, gone: set[str], known: Mapping[str, str]) -> Any:
    """``known``: attributes of what is gone that have a value all the same."""
    name, attribute = _target(value)
    if name in gone:
        return known.get(attribute, _placeholder(name, attribute))
    if isinstance(value, dict):
        return {key: _without(each, gone, known) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, gone, known) for each in value]
    return value


def _names(value: Any, gone: set[str]) -> bool:
    if _target(value)[0] in gone:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_names(each, gone) for each in inner)
