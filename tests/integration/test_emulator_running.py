"""Additions to MiniStack that show while it runs: packages, state, connections, routes.

As those of ``test_emulator_additions``: needed with the pinned version, and doing what AWS does.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from tests.integration.emulator_rig import (
    Emulator,
    Template,
    function,
)

# ---- function_packages

IMPORTS = """
import importlib.util
def handler(event, context):
    print("looking")
    return {name: importlib.util.find_spec(name) is not None for name in event}
"""


def test_ministack_still_shows_functions_its_own_packages(bare: Emulator) -> None:
    made = bare.deploy(function(IMPORTS), {"Function": {"Ref": "Fn"}})
    assert bare.invoke(made["Function"], ["ministack"]) == {"ministack": True}


def test_a_function_sees_what_lambda_brings_and_nothing_else(ours: Emulator) -> None:
    made = ours.deploy(function(IMPORTS), {"Function": {"Ref": "Fn"}})
    asked = ["boto3", "urllib3", "ministack", "pydantic", "aiohttp"]
    assert [name for name, there in ours.invoke(made["Function"], asked).items() if there] == [
        "boto3",
        "urllib3",
    ]


# ---- unpacked_once

LINKS = """
import os, time
def handler(event, context):
    print("counting")
    end = time.monotonic() + 60
    while os.stat(__file__).st_nlink < event and time.monotonic() < end:
        time.sleep(0.05)
    return os.stat(__file__).st_nlink
"""


def _links_of_workers_files(where: Emulator, *, wanted: int) -> list[object]:
    """Of two workers of one function, each of which is busy until there are as many as wanted.

    Not of two functions: their packages are zipped by the clock, so they differ by the second.
    """
    made = where.deploy(function(LINKS, Timeout=120), {"Function": {"Ref": "Fn"}})
    with ThreadPoolExecutor(2) as two:
        return list(two.map(lambda _: where.invoke(made["Function"], wanted), range(2)))


def test_ministack_still_unpacks_a_package_for_every_worker(bare: Emulator) -> None:
    assert _links_of_workers_files(bare, wanted=1) == [1, 1]


def test_workers_of_one_package_share_its_files(ours: Emulator) -> None:
    # What is kept, and a link for each worker.
    assert _links_of_workers_files(ours, wanted=3) == [3, 3]


# ---- autosave


def _saved(where: Emulator) -> bool:
    return (where.instance.emulator_state / "dynamodb.json").exists()


def test_state_is_written_while_the_emulator_runs(ours: Emulator) -> None:
    for _ in range(600):
        if _saved(ours):
            return
        time.sleep(0.1)
    pytest.fail("nothing was saved within a minute")


# ---- secure_loopback

PUTS = """
import boto3, os
def handler(event, context):
    print("putting")
    boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="k", Body=b"v")
    return "kept"
"""


OBJECTS = {"Fn::Sub": "${Bucket.Arn}/*"}


def _bucket_that_asks_for_tls() -> Template:
    plain = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [{"Fn::GetAtt": ["Bucket", "Arn"]}, OBJECTS],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Policy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": {"Ref": "Bucket"},
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [plain]},
            },
        },
        **function(
            PUTS,
            statements=[{"Effect": "Allow", "Action": "s3:PutObject", "Resource": OBJECTS}],
            Environment={"Variables": {"BUCKET": {"Ref": "Bucket"}}},
        ),
    }


def test_ministack_still_refuses_its_own_functions_where_tls_is_asked_for(bare: Emulator) -> None:
    made = bare.deploy(_bucket_that_asks_for_tls(), {"Fn": {"Ref": "Fn"}})
    assert "AccessDenied" in bare.invoke(made["Fn"], {})["errorMessage"]


def test_a_function_writes_to_a_bucket_that_asks_for_tls(ours: Emulator) -> None:
    made = ours.deploy(_bucket_that_asks_for_tls(), {"Fn": {"Ref": "Fn"}})
    assert ours.invoke(made["Fn"], {}) == "kept"


# ---- routed_options

SAYS_WHICH = """
def handler(event, context):
    print("answering")
    return {"statusCode": 405, "body": event["requestContext"]["http"]["method"]}
"""


def _api_of_one_route() -> Template:
    return {
        **function(SAYS_WHICH),
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"Name": "a", "ProtocolType": "HTTP"},
        },
        "Integration": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": "Api"},
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": {"Fn::GetAtt": ["Fn", "Arn"]},
                "PayloadFormatVersion": "2.0",
            },
        },
        "Route": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": {"Ref": "Api"},
                "RouteKey": "$default",
                "Target": {"Fn::Sub": "integrations/${Integration}"},
            },
        },
        "Stage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "$default", "AutoDeploy": True},
        },
        "Allowed": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": {"Ref": "Fn"},
                "Principal": "apigateway.amazonaws.com",
            },
        },
    }


def _asked(where: Emulator, method: str) -> tuple[int, str]:
    made = where.deploy(_api_of_one_route(), {"Api": {"Ref": "Api"}})
    stage = f"http://localhost:{where.ports.emulator}/_aws/execute-api/{made['Api']}/$default"
    answer = httpx.request(method, f"{stage}/x", headers={"Origin": "https://a.example"})
    return answer.status_code, answer.text


def test_ministack_still_answers_options_itself_without_cors(bare: Emulator) -> None:
    assert _asked(bare, "OPTIONS")[0] == 403


@pytest.mark.parametrize("method", ["OPTIONS", "PUT"])
def test_without_cors_every_method_reaches_the_function(ours: Emulator, method: str) -> None:
    assert _asked(ours, method) == (405, method)


# ---- closed_connections

CONNECTIONS = 20


def left_open(where: Emulator, *, within: float) -> int:
    """Connections that their client closed and the emulator did not, when it had time to."""
    state = where.instance.load()
    assert state is not None
    process = psutil.Process(state.processes["emulator"].pid)
    for _ in range(CONNECTIONS):
        httpx.get(f"http://127.0.0.1:{where.ports.emulator}/_ministack/health").raise_for_status()
    end = time.monotonic() + within
    while True:
        time.sleep(1)
        all_ = process.net_connections("tcp")
        left = sum(each.status == psutil.CONN_CLOSE_WAIT for each in all_)
        if not left or time.monotonic() > end:
            return left


def test_ministack_still_keeps_connections_that_were_closed(bare: Emulator) -> None:
    assert left_open(bare, within=5) > 0


def test_a_connection_that_was_closed_is_given_back(ours: Emulator) -> None:
    assert left_open(ours, within=60) == 0
