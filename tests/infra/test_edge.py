"""CloudFront: its behaviours, origins and caches, and the firewall before it."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk.aws_cloudfront import CachePolicy

from infra.constructs.cdn import EDGE
from tests.bench.bill_standing import FIREWALL_RULES

if TYPE_CHECKING:
    from tests.infra.conftest import Resource, Synthesized


def test_live_connections_come_through_the_public_host(prod: "Synthesized") -> None:
    config = _distribution(prod)
    (live,) = (b for b in config["CacheBehaviors"] if b["PathPattern"] == "/ws")
    (origin,) = (o for o in config["Origins"] if o["Id"] == live["TargetOriginId"])
    assert "execute-api" in json.dumps(origin["DomainName"])
    assert live["CachePolicyId"] == CachePolicy.CACHING_DISABLED.cache_policy_id


def test_L4b_errors_are_never_remembered_by_the_edge(synthesized: "Synthesized") -> None:
    remembered = {
        e["ErrorCode"]: e["ErrorCachingMinTTL"]
        for e in _distribution(synthesized)["CustomErrorResponses"]
    }
    statuses = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
    assert remembered == dict.fromkeys(statuses, 0)


def test_an_answer_is_cached_a_second_at_most_and_per_caller(synthesized: "Synthesized") -> None:
    config = next(synthesized.all("AWS::CloudFront::CachePolicy")).properties["CachePolicyConfig"]
    assert (config["MinTTL"], config["DefaultTTL"], config["MaxTTL"]) == (0, 0, 1)
    keyed = config["ParametersInCacheKeyAndForwardedToOrigin"]
    assert keyed["HeadersConfig"]["Headers"] == ["Authorization", "Origin"]
    assert keyed["QueryStringsConfig"]["QueryStringBehavior"] == "all"


def test_the_origin_gets_ten_headers_at_most(synthesized: "Synthesized") -> None:
    policy = next(synthesized.all("AWS::CloudFront::OriginRequestPolicy")).properties
    headers = policy["OriginRequestPolicyConfig"]["HeadersConfig"]["Headers"]
    assert {"CloudFront-Viewer-Country", "CloudFront-Viewer-Address"} <= set(headers)
    assert len(headers) <= 10
    assert "Host" not in headers


def test_X7_the_origin_secret_is_a_reference_in_the_template(synthesized: "Synthesized") -> None:
    functions = _http_origins(synthesized)
    assert functions
    for origin in functions:
        header = origin["OriginCustomHeaders"][0]
        assert header["HeaderName"] == "x-triptych-origin"
        assert "{{resolve:secretsmanager:" in json.dumps(header["HeaderValue"])


@pytest.mark.parametrize(("path", "stack"), [("/media/*", "social"), ("/app/*", "web")])
def test_files_come_from_a_bucket_that_only_the_edge_reads(
    synthesized: "Synthesized", path: str, stack: str
) -> None:
    config = _distribution(synthesized)
    (behaviour,) = (b for b in config["CacheBehaviors"] if b["PathPattern"] == path)
    (origin,) = (o for o in config["Origins"] if o["Id"] == behaviour["TargetOriginId"])
    assert origin["OriginAccessControlId"]
    (shown,) = _told_the_edge(synthesized, stack, "Allow")
    assert shown["Action"] == "s3:GetObject"
    assert "distribution/*" in str(shown["Condition"]["ArnLike"]["AWS:SourceArn"])


@pytest.mark.parametrize("path", ["/t/*", "/videos/*"])
def test_V7_films_come_past_the_function_that_judges_tokens(
    synthesized: "Synthesized", path: str
) -> None:
    config = _distribution(synthesized)
    (films,) = (b for b in config["CacheBehaviors"] if b["PathPattern"] == path)
    (before,) = films["FunctionAssociations"]
    assert before["EventType"] == "viewer-request"
    (judging,) = (
        f.properties
        for f in synthesized.all("AWS::CloudFront::Function")
        if f.properties["FunctionCode"] == (EDGE / "video-token.js").read_text()
    )
    assert judging["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert len(judging["FunctionConfig"]["KeyValueStoreAssociations"]) == 1
    assert films["CachePolicyId"] == CachePolicy.CACHING_OPTIMIZED.cache_policy_id
    assert "AllowedMethods" not in films  # GET and HEAD
    (origin,) = (o for o in config["Origins"] if o["Id"] == films["TargetOriginId"])
    assert origin["OriginAccessControlId"]
    shield = origin.get("OriginShield", {}).get("Enabled", False)
    assert shield == (synthesized.stage.name != "local")


def test_uploads_are_never_shown_by_the_edge(synthesized: "Synthesized") -> None:
    (shown,) = _told_the_edge(synthesized, "video", "Allow")
    (kept,) = _told_the_edge(synthesized, "video", "Deny")
    assert "videos/*/*" in str(shown["Resource"])
    assert "videos/originals/*" in str(kept["Resource"])
    assert "videos/captions/*" in str(kept["Resource"])
    assert shown["Principal"] == kept["Principal"]


def test_X13_only_who_turns_keys_may_change_them(synthesized: "Synthesized") -> None:
    writers = {
        policy.id
        for policy in synthesized.all("AWS::IAM::Policy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if {"cloudfront-keyvaluestore:PutKey", "secretsmanager:PutSecretValue"}
        & set(
            statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        )
    }
    assert len(writers) == 1
    assert next(iter(writers)).startswith("Playbackvideokeys")


def test_there_is_a_key_before_there_is_a_player(synthesized: "Synthesized") -> None:
    (turned,) = synthesized.all("Custom::SigningKeys")
    token = json.dumps(turned.properties["ServiceToken"])
    assert "videokeys" in token
    assert any("videokeysRole" in each for each in turned.body["DependsOn"])


def test_a_firewall_stands_before_aws_stages_only(
    prod: "Synthesized", local: "Synthesized"
) -> None:
    assert _distribution(prod)["WebACLId"]
    assert "WebACLId" not in _distribution(local)


def test_X8_the_firewall_limits_an_address_and_what_it_writes_more(prod: "Synthesized") -> None:
    (acl,) = prod.all("AWS::WAFv2::WebACL")
    rules = {rule["Name"]: rule for rule in acl.properties["Rules"]}
    assert sorted(rule["Priority"] for rule in rules.values()) == list(range(len(rules)))
    limits = {
        name: rule["Statement"]["RateBasedStatement"]["Limit"]
        for name, rule in rules.items()
        if "RateBasedStatement" in rule["Statement"]
    }
    assert limits["WritesPerAddress"] < limits["RatePerAddress"]
    writes = rules["WritesPerAddress"]["Statement"]["RateBasedStatement"]["ScopeDownStatement"]
    assert "NotStatement" in writes
    managed = {name for name, rule in rules.items() if "OverrideAction" in rule}
    assert len(managed) >= 2
    assert len(rules) == FIREWALL_RULES, "the bill knows how many there are"


def test_X14_the_firewall_keeps_no_samples_of_requests(prod: "Synthesized") -> None:
    """They hold whole addresses and bearer tokens."""
    (acl,) = prod.all("AWS::WAFv2::WebACL")
    seen = [acl.properties, *acl.properties["Rules"]]
    assert not any(each["VisibilityConfig"]["SampledRequestsEnabled"] for each in seen)


def test_production_speaks_tls_1_2_under_its_own_name(prod: "Synthesized") -> None:
    assert _distribution(prod)["Aliases"] == ["triptych.example"]
    assert _distribution(prod)["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_redirects_can_go_past_the_gateway(direct: "Synthesized") -> None:
    """``redirect_origin = "function-url"``: the rest of the API stays where it was."""
    config = _distribution(direct)
    origins = {o["Id"]: o["DomainName"] for o in _http_origins(direct)}
    assert len(origins) == 2
    by_path = {b["PathPattern"]: b["TargetOriginId"] for b in config["CacheBehaviors"]}
    for ours in ("/", "/api/*"):
        assert "execute-api" in json.dumps(origins[by_path[ours]])
    default = origins[config["DefaultCacheBehavior"]["TargetOriginId"]]
    assert "execute-api" not in json.dumps(default)
    assert list(direct.all("AWS::Lambda::Url"))


def test_X11_the_client_may_run_and_reach_nothing_but_its_own(synthesized: "Synthesized") -> None:
    config = _distribution(synthesized)
    pages = [b for b in config["CacheBehaviors"] if b["PathPattern"].startswith("/app")]
    assert {b["PathPattern"] for b in pages} == {"/app", "/app/*"}
    (used,) = {b["ResponseHeadersPolicyId"]["Fn::ImportValue"] for b in pages}
    (policy,) = (
        r.properties["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        for r in synthesized.all("AWS::CloudFront::ResponseHeadersPolicy")
        if r.stack == "web" and r.id in used
    )
    said = json.dumps(policy["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    for rule in ("default-src 'none'", "script-src 'self';", "style-src 'self';"):
        assert rule in said
    assert "unsafe" not in said
    assert "* " not in said
    assert policy["ContentSecurityPolicy"]["Override"] is True


def _distribution(synthesized: "Synthesized") -> dict[str, Any]:  # Any: CloudFormation's JSON
    distribution: Resource = next(synthesized.all("AWS::CloudFront::Distribution"))
    return dict(distribution.properties["DistributionConfig"])


# Any: CloudFormation's JSON.
def _told_the_edge(synthesized: "Synthesized", stack: str, effect: str) -> list[dict[str, Any]]:
    """What policies of buckets say of CloudFront."""
    policies = [p for p in synthesized.all("AWS::S3::BucketPolicy") if p.stack == stack]
    statements = [s for p in policies for s in p.properties["PolicyDocument"]["Statement"]]
    return [s for s in statements if s["Effect"] == effect and "cloudfront" in str(s["Principal"])]


# Any: CloudFormation's JSON.
def _http_origins(synthesized: "Synthesized") -> list[dict[str, Any]]:
    config = _distribution(synthesized)
    (live,) = (b["TargetOriginId"] for b in config["CacheBehaviors"] if b["PathPattern"] == "/ws")
    return [o for o in config["Origins"] if "CustomOriginConfig" in o and o["Id"] != live]
