"""``edge_key_rights``: needed with the pinned MiniStack, and judging as IAM does.

Also that a key value store takes what ``core.aws`` signs by SigV4a.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from botocore.exceptions import ClientError

from core import aws
from tests.integration.emulator_rig import BARE, OURS, Emulator, Template, emulator
from video.adapters.signing_keys import KeyValueStore

if TYPE_CHECKING:
    from mypy_boto3_cloudfront_keyvaluestore import CloudFrontKeyValueStoreClient

ACTIONS = ("DeleteKey", "DescribeKeyValueStore", "GetKey", "PutKey")
ARN = {"Fn::GetAtt": ["Store", "Arn"]}


def _resources() -> Template:
    allowed = {
        "Effect": "Allow",
        "Action": [f"cloudfront-keyvaluestore:{action}" for action in ACTIONS],
        "Resource": ARN,
    }
    anybody = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    version = {"Version": "2012-10-17"}
    store = {"Type": "AWS::CloudFront::KeyValueStore"}
    return {
        "Store": {**store, "Properties": {"Name": "signing"}},
        "Other": {**store, "Properties": {"Name": "another"}},
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {**version, "Statement": [anybody]},
                "Policies": [
                    {"PolicyName": "p", "PolicyDocument": {**version, "Statement": [allowed]}}
                ],
            },
        },
    }


OUTPUTS = {
    "Arn": ARN,
    "Other": {"Fn::GetAtt": ["Other", "Arn"]},
    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
}


Trail = Callable[[str], int]
"""How many calls the role's trail has under a name."""


def _trail(running: Emulator, key: str) -> Trail:
    trail = running.aws("cloudtrail")
    config = f"http://localhost:{running.ports.emulator}/_ministack/config"
    httpx.post(config, json={"cloudtrail._recording_enabled": "true"}).raise_for_status()

    def called(name: str) -> int:
        wanted = {"AccessKeyId": key, "EventName": name}
        attributes = [{"AttributeKey": k, "AttributeValue": v} for k, v in wanted.items()]
        return len(trail.lookup_events(LookupAttributes=attributes)["Events"])

    return called


@contextmanager
def _in_role(
    directory: Path, monkeypatch: pytest.MonkeyPatch, *, module: str
) -> "Iterator[tuple[CloudFrontKeyValueStoreClient, dict[str, str], Trail]]":
    with emulator(directory, module=module) as running:
        made = running.deploy(_resources(), OUTPUTS)
        role = running.aws("sts").assume_role(RoleArn=made["Role"], RoleSessionName="keys")
        given = role["Credentials"]
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://localhost:{running.ports.emulator}")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", given["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", given["SecretAccessKey"])
        monkeypatch.setenv("AWS_SESSION_TOKEN", given["SessionToken"])
        aws.forget_clients()
        try:
            yield aws.edge_keys(), made, _trail(running, given["AccessKeyId"])
        finally:
            aws.forget_clients()


def test_ministack_still_knows_no_store_in_policies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _in_role(tmp_path, monkeypatch, module=BARE) as (client, made, _):
        with pytest.raises(ClientError) as refused:
            client.get_key(KvsARN=made["Arn"], Key="k1")
        assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def test_a_role_may_do_with_its_store_what_its_policy_says_and_nothing_with_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _in_role(tmp_path, monkeypatch, module=OURS) as (client, made, trail):
        store = KeyValueStore(client=client, arn=made["Arn"])
        store.keep("k1", "secret")
        store.keep("k1", "secret")
        store.keep("k2", "other")
        assert client.get_key(KvsARN=made["Arn"], Key="k1")["Value"] == "secret"
        store.remove("k1")
        store.remove("k1")
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_key(KvsARN=made["Arn"], Key="k1")
        for refused in (
            lambda: client.list_keys(KvsARN=made["Arn"]),
            lambda: client.get_key(KvsARN=made["Other"], Key="k1"),
            lambda: KeyValueStore(client=client, arn=made["Other"]).keep("k1", "secret"),
        ):
            with pytest.raises(ClientError) as error:
                refused()
            assert error.value.response["Error"]["Code"] == "AccessDeniedException"
        # By their methods: what X13 asks for where it says that the keys' function calls them.
        for method in ("GET", "PUT", "DELETE"):
            assert trail(f"{method}.cloudfront-keyvaluestore") > 0, method
