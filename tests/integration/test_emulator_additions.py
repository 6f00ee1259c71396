"""Each addition to MiniStack: needed with the pinned version, and doing what AWS does.

A test ``…_still_…`` fails when MiniStack has learnt it: then the addition goes.
"""

import pytest
from botocore.exceptions import ClientError

from tests.integration.emulator_rig import (
    Emulator,
    NotDeployed,
    Template,
    function,
)

PASSWORD = "Pass-w0rd-of-tests"


# ---- valkey_endpoint

CLUSTER: Template = {
    "Clustered": {
        "Type": "AWS::ElastiCache::ParameterGroup",
        "Properties": {
            "CacheParameterGroupFamily": "valkey8",
            "Description": "cluster mode",
            "Properties": {"cluster-enabled": "yes"},
        },
    },
    "Group": {
        "Type": "AWS::ElastiCache::ReplicationGroup",
        "Properties": {
            "ReplicationGroupDescription": "one shard",
            "Engine": "valkey",
            "CacheNodeType": "cache.t4g.micro",
            "NumNodeGroups": 1,
            "CacheParameterGroupName": {"Ref": "Clustered"},
        },
    },
}


ENDPOINT = {"Port": {"Fn::GetAtt": ["Group", "ConfigurationEndPoint.Port"]}}


def test_ministack_still_gives_no_endpoint_to_a_cluster_of_one_shard(bare: Emulator) -> None:
    with pytest.raises(NotDeployed, match="ConfigurationEndPoint"):
        bare.deploy(CLUSTER, ENDPOINT)


def test_a_cluster_of_one_shard_has_an_endpoint(ours: Emulator) -> None:
    assert ours.deploy(CLUSTER, ENDPOINT)["Port"] == str(ours.ports.valkey)


# ---- secret_references

READS_SECRET = """
import boto3, json
def handler(event, context):
    print("reading")
    return boto3.client("secretsmanager").get_secret_value(SecretId=event["id"])["SecretString"]
"""


def _secret(generate: Template) -> Template:
    return {
        "Secret": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {"GenerateSecretString": generate},
        },
        **function(
            READS_SECRET,
            statements=[
                {
                    "Effect": "Allow",
                    "Action": "secretsmanager:GetSecretValue",
                    "Resource": {"Ref": "Secret"},
                }
            ],
        ),
    }


SECRET_OUTPUTS = {
    "Id": {"Ref": "Secret"},
    "Function": {"Ref": "Fn"},
    "Resolved": {
        "Fn::Join": ["", ["{{resolve:secretsmanager:", {"Ref": "Secret"}, ":SecretString:::}}"]]
    },
}


def test_ministack_still_names_a_secret_where_aws_gives_its_arn(bare: Emulator) -> None:
    assert not bare.deploy(_secret({}), SECRET_OUTPUTS)["Id"].startswith("arn:")


def test_a_policy_on_the_ref_of_a_secret_lets_a_function_read_it(ours: Emulator) -> None:
    made = ours.deploy(_secret({}), SECRET_OUTPUTS)
    assert made["Id"].startswith("arn:aws:secretsmanager:")
    assert len(ours.invoke(made["Function"], {"id": made["Id"]})) == 32


def test_ministack_still_generates_an_empty_secret_by_default(bare: Emulator) -> None:
    made = bare.deploy(_secret({}), SECRET_OUTPUTS)
    secret = bare.aws("secretsmanager").get_secret_value(SecretId=made["Id"])
    assert secret["SecretString"] == ""


def test_a_generated_secret_is_as_the_template_says(ours: Emulator) -> None:
    wanted = {"PasswordLength": 48, "ExcludePunctuation": True}
    made = ours.deploy(_secret(wanted), SECRET_OUTPUTS)
    secret = ours.aws("secretsmanager").get_secret_value(SecretId=made["Id"])["SecretString"]
    assert len(secret) == 48
    assert secret.isalnum()


# ---- cognito_confirmation, cognito_usernames

REFUSES_MALLORY = """
def handler(event, context):
    print("asked about", event["triggerSource"])
    if event["userName"] == "mallory":
        raise ValueError("not this one")
    return event
"""


def _pool() -> Template:
    return {
        **function(REFUSES_MALLORY),
        "Pool": {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {
                "UsernameConfiguration": {"CaseSensitive": False},
                "LambdaConfig": {"PostConfirmation": {"Fn::GetAtt": ["Fn", "Arn"]}},
            },
        },
        "Client": {
            "Type": "AWS::Cognito::UserPoolClient",
            "Properties": {"UserPoolId": {"Ref": "Pool"}},
        },
    }


POOL_OUTPUTS = {"Pool": {"Ref": "Pool"}, "Client": {"Ref": "Client"}}


def _sign_up(where: Emulator, made: dict[str, str], name: str) -> None:
    where.aws("cognito-idp").sign_up(ClientId=made["Client"], Username=name, Password=PASSWORD)


def _confirm(where: Emulator, made: dict[str, str], name: str) -> None:
    where.aws("cognito-idp").admin_confirm_sign_up(UserPoolId=made["Pool"], Username=name)


def test_ministack_still_confirms_without_asking_the_trigger(bare: Emulator) -> None:
    made = bare.deploy(_pool(), POOL_OUTPUTS)
    _sign_up(bare, made, "mallory")
    _confirm(bare, made, "mallory")


def test_the_post_confirmation_trigger_is_called_and_may_fail(ours: Emulator) -> None:
    made = ours.deploy(_pool(), POOL_OUTPUTS)
    _sign_up(ours, made, "alice")
    _confirm(ours, made, "alice")
    _sign_up(ours, made, "mallory")
    with pytest.raises(ClientError, match="UserLambdaValidationException"):
        _confirm(ours, made, "mallory")


def test_ministack_still_takes_two_users_that_differ_in_case(bare: Emulator) -> None:
    made = bare.deploy(_pool(), POOL_OUTPUTS)
    _sign_up(bare, made, "Bob")
    _sign_up(bare, made, "bob")


def test_usernames_are_unique_and_found_regardless_of_case(ours: Emulator) -> None:
    made = ours.deploy(_pool(), POOL_OUTPUTS)
    _sign_up(ours, made, "Bob")
    with pytest.raises(ClientError, match="UsernameExistsException"):
        _sign_up(ours, made, "bob")
    found = ours.aws("cognito-idp").admin_get_user(UserPoolId=made["Pool"], Username="BOB")
    assert found["Username"] == "Bob"
