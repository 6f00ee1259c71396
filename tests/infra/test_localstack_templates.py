"""What is deployed to the free LocalStack: our templates without what it has not."""

import json
from typing import Any

from infra.localstack.templates import PLACEHOLDER, Beside, left_out, reduced
from tests.infra.conftest import Synthesized

CACHE = "AWS::ElastiCache::ReplicationGroup"


def _template(**reader: Any) -> dict[str, Any]:
    return {
        "Resources": {
            "Cache": {"Type": CACHE},
            "Pool": {"Type": "AWS::Cognito::UserPool"},
            "Reader": {"Type": "AWS::Lambda::Function", **reader},
        }
    }


def _reader(**reader: Any) -> dict[str, Any]:
    return dict(reduced(_template(**reader))["Resources"]["Reader"])


def test_what_it_has_not_is_taken_out() -> None:
    assert set(reduced(_template())["Resources"]) == {"Reader"}


def test_what_points_to_it_says_so() -> None:
    reader = _reader(Properties={"Variables": [{"Ref": "Pool"}, {"Ref": "Other"}]})
    named = f"{PLACEHOLDER}-Pool"
    assert reader["Properties"] == {"Variables": [named, {"Ref": "Other"}]}


def test_where_an_arn_was_is_an_arn() -> None:
    said = _reader(Properties={"Resource": {"Fn::GetAtt": ["Pool", "Arn"]}})["Properties"]
    assert said == {"Resource": f"arn:aws:{PLACEHOLDER}:us-east-1:000000000000:Pool"}


def test_the_cache_is_where_nobody_listens() -> None:
    parts = [{"Fn::GetAtt": ["Cache", f"ConfigurationEndPoint.{p}"]} for p in ("Address", "Port")]
    assert _reader(Properties=parts)["Properties"] == ["127.0.0.1", "1"]


def test_a_cache_beside_it_is_where_it_is() -> None:
    value = {"Fn::GetAtt": ["Cache", "ConfigurationEndPoint.Port"]}
    template = _template(Properties={"Environment": {"Variables": {"PORT": value}}})
    left = reduced(template, beside=Beside(cache="127.0.0.1:6379", environment={"MORE": "yes"}))
    variables = left["Resources"]["Reader"]["Properties"]["Environment"]["Variables"]
    assert variables == {"PORT": "6379", "MORE": "yes"}


def test_alarms_that_it_refuses_are_left_out_with_those_made_of_them() -> None:
    def alarm(statistic: str) -> dict[str, Any]:
        metrics = [{"Id": "m", "MetricStat": {"Stat": statistic}}]
        return {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": metrics}}

    def both(name: str) -> dict[str, Any]:
        rule = {"Fn::Join": ["", ["ALARM(", {"Fn::GetAtt": [name, "Arn"]}, ")"]]}
        return {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {"AlarmRule": rule}}

    resources = {"Slow": alarm("PR(:100)"), "Failing": alarm("Sum")}
    made = {"Burning": both("Slow"), "Broken": both("Failing")}
    assert set(reduced({"Resources": {**resources, **made}})["Resources"]) == {"Failing", "Broken"}


def test_nothing_waits_for_it() -> None:
    assert "DependsOn" not in _reader(DependsOn="Cache")
    assert _reader(DependsOn=["Cache", "Role"])["DependsOn"] == ["Role"]


def test_only_outputs_that_other_stacks_import_may_name_a_placeholder() -> None:
    outputs = {
        "Said": {"Value": {"Ref": "Pool"}},
        "Imported": {"Value": {"Ref": "Pool"}, "Export": {"Name": "pool"}},
    }
    left = reduced({**_template(), "Outputs": outputs})["Outputs"]
    assert left == {"Imported": {"Value": f"{PLACEHOLDER}-Pool", "Export": {"Name": "pool"}}}


def test_no_reduced_template_of_ours_names_what_was_taken_out(local: Synthesized) -> None:
    for template in local.templates.values():
        gone = left_out(template["Resources"])
        left = json.dumps(reduced(template))
        quoted = [f'"Ref": "{name}"' for name in gone] + [f'["{name}", ' for name in gone]
        assert [name for name in quoted if name in left] == []
