"""Secrets are under a key of our own, and who may read one may use that key for nothing else."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from infra.config import DEV, stage_named

if TYPE_CHECKING:
    from tests.infra.conftest import Resource, Synthesized, _Stages

KEY, ALIAS, SECRET = "AWS::KMS::Key", "AWS::KMS::Alias", "AWS::SecretsManager::Secret"
READ, REPLACE = "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"
PAIRED = {READ: "kms:Decrypt", REPLACE: "kms:GenerateDataKey"}
Json = dict[str, Any]  # Any: a template is CloudFormation's JSON


def test_one_key_a_region_turns_every_year_and_is_known_by_its_name(
    anywhere: "Synthesized",
) -> None:
    stage = anywhere.stage
    keys = {key.stack: key.properties for key in anywhere.all(KEY)}
    assert set(keys) == {"platform", *(f"keys-{region}" for region in stage.elsewhere)}
    assert all(key["EnableKeyRotation"] is True for key in keys.values())
    names = [alias.properties["AliasName"] for alias in anywhere.all(ALIAS)]
    assert names == [f"alias/triptych-{stage.name}-{stage.region}-secrets"] * len(keys)


def test_every_secret_is_under_the_key_and_its_replicas_under_their_regions(
    anywhere: "Synthesized",
) -> None:
    home = _home_key(anywhere)
    (name,) = {alias.properties["AliasName"] for alias in anywhere.all(ALIAS)}
    secrets = list(anywhere.all(SECRET))
    assert len(secrets) == 4
    for secret in secrets:
        assert _resolved(anywhere, secret.stack, secret.properties["KmsKeyId"]) == home, secret.id
        for replica in secret.properties.get("ReplicaRegions", []):
            assert replica["KmsKeyId"] == name


def test_the_keys_of_replicas_are_there_before_the_replicas(regional: "Synthesized") -> None:
    artifacts = regional.manifest["artifacts"]
    needs = artifacts["triptych-prod-platform"]["dependencies"]
    for region in regional.stage.elsewhere:
        keys = artifacts[f"triptych-prod-keys-{region}"]
        assert f"triptych-prod-keys-{region}" in needs
        assert keys["environment"].endswith(f"/{region}")


def test_a_key_is_used_by_way_of_secrets_manager_of_its_region_or_not_at_all(
    anywhere: "Synthesized",
) -> None:
    """Whatever IAM says: what the key's policy does not allow the account, nobody may."""
    for key in anywhere.all(KEY):
        region = anywhere.stage.region if key.stack == "platform" else key.stack[len("keys-") :]
        through = f"secretsmanager.{region}.amazonaws.com"
        administering, using = key.properties["KeyPolicy"]["Statement"]
        assert using["Condition"] == {"StringEquals": {"kms:ViaService": through}}
        for statement in (administering, using):
            assert ":root" in json.dumps(statement["Principal"])
        cryptographic = ("kms:*", "kms:CreateGrant", "kms:Decrypt", "kms:Encrypt")
        for action in administering["Action"]:
            assert not action.startswith((*cryptographic, "kms:GenerateDataKey", "kms:ReEncrypt"))
        assert {"kms:Put*", "kms:ScheduleKeyDeletion"} <= set(administering["Action"])


def test_X13_who_may_read_a_secret_may_decrypt_with_its_key_and_nobody_else_may(
    anywhere: "Synthesized",
) -> None:
    """So for new texts: they are encrypted with a data key."""
    for role in _roles(anywhere):
        for wanted, use in PAIRED.items():
            assert bool(role.of(wanted)) == bool(role.of(use)), (role.policy.id, use)
    readers = [role for role in _roles(anywhere) if role.of(READ)]
    assert len(readers) >= 15
    assert sum(bool(role.of(REPLACE)) for role in readers) == 1


def test_X13_the_key_is_named_and_used_by_way_of_secrets_manager_alone(
    anywhere: "Synthesized",
) -> None:
    keys = {key.stack: (key.stack, key.id) for key in anywhere.all(KEY)}
    for role in _roles(anywhere):
        far = role.policy.stack.startswith("links-")
        region = role.policy.stack.removeprefix("links-") if far else anywhere.stage.region
        key = keys[f"keys-{region}" if far else "platform"]
        for statement in role.using_keys():
            (resource,) = _listed(statement["Resource"])
            assert _resolved(anywhere, role.policy.stack, resource) == key
            through = {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}
            assert statement["Condition"] == {"StringEquals": through}
            assert set(_listed(statement["Action"])) <= set(PAIRED.values())


def test_a_stage_without_the_key_gets_it_and_its_grants_before_secrets_are_under_it(
    stages: "_Stages",
) -> None:
    """Or functions of the stacks that are deployed after the secrets could not read them."""
    assert stage_named("dev", given={"sealSecrets": "false"}) == replace(DEV, seals_secrets=False)
    regional = replace(
        DEV,
        seals_secrets=False,
        domain="dev.triptych.example",
        hosted_zone="Z0",
        regions=("us-east-1", "eu-west-1"),
    )
    unsealed = stages.of("unsealed", regional)
    assert len(list(unsealed.all(KEY))) == 2
    assert any(role.using_keys() for role in _roles(unsealed))
    for secret in unsealed.all(SECRET):
        assert "KmsKeyId" not in json.dumps(secret.properties), secret.id


class _Role:
    """What one policy allows."""

    def __init__(self, policy: "Resource") -> None:
        self.policy = policy
        self._statements: list[Json] = policy.properties["PolicyDocument"]["Statement"]

    def of(self, action: str) -> list[Json]:
        return [s for s in self._statements if action in _listed(s["Action"])]

    def using_keys(self) -> list[Json]:
        return [s for s in self._statements if "kms:" in json.dumps(s["Action"])]


def _roles(synthesized: "Synthesized") -> Iterator[_Role]:
    return (_Role(policy) for policy in synthesized.all("AWS::IAM::Policy"))


def _home_key(synthesized: "Synthesized") -> tuple[str, str]:
    (key,) = (key for key in synthesized.all(KEY) if key.stack == "platform")
    return key.stack, key.id


def _resolved(synthesized: "Synthesized", stack: str, value: Json) -> tuple[str, str]:
    """The stack and id of what is meant, here or through an export of another stack."""
    if "Fn::ImportValue" in value:
        of, _, name = value["Fn::ImportValue"].partition(":")
        stack = of.removeprefix(f"triptych-{synthesized.stage.name}-")
        (value,) = (
            output["Value"]
            for output in synthesized.templates[stack]["Outputs"].values()
            if output.get("Export", {}).get("Name") == f"{of}:{name}"
        )
    id_, attribute = value["Fn::GetAtt"]
    assert attribute == "Arn"
    return stack, id_


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
