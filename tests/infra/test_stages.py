"""The stages themselves: what differs, what depends on what, offline and always the same."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Stack, Validations
from aws_cdk import aws_sqs as sqs
from cdk_nag import AwsSolutionsChecks

from infra.app import CONTEXT
from infra.config import DIFFERENCES, LOCAL, PROD, Stage, stage_named

if TYPE_CHECKING:
    from tests.infra.conftest import Synthesized

ROOT = Path(__file__).resolve().parents[2]
LEFT_TO_RIGHT = ("platform", "accounts", "links", "video", "social", "export", "web", "edge")
# Profiles, clicks of links and films in tweets, plans: read only, each through a port of its own.
READS = {"social": {"accounts", "links", "video"}, "video": {"accounts"}}


def test_what_differs_between_the_laptop_and_production_is_listed() -> None:
    differing = {f.name for f in fields(Stage) if getattr(LOCAL, f.name) != getattr(PROD, f.name)}
    # By chance the machine that runs this may be of production's kind.
    assert differing | {"python", "architecture"} == set(DIFFERENCES)


def test_the_laptop_has_the_same_resources_but_for_few_kinds(
    local: "Synthesized", prod: "Synthesized"
) -> None:
    def kinds(synthesized: "Synthesized") -> Counter[tuple[str, str]]:
        """But for what is watched of each node of Valkey, of which the laptop has one, and of the

        firewall, and for the role that shifts traffic to new versions.
        """
        return Counter(
            (r.stack, r.type)
            for r in synthesized.all()
            if "AWS/ElastiCache" not in r.properties.values()
            and "AWS/WAFV2" not in str(r.properties.get("Metrics"))
            and "RolloutRole" not in r.id
        )

    only_there = {kind for _, kind in kinds(prod) - kinds(local)}
    only_here = {kind for _, kind in kinds(local) - kinds(prod)}
    assert only_there == {
        "AWS::WAFv2::WebACL",
        "AWS::CertificateManager::Certificate",
        "AWS::Kinesis::StreamConsumer",
        "AWS::Lambda::Version",
        "AWS::Lambda::Alias",
        "AWS::CodeDeploy::Application",
        "AWS::CodeDeploy::DeploymentGroup",
    }
    assert not only_here


def test_references_run_left_to_right(synthesized: "Synthesized") -> None:
    for stack, template in synthesized.templates.items():
        used = set(re.findall(r"triptych-\w+-(\w+):Exports", json.dumps(template["Resources"])))
        left = set(LEFT_TO_RIGHT[: LEFT_TO_RIGHT.index(stack)])
        assert used <= left, stack
        systems = used & {"accounts", "links", "social", "video"}
        right_of_all = stack in {"export", "web", "edge"}
        assert systems <= READS.get(stack, set()) or right_of_all, "a system names a system"


def test_outputs_the_launcher_reads(local: "Synthesized") -> None:
    wanted = {
        "platform": {
            "UserPoolId", "ClientId", "ApiId", "ApiKeysTable", "OriginSecretArn", "BusName",
            "Region",
        },
        "accounts": {"AccountsTable"},
        "links": {"UrlsTable", "ClicksTable", "ClicksStream", "ArchiveBucket", "QuarantineBucket"},
        "social": {"TweetsTable", "FollowsTable", "ReactionsTable", "PeopleTable", "ChangesStream"},
        "edge": {"DistributionId", "DistributionDomain", "PublicUrl"},
    }  # fmt: skip
    for stack, names in wanted.items():
        assert names <= set(local.templates[stack]["Outputs"])


def test_names_say_their_stage_so_that_two_fit_into_one_account(prod: "Synthesized") -> None:
    named = {
        "AWS::Events::EventBus": "Name",
        "AWS::ApiGatewayV2::Api": "Name",
        "AWS::CloudFront::Function": "Name",
    }
    for resource in prod.all(*named):
        assert "prod" in json.dumps(resource.properties[named[resource.type]]), resource.id


def test_synthesis_needs_no_network_and_no_credentials_and_repeats_itself(
    prod: "Synthesized", tmp_path: Path
) -> None:
    nowhere = "http://127.0.0.1:9"  # the discard port: every connection is refused
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"stage": "prod"}
    done = subprocess.run(
        [sys.executable, "-m", "infra.app"],
        cwd=ROOT,
        env={
            "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": "functions:layers/shared/python",
            "HOME": str(tmp_path),
            "http_proxy": nowhere,
            "https_proxy": nowhere,
            "AWS_ENDPOINT_URL": nowhere,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_OUTDIR": str(tmp_path / "out"),
            "CDK_CONTEXT_JSON": json.dumps(context),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for template in prod.directory.glob("*.template.json"):
        assert (tmp_path / "out" / template.name).read_text() == template.read_text()
    assert "missing" not in json.loads((tmp_path / "out" / "manifest.json").read_text())


def test_cfn_lint_finds_nothing(
    local: "Synthesized", prod: "Synthesized", direct: "Synthesized"
) -> None:
    """Dev is production without a name; its templates are made of the same parts."""
    assemblies = (local, prod, direct)
    templates = [str(t) for a in assemblies for t in sorted(a.directory.glob("*.template.json"))]
    done = subprocess.run(  # noqa: S603  # our own templates
        [str(Path(sys.executable).parent / "cfn-lint"), "--", *templates],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_finding_of_cdk_nag_fails_the_synthesis(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    sqs.Queue(Stack(app, "Careless"), "Queue")
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with pytest.raises(RuntimeError, match="AwsSolutions-SQS4"):
        app.synth()


def test_the_command_line_names_urls_and_ports() -> None:
    stage = stage_named("local", given={"publicUrl": "http://localhost:9", "emulatorPort": "4"})
    assert (stage.url, stage.emulator) == ("http://localhost:9", "http://localhost:4")
    assert stage.hosts == ("localhost",)


class _Asked(dict[str, str]):
    """Nothing is given, and what was asked for is remembered."""

    def get(self, key: str, default: Any = None) -> Any:  # Any: as ``dict`` has it
        self[key] = ""
        return default


def test_every_setting_of_the_command_line_reaches_the_stage() -> None:
    asked = _Asked()
    stage_named("local", given=asked)
    assert set(asked) == set(CONTEXT)


def test_a_short_domain_is_what_links_start_with() -> None:
    stage = replace(PROD, domain="triptych.example", short_domain="t.example")
    assert stage.url == "https://t.example"
    assert stage.hosts == ("t.example", "triptych.example")


def test_a_stage_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no stage 'live'"):
        stage_named("live", given={})
