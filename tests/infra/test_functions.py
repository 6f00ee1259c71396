"""Roles, environments and alarms of the functions, as synthesised."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from accounts import settings as accounts
from core.settings import Settings
from infra.config import PROD
from links import settings as links
from social import settings as social
from video.settings import catalogue, ingest, playback, prepositioning, recommending
from video.settings.erasure import VideoErasureSettings
from web import settings as web

if TYPE_CHECKING:
    from tests.infra.conftest import Resource, Synthesized

SETTINGS: dict[str, type[Settings]] = {
    "accounts.handlers.authorizer": accounts.AuthorizerSettings,
    "accounts.handlers.api": accounts.AccountsApiSettings,
    "accounts.handlers.sign_up": accounts.SignUpSettings,
    "accounts.handlers.outbox": accounts.OutboxSettings,
    "accounts.handlers.reminder": accounts.ReminderSettings,
    "accounts.handlers.avatar": accounts.AvatarSettings,
    "accounts.handlers.export": accounts.ExportSettings,
    "links.handlers.api": links.LinksApiSettings,
    "links.handlers.audit": links.LinksAuditSettings,
    "links.handlers.redirect": links.RedirectSettings,
    "links.handlers.clicks": links.ClicksSettings,
    "links.handlers.rollup": links.RollupSettings,
    "links.handlers.erasure": links.LinksErasureSettings,
    "links.handlers.tweets": links.LinksTweetsSettings,
    "social.handlers.api": social.SocialApiSettings,
    "social.handlers.audit": social.SocialAuditSettings,
    "social.handlers.fanout": social.SocialFanoutSettings,
    "social.handlers.fanout_work": social.SocialFanoutSettings,
    "social.handlers.home": social.SocialHomeSettings,
    "social.handlers.images": social.SocialImagesSettings,
    "social.handlers.links": social.SocialLinksSettings,
    "social.handlers.linked": social.SocialLinkedSettings,
    "social.handlers.live": social.SocialLiveSettings,
    "social.handlers.notices": social.SocialNoticesSettings,
    "social.handlers.people": social.SocialPeopleSettings,
    "social.handlers.ring": social.SocialRingSettings,
    "social.handlers.search": social.SocialSearchSettings,
    "social.handlers.search_api": social.SocialSearchApiSettings,
    "social.handlers.search_people": social.SocialSearchPeopleSettings,
    "social.handlers.search_scrub": social.SocialSearchUpkeepSettings,
    "social.handlers.search_upkeep": social.SocialSearchUpkeepSettings,
    "social.handlers.trends": social.SocialTrendsSettings,
    "social.handlers.erasure": social.SocialErasureSettings,
    "video.handlers.api": ingest.VideoApiSettings,
    "video.handlers.ingest": ingest.VideoIngestSettings,
    "video.handlers.jobs": ingest.VideoJobsSettings,
    "video.handlers.upkeep": ingest.VideoUpkeepSettings,
    "video.handlers.removal": ingest.VideoRemovalSettings,
    "video.handlers.erasure": VideoErasureSettings,
    "video.handlers.keys": playback.VideoKeysSettings,
    "video.handlers.sessions": playback.VideoSessionsSettings,
    "video.handlers.streams": playback.VideoStreamsSettings,
    "video.handlers.viewing": playback.VideoViewingSettings,
    "video.handlers.views": playback.VideoViewsSettings,
    "web.handlers.files": web.WebFilesSettings,
    "video.handlers.catalogue": catalogue.VideoCatalogueSettings,
    "video.handlers.shelves": catalogue.VideoShelvesSettings,
    "video.handlers.shelf_upkeep": catalogue.VideoShelfUpkeepSettings,
    "video.handlers.trending": catalogue.VideoTrendingSettings,
    "video.handlers.learning": recommending.VideoLearningSettings,
    "video.handlers.demand": prepositioning.VideoDemandSettings,
    "video.handlers.night": prepositioning.VideoNightSettings,
    "video.handlers.warming": prepositioning.VideoWarmingSettings,
}
# Only where a stage has several regions: one at home too, two in each of the others.
OF_REGIONS: dict[str, type[Settings]] = {
    "links.handlers.health": links.LinksHealthSettings,
    "links.handlers.homeward": links.HomewardSettings,
    "links.handlers.nearby": links.NearbySettings,
}
HOT_PATHS = {
    "links.handlers.health",
    "links.handlers.nearby",
    "links.handlers.redirect",
    "social.handlers.home",
}
OBSERVABILITY = {"POWERTOOLS_LOG_LEVEL", "POWERTOOLS_SERVICE_NAME"}
# Actions for which IAM knows no resource.
ANYWHERE = {
    "cloudwatch:DescribeAlarms",
    "dynamodb:ListStreams",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
    "mediaconvert:Probe",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}


def _handler(function: "Resource") -> str:
    return str(function.properties["Handler"]).removesuffix(".handler")


def test_every_handler_is_deployed_once(synthesized: "Synthesized") -> None:
    assert sorted(_handler(f) for f in synthesized.functions()) == sorted(SETTINGS)


def test_the_environment_is_the_settings_and_nothing_else(anywhere: "Synthesized") -> None:
    for function in anywhere.functions():
        given = set(function.properties["Environment"]["Variables"])
        wanted = {f.name.upper() for f in fields((SETTINGS | OF_REGIONS)[_handler(function)])}  # type: ignore[arg-type]  # a dataclass
        assert given == wanted | OBSERVABILITY, function.id


def test_only_a_tuple_may_be_empty_in_an_environment(anywhere: "Synthesized") -> None:
    for function in anywhere.functions():
        empty = [k for k, v in function.properties["Environment"]["Variables"].items() if v == ""]
        assert set(empty) <= {"ALLOWED_ORIGINS", "OWN_HOSTS"}, function.id


def test_one_role_per_function(anywhere: "Synthesized") -> None:
    roles = [(f.stack, f.properties["Role"]["Fn::GetAtt"][0]) for f in anywhere.functions()]
    assert len(set(roles)) == len(roles)


def test_no_role_has_a_managed_policy(anywhere: "Synthesized") -> None:
    for role in anywhere.all("AWS::IAM::Role"):
        assert not role.properties.get("ManagedPolicyArns"), role.id


def test_no_action_is_a_wildcard(anywhere: "Synthesized") -> None:
    for statement in _statements(anywhere):
        assert not [a for a in _list(statement["Action"]) if "*" in a]


def test_all_resources_only_where_iam_knows_none(anywhere: "Synthesized") -> None:
    for statement in _statements(anywhere):
        if "*" in _list(statement["Resource"]):
            assert set(_list(statement["Action"])) <= ANYWHERE


def test_nobody_may_scan_but_the_batch_that_learns_and_the_audit(
    synthesized: "Synthesized",
) -> None:
    """On a schedule, tables they read whole or in turn; nothing that answers a request may."""
    scanned: dict[str, set[str]] = {"videolearning": set(), "socialaudit": set()}
    for policy in synthesized.all("AWS::IAM::Policy"):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            if "dynamodb:Scan" in _list(statement["Action"]):
                (name,) = (name for name in scanned if name in policy.id)
                scanned[name] |= {str(each) for each in _list(statement["Resource"])}
    assert {name: len(tables) for name, tables in scanned.items()} in (
        {"videolearning": 1, "socialaudit": 3},
        {"videolearning": 0, "socialaudit": 3},
    )


def test_X13_the_archive_only_reads_what_systems_hold(synthesized: "Synthesized") -> None:
    """Outside its own table it may query by owner, and get what was found whole."""
    policies = [p for p in synthesized.all("AWS::IAM::Policy") if p.id.startswith("accountsexport")]
    statements = [s for p in policies for s in p.properties["PolicyDocument"]["Statement"]]
    on_tables = [s for s in statements if "dynamodb:" in str(s["Action"])]
    assert {a for s in on_tables for a in _list(s["Action"])} == {
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:Query",
    }
    by_index = [s for s in on_tables if "index/" in str(s["Resource"])]
    assert {a for s in by_index for a in _list(s["Action"])} == {"dynamodb:Query"}


def test_lambda_is_arm64_and_python_3_13_on_aws(prod: "Synthesized") -> None:
    for function in prod.functions():
        assert function.properties["Architectures"] == ["arm64"]
        assert function.properties["Runtime"] == "python3.13"


def test_functions_in_the_network_are_those_that_need_valkey(anywhere: "Synthesized") -> None:
    for function in anywhere.functions():
        needs = "CACHE_ENDPOINT" in function.properties["Environment"]["Variables"]
        assert ("VpcConfig" in function.properties) == needs, function.id


def test_every_function_but_hot_paths_is_traced_and_every_log_ends(
    anywhere: "Synthesized",
) -> None:
    for function in anywhere.functions():
        if _handler(function) not in HOT_PATHS:
            assert function.properties["TracingConfig"] == {"Mode": "Active"}
        assert function.properties["LoggingConfig"]["LogGroup"]
    for group in anywhere.all("AWS::Logs::LogGroup"):
        assert group.properties["RetentionInDays"] == anywhere.stage.log_days


def test_consumers_of_a_stream_keep_its_order(synthesized: "Synthesized") -> None:
    """L9: one at a time per shard, tried again until the records end, never cut in two."""
    mappings = synthesized.all("AWS::Lambda::EventSourceMapping")
    clicks = next(m for m in mappings if "ParallelizationFactor" in m.properties)
    assert clicks.properties["ParallelizationFactor"] == 1
    assert clicks.properties.get("MaximumRetryAttempts", -1) == -1
    assert clicks.properties.get("MaximumRecordAgeInSeconds", -1) == -1
    assert not clicks.properties.get("BisectBatchOnFunctionError")


def test_the_fan_out_reads_beside_all_other_consumers(prod: "Synthesized") -> None:
    """Five reads a second of a shard are all that the others share."""
    readers = {r.id for r in prod.all("AWS::Kinesis::StreamConsumer")}
    sources = [
        m.properties["EventSourceArn"].get("Fn::GetAtt", m.properties["EventSourceArn"].get("Ref"))
        for m in prod.all("AWS::Lambda::EventSourceMapping")
    ]
    dedicated = [s for s in sources if (s if isinstance(s, str) else s[0]) in readers]
    assert len(readers) == len(dedicated) == 2


def _statements(synthesized: "Synthesized") -> list[dict[str, Any]]:  # Any: IAM's JSON
    return [
        statement
        for policy in synthesized.all("AWS::IAM::Policy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
    ]


def _list(value: object) -> list[Any]:  # Any: strings and references
    return value if isinstance(value, list) else [value]


def test_P15_a_redirect_pays_for_no_trace_and_none_of_lambdas_own_lines(
    prod: "Synthesized",
) -> None:
    redirect = next(f for f in prod.functions() if _handler(f) == "links.handlers.redirect")
    assert "TracingConfig" not in redirect.properties
    assert redirect.properties["LoggingConfig"]["SystemLogLevel"] == "WARN"
    assert redirect.properties["MemorySize"] == PROD.redirect_memory_mb


def test_new_versions_take_over_slowly_in_production_and_turn_back_by_their_own_alarm(
    prod: "Synthesized",
) -> None:
    """All but the one that Cognito calls by its name."""
    aliases = {alias.id: alias for alias in prod.all("AWS::Lambda::Alias")}
    careful = {str(a.properties["FunctionName"]["Ref"]) for a in aliases.values()}
    assert {_handler(f) for f in prod.functions() if f.id not in careful} == {
        "accounts.handlers.sign_up"
    }
    alarms = {alarm.id: alarm for alarm in prod.all("AWS::CloudWatch::Alarm")}
    groups = {group.id: group for group in prod.all("AWS::CodeDeploy::DeploymentGroup")}
    for alias in aliases.values():
        shifted = alias.body["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        group = groups.pop(shifted["DeploymentGroupName"]["Ref"]).properties
        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent10Minutes"
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        (told,) = group["AlarmConfiguration"]["Alarms"]
        alarm = alarms[told["Name"]["Ref"]].properties
        assert alarm["MetricName"] == "Errors"
        assert alarm["Dimensions"][0]["Value"] == alias.properties["FunctionName"]
    assert groups == {}


def test_whoever_calls_a_function_in_production_calls_its_alias(prod: "Synthesized") -> None:
    """Else a new version would take everything at once. Deployments themselves want the newest."""
    aliases = {alias.id for alias in prod.all("AWS::Lambda::Alias")}
    called = [
        *(m.properties["FunctionName"] for m in prod.all("AWS::Lambda::EventSourceMapping")),
        *(s.properties["Target"]["Arn"] for s in prod.all("AWS::Scheduler::Schedule")),
        *(i.properties["IntegrationUri"] for i in prod.all("AWS::ApiGatewayV2::Integration")),
    ]
    assert called
    for name in called:
        assert any(alias in str(name) for alias in aliases), name


def test_the_laptop_and_dev_deploy_at_once(synthesized: "Synthesized") -> None:
    assert bool(list(synthesized.all("AWS::Lambda::Alias"))) == synthesized.stage.canary


def test_how_long_a_playback_token_lasts_is_set_with_the_stage(
    prod: "Synthesized", direct: "Synthesized"
) -> None:
    """Who issues tokens and who turns their keys know the same: a key outlives its last token."""
    for synthesized, seconds in ((prod, "3600"), (direct, "20")):
        told = {
            name: variables["TOKEN_SECONDS"]
            for each in synthesized.functions()
            if "TOKEN_SECONDS" in (variables := each.properties["Environment"]["Variables"])
            and (name := str(each.properties["Handler"]))
        }
        assert told == dict.fromkeys(
            ("video.handlers.keys.handler", "video.handlers.streams.handler"), seconds
        )
