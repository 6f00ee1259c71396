"""What is deployed to the free LocalStack: our templates without what it has not."""

import json
from typing import Any

from infra.localstack.missing import MISSING
from infra.localstack.templates import PLACEHOLDER, reduced
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
        gone = {n for n, body in template["Resources"].items() if body["Type"] in MISSING}
        left = json.dumps(reduced(template))
        quoted = [f'"Ref": "{name}"' for name in gone] + [f'["{name}", ' for name in gone]
        assert [name for name in quoted if name in left] == []
