"""X13: a secret under a key is read by who may use the key by way of Secrets Manager."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.emulator_rig import Emulator, Template, function

ASKS = """
import boto3
from botocore.exceptions import ClientError
def handler(event, context):
    secrets, kms = boto3.client("secretsmanager"), boto3.client("kms")
    try:
        if event["do"] == "write":
            secrets.put_secret_value(SecretId=event["secret"], SecretString="new")
        if event["do"] == "past it":
            kms.generate_data_key(KeyId=event["key"], KeySpec="AES_256")
        return secrets.get_secret_value(SecretId=event["secret"])["SecretString"]
    except ClientError as error:
        return error.response["Error"]["Code"]
"""
ACCOUNT = {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}
THROUGH = {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}}
ELSEWHERE = {"StringEquals": {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}}
OUTPUTS = {
    "secret": {"Fn::GetAtt": ["Secret", "Id"]},
    "key": {"Fn::GetAtt": ["Key", "Arn"]},
    "Function": {"Ref": "Fn"},
}


def _sealed(*uses: str, when: Template = THROUGH, policy: Template = THROUGH) -> Template:
    """A function that may read and write a secret, and ``uses`` of its key."""
    texts = ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"]
    statements: list[Template] = [
        {"Effect": "Allow", "Action": texts, "Resource": OUTPUTS["secret"]}
    ]
    if uses:
        of_key = {"Action": list(uses), "Resource": OUTPUTS["key"], "Condition": when}
        statements.append({"Effect": "Allow", **of_key})
    using: Template = {"Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"}
    using |= {"Effect": "Allow", "Principal": ACCOUNT, "Condition": policy}
    return {
        "Key": {
            "Type": "AWS::KMS::Key",
            "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": [using]}},
        },
        "Secret": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {"SecretString": "old", "KmsKeyId": OUTPUTS["key"]},
        },
        **function(ASKS, statements=statements),
    }


def _asked(
    emulator: Emulator, resources: Template, do: str
) -> Any:  # Any: text, or an error's code
    made = emulator.deploy(resources, OUTPUTS)
    return emulator.invoke(made["Function"], {**made, "do": do})


def test_ministack_still_gives_a_secret_to_who_may_not_use_its_key(bare: Emulator) -> None:
    assert _asked(bare, _sealed(), "read") == "old"


@pytest.mark.parametrize(
    ("resources", "do", "answer"),
    [
        (_sealed("kms:Decrypt"), "read", "old"),
        (_sealed("kms:Decrypt", "kms:GenerateDataKey"), "write", "new"),
        (_sealed(), "read", "AccessDeniedException"),
        (_sealed("kms:GenerateDataKey"), "read", "AccessDeniedException"),
        (_sealed("kms:Decrypt"), "write", "AccessDeniedException"),
        (_sealed("kms:Decrypt", when=ELSEWHERE), "read", "AccessDeniedException"),
        (_sealed("kms:Decrypt", policy=ELSEWHERE), "read", "AccessDeniedException"),
        (_sealed("kms:Decrypt", "kms:GenerateDataKey"), "past it", "AccessDeniedException"),
    ],
    ids=[
        "may decrypt", "may write", "may nothing", "may only encrypt", "may only decrypt",
        "by another way", "against the key's policy", "past Secrets Manager",
    ],
)  # fmt: skip
def test_X13_a_secret_is_for_who_may_use_its_key_and_that_by_secrets_manager_alone(
    ours: Emulator, resources: Template, do: str, answer: str
) -> None:
    assert _asked(ours, resources, do) == answer


def test_a_key_that_is_switched_off_stops_everybody_and_switched_on_again_nobody(
    ours: Emulator,
) -> None:
    made = ours.deploy(_sealed("kms:Decrypt"), OUTPUTS)
    event, keys, secrets = {**made, "do": "read"}, ours.aws("kms"), ours.aws("secretsmanager")
    keys.disable_key(KeyId=made["key"])
    assert ours.invoke(made["Function"], event) == "DecryptionFailure"
    with pytest.raises(ClientError, match="EncryptionFailure"):
        secrets.put_secret_value(SecretId=made["secret"], SecretString="new")
    keys.enable_key(KeyId=made["key"])
    assert ours.invoke(made["Function"], event) == "old"
    keys.schedule_key_deletion(KeyId=made["key"])
    assert ours.invoke(made["Function"], event) == "DecryptionFailure"
