"""Redirects everywhere: the nearest region that is well answers, and clicks are counted at home."""

import json
from collections import Counter
from typing import TYPE_CHECKING

from infra import routes
from infra.constructs.cdn import FORWARDED, KEYED
from links.redirect.visits import VISIT_HEADER
from tests.infra.regions import ELSEWHERE, EVERYWHERE, GLOBAL, HOME, NEARBY, environments

if TYPE_CHECKING:
    from tests.infra.conftest import Synthesized


def test_L9_clicks_of_a_region_go_into_its_own_stream_and_from_there_into_homes(
    regional: "Synthesized",
) -> None:
    """One stream is counted, so nothing is added up in two places."""
    (counted,) = (s for s in regional.all("AWS::Kinesis::Stream") if "Name" in s.properties)
    assert counted.stack == "links"
    for stack in NEARBY:
        functions = environments(regional, stack)
        (own,) = (s for s in regional.all("AWS::Kinesis::Stream") if s.stack == stack)
        assert own.properties["RetentionPeriodHours"] == 7 * 24
        assert functions["nearby"]["CLICKS_STREAM"] == {"Ref": own.id}
        assert functions["homeward"]["HOME_STREAM"] == counted.properties["Name"]
        assert functions["homeward"]["HOME_REGION"] == HOME
        (mapping,) = (
            m for m in regional.all("AWS::Lambda::EventSourceMapping") if m.stack == stack
        )
        assert mapping.properties["EventSourceArn"] == {"Fn::GetAtt": [own.id, "Arn"]}
        assert mapping.properties.get("MaximumRetryAttempts", -1) == -1
        assert mapping.properties.get("MaximumRecordAgeInSeconds", -1) == -1
    counters = Counter(f.properties["Handler"] for f in regional.functions())
    assert counters["links.handlers.clicks.handler"] == 1
    assert counters["links.handlers.rollup.handler"] == 1


def test_names_that_other_regions_know_are_those_that_home_gives(
    regional: "Synthesized",
) -> None:
    (urls,) = regional.all(GLOBAL)
    secrets = {
        s.properties["Name"]: s.properties["ReplicaRegions"]
        for s in regional.all("AWS::SecretsManager::Secret")
        if "Name" in s.properties
    }
    for stack in NEARBY:
        functions = environments(regional, stack)
        nearby = functions["nearby"]
        assert nearby["URLS_TABLE"] == urls.properties["TableName"]
        assert functions["health"]["URLS_TABLE"] == urls.properties["TableName"]
        assert {nearby["ORIGIN_SECRET"], nearby["SALT_SECRET"]} == set(secrets)
        for name in secrets:
            assert name in json.dumps(regional.templates[stack])
    for name, replicas in secrets.items():
        assert [each["Region"] for each in replicas] == list(ELSEWHERE)
        assert len(name.rpartition("-")[2]) != 6, "Secrets Manager takes that for its own suffix"


def test_all_regions_answer_to_the_name_the_edge_asks_for_and_to_their_own(
    regional: "Synthesized",
) -> None:
    for stack, region in (("edge", HOME), *zip(NEARBY, ELSEWHERE, strict=True)):
        names = {
            d.properties["DomainName"]
            for d in regional.all("AWS::ApiGatewayV2::DomainName")
            if d.stack == stack
        }
        own = f"{region}.origin.triptych.example"
        assert names == {"origin.triptych.example", own}
        records = [r for r in regional.all("AWS::Route53::RecordSet") if r.stack == stack]
        (record,) = (r.properties for r in records if "Region" not in r.properties)
        assert record["Name"] == own
        assert "RegionalDomainName" in json.dumps(record["AliasTarget"])
        (certificate,) = (
            c.properties
            for c in regional.all("AWS::CertificateManager::Certificate")
            if c.stack == stack and c.properties["DomainName"] == own
        )
        assert certificate["SubjectAlternativeNames"] == ["origin.triptych.example"]


def test_redirects_go_to_the_nearest_region_that_is_well(regional: "Synthesized") -> None:
    """Latency records, each with the health check of its own region."""
    checks = {c.id: c.properties for c in regional.all("AWS::Route53::HealthCheck")}
    nearest = {
        r.properties["Region"]: r.properties
        for r in regional.all("AWS::Route53::RecordSet")
        if "Region" in r.properties
    }
    assert set(nearest) == set(EVERYWHERE)
    (health,) = routes.HEALTH
    for region, record in nearest.items():
        assert record["Name"] == "origin.triptych.example"
        assert record["SetIdentifier"] == region
        assert record["AliasTarget"]["DNSName"] == f"{region}.origin.triptych.example"
        check = checks[record["HealthCheckId"]["Fn::GetAtt"][0]]["HealthCheckConfig"]
        assert check["FullyQualifiedDomainName"] == record["AliasTarget"]["DNSName"]
        assert (check["Type"], check["ResourcePath"]) == ("HTTPS", health.path)
        served = [r for r in regional.all("AWS::ApiGatewayV2::Route") if r.stack in _at(region)]
        assert f"GET {health.path}" in {r.properties["RouteKey"] for r in served}


def test_the_edge_sends_links_to_the_nearest_and_all_else_home(
    regional: "Synthesized",
) -> None:
    (distribution,) = regional.all("AWS::CloudFront::Distribution")
    config = distribution.properties["DistributionConfig"]
    origins = {o["Id"]: o for o in config["Origins"]}
    redirects = origins[config["DefaultCacheBehavior"]["TargetOriginId"]]
    assert redirects["DomainName"] == "origin.triptych.example"
    assert redirects["OriginCustomHeaders"][0]["HeaderName"] == "x-triptych-origin"
    by_path = {b["PathPattern"]: b["TargetOriginId"] for b in config["CacheBehaviors"]}
    for ours in ("/", "/api/*"):
        assert f"execute-api.{HOME}." in json.dumps(origins[by_path[ours]]["DomainName"])


def test_far_from_home_every_request_ends_at_our_own_function(regional: "Synthesized") -> None:
    """What it cannot answer it passes on; the gateway answers nothing in its own words."""
    for stack in NEARBY:
        keys = {
            r.properties["RouteKey"]
            for r in regional.all("AWS::ApiGatewayV2::Route")
            if r.stack == stack
        }
        assert keys == {
            "$default", "GET /.health", "GET /{proxy+}", "HEAD /{proxy+}", "POST /{proxy+}",
        }  # fmt: skip


def test_X7_the_edge_lets_no_viewer_say_which_visit_theirs_is() -> None:
    assert VISIT_HEADER not in {name.lower() for name in (*FORWARDED, *KEYED)}


def _at(region: str) -> set[str]:
    """Stacks of a region that give its API routes."""
    return {"links"} if region == HOME else {f"links-{region}"}
