"""The stage's templates without what the free LocalStack has not, ready for its CloudFormation.

What is left and points to something that was taken out gets a placeholder that says so by its name;
the cache's is an address where nobody listens, which every function of ours can live with.
"""

from collections.abc import Mapping
from typing import Any

from infra.localstack.missing import MISSING

Json = dict[str, Any]  # Any: a template is CloudFormation's JSON
PLACEHOLDER = "not-on-localstack"
CACHE = {"ConfigurationEndPoint.Address": "127.0.0.1", "ConfigurationEndPoint.Port": "1"}


def reduced(template: Mapping[str, Any]) -> Json:
    """The template without the types of ``MISSING``, and without outputs that are only theirs."""
    resources: Json = template["Resources"]
    gone = {name for name, body in resources.items() if body["Type"] in MISSING}
    kept = {
        name: _without(_independent(body, gone), gone)
        for name, body in resources.items()
        if name not in gone
    }
    outputs = {
        name: _without(body, gone)
        for name, body in template.get("Outputs", {}).items()
        if "Export" in body or not _names(body["Value"], gone)
    }
    return {**template, "Resources": kept, "Outputs": outputs}


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
    return CACHE.get(attribute, f"{arn}{name}" if arn else f"{PLACEHOLDER}-{name}")


def _without(value: Any, gone: set[str]) -> Any:
    name, attribute = _target(value)
    if name in gone:
        return _placeholder(name, attribute)
    if isinstance(value, dict):
        return {key: _without(each, gone) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, gone) for each in value]
    return value


def _names(value: Any, gone: set[str]) -> bool:
    if _target(value)[0] in gone:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_names(each, gone) for each in inner)
