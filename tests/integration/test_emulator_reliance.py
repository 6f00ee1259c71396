"""What Triptych relies on in MiniStack, tried on a small stack before its pin is moved.

One file: its tests share one running emulator and what is made there once.
"""

import io
import json
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.ports import LOOPBACK
from tests.e2e.waiting import eventually
from tests.integration.emulator_rig import OURS, Emulator, Template, emulator, function

ECHO = """
import json
def handler(event, context):
    print("called")
    if "routeArn" in event or event.get("type") == "REQUEST":
        return {"isAuthorized": True, "context": {"said": event["headers"]["authorization"]}}
    if "Records" in event:
        import boto3, os
        for record in event["Records"]:
            key = record["kinesis"]["partitionKey"] if "kinesis" in record else record["messageId"]
            boto3.client("dynamodb").put_item(
                TableName=os.environ["TABLE"], Item={"pk": {"S": "seen#" + key}})
        return {"batchItemFailures": []}
    return {"statusCode": 200, "body": json.dumps(event)}
"""
TABLE_ARN = {"Fn::GetAtt": ["Table", "Arn"]}
API_PATH = {"Fn::Sub": "/_aws/execute-api/${Api}/$default"}


def _invocation(target: str) -> Template:
    return {
        "Fn::Sub": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${"
        + target
        + ".Arn}/invocations"
    }


def _route(key: str, **authorization: object) -> Template:
    return {
        "Type": "AWS::ApiGatewayV2::Route",
        "Properties": {
            "ApiId": {"Ref": "Api"},
            "RouteKey": key,
            "Target": {"Fn::Sub": "integrations/${Integration}"},
            **authorization,
        },
    }


def _api() -> Template:
    sources = ["$request.header.Authorization", "$request.header.x-triptych-origin"]
    guarded = {"AuthorizationType": "CUSTOM", "AuthorizerId": {"Ref": "Authorizer"}}
    return {
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"Name": "reliance", "ProtocolType": "HTTP"},
        },
        "Stage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "$default", "AutoDeploy": True},
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
        "Authorizer": {
            "Type": "AWS::ApiGatewayV2::Authorizer",
            "Properties": {
                "ApiId": {"Ref": "Api"},
                "AuthorizerType": "REQUEST",
                "Name": "a",
                "AuthorizerUri": _invocation("Fn"),
                "AuthorizerPayloadFormatVersion": "2.0",
                "EnableSimpleResponses": True,
                "AuthorizerResultTtlInSeconds": 0,
                "IdentitySource": sources,
            },
        },
        "Guarded": _route("ANY /api/{proxy+}", **guarded),
        "Read": _route("GET /{proxy+}"),
        "Asked": _route("HEAD /{proxy+}"),
        "Invoked": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "FunctionName": {"Ref": "Fn"},
                "Action": "lambda:InvokeFunction",
                "Principal": "apigateway.amazonaws.com",
            },
        },
    }


def _distribution(port: int) -> Template:
    origin = {
        "Id": "api",
        "DomainName": "localhost",
        "OriginPath": API_PATH,
        "CustomOriginConfig": {"OriginProtocolPolicy": "http-only", "HTTPPort": port},
        "OriginCustomHeaders": [{"HeaderName": "x-triptych-origin", "HeaderValue": "secret"}],
    }
    behavior = {
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
        "ForwardedValues": {
            "QueryString": True,
            "Headers": ["Authorization", "CloudFront-Viewer-Country"],
        },
    }
    return {
        "Edge": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {
                "DistributionConfig": {
                    "Enabled": True,
                    "Origins": [origin],
                    "DefaultCacheBehavior": behavior,
                }
            },
        }
    }


def _streams() -> Template:
    stream_arn = {"Fn::GetAtt": ["Stream", "Arn"]}
    return {
        "Stream": {"Type": "AWS::Kinesis::Stream", "Properties": {"ShardCount": 1}},
        "Mapping": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": stream_arn,
                "FunctionName": {"Ref": "Fn"},
                "StartingPosition": "TRIM_HORIZON",
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
            },
        },
        "Archive": {"Type": "AWS::S3::Bucket"},
        "Firehose": {
            "Type": "AWS::KinesisFirehose::DeliveryStream",
            "Properties": {
                "DeliveryStreamType": "KinesisStreamAsSource",
                "KinesisStreamSourceConfiguration": {
                    "KinesisStreamARN": stream_arn,
                    "RoleARN": {"Fn::GetAtt": ["Role", "Arn"]},
                },
                "ExtendedS3DestinationConfiguration": {
                    "BucketARN": {"Fn::GetAtt": ["Archive", "Arn"]},
                    "RoleARN": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Prefix": "clicks/!{timestamp:yyyy/MM/dd}/",
                    "ErrorOutputPrefix": "errors/",
                },
            },
        },
    }


def _stack(port: int) -> Template:
    may: list[Template] = [
        {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": TABLE_ARN},
        {
            "Effect": "Allow",
            "Action": ["kinesis:*"],
            "Resource": {"Fn::GetAtt": ["Stream", "Arn"]},
        },
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    ]
    return {
        **function(ECHO, statements=may, Environment={"Variables": {"TABLE": {"Ref": "Table"}}}),
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            },
        },
        **_api(),
        **_distribution(port),
        **_streams(),
    }


OUTPUTS = {
    "Function": {"Ref": "Fn"},
    "Role": {"Ref": "Role"},
    "Domain": {"Fn::GetAtt": ["Edge", "DomainName"]},
    "Stream": {"Ref": "Stream"},
    "Table": {"Ref": "Table"},
    "Archive": {"Ref": "Archive"},
}


class Relied:
    """The deployed stack, asked as the front door asks."""

    def __init__(self, running: Emulator) -> None:
        self.emulator = running
        self.made = running.deploy(_stack(running.ports.emulator), OUTPUTS)

    def ask(
        self, target: str, headers: Mapping[str, str] | None = None, *, method: str = "GET"
    ) -> tuple[int, bytes]:
        connection = HTTPConnection(LOOPBACK, self.emulator.ports.emulator, timeout=60)
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        wanted = {"Host": self.made["Domain"], "X-Forwarded-Proto": "https", **(headers or {})}
        for name, value in wanted.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()

    def event(self, target: str, headers: Mapping[str, str] | None = None) -> Any:  # Any: JSON
        status, body = self.ask(target, headers)
        assert status == 200, body
        return json.loads(body)


@pytest.fixture(scope="module")
def relied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relied]:
    with emulator(tmp_path_factory.mktemp("relied"), module=OURS) as running:
        yield Relied(running)


@pytest.mark.parametrize(
    ("target", "raw_path"),
    [
        ("/c", "/c"),
        ("/c/", "/c/"),
        ("/c+", "/c+"),
        ("/a//b", "/a//b"),
        ("/%2526", "/%2526"),  # the gateway decodes once, and keeps the escape of the percent sign
    ],
)
def test_paths_reach_the_function_as_the_gateway_gives_them(
    relied: Relied, target: str, raw_path: str
) -> None:
    assert relied.event(target)["rawPath"] == raw_path


def test_queries_reach_the_function_as_sent(relied: Relied) -> None:
    assert relied.event("/c?a=%26&b=+&a=1")["rawQueryString"] == "a=%26&b=+&a=1"


def test_head_has_a_route_of_its_own(relied: Relied) -> None:
    assert relied.ask("/c", method="HEAD") == (200, b"")


def test_viewer_headers_and_the_origin_secret_reach_the_function(relied: Relied) -> None:
    headers = relied.event("/c", {"CloudFront-Viewer-Country": "NO", "x-other": "1"})["headers"]
    assert headers["cloudfront-viewer-country"] == "NO"
    assert headers["x-triptych-origin"] == "secret"
    assert "x-other" not in headers


def test_an_authorizer_with_two_identity_sources_gives_its_context(relied: Relied) -> None:
    event = relied.event("/api/me", {"Authorization": "anonymous"})
    assert event["requestContext"]["authorizer"]["lambda"] == {"said": "anonymous"}


def test_a_missing_identity_source_is_refused_by_the_gateway(relied: Relied) -> None:
    assert relied.ask("/api/me")[0] == 401


def test_stream_records_reach_the_consumer_and_the_archive(relied: Relied) -> None:
    aws, made = relied.emulator.aws, relied.made
    aws("kinesis").put_record(StreamName=made["Stream"], Data=b"{}", PartitionKey="k1")
    key = {"pk": {"S": "seen#k1"}}
    eventually(lambda: "Item" in aws("dynamodb").get_item(TableName=made["Table"], Key=key))
    eventually(
        lambda: aws("s3").list_objects_v2(Bucket=made["Archive"], Prefix="clicks/2").get("KeyCount")
    )


def test_X13_a_role_allows_what_it_says_and_nothing_else(relied: Relied) -> None:
    """X13: enforcement is on; without it the end-to-end suite would prove nothing about roles."""
    aws, made = relied.emulator.aws, relied.made
    denied = aws("lambda").create_function(
        FunctionName="denied",
        Runtime="python3.11",
        Role=aws("iam").get_role(RoleName=made["Role"])["Role"]["Arn"],
        Handler="index.handler",
        Timeout=20,
        Code={"ZipFile": _zip("import boto3, os\ndef handler(e, c):\n  print('try')\n"
                              "  boto3.client('dynamodb').scan(TableName=e['table'])\n")},
    )  # fmt: skip
    answer = relied.emulator.invoke(denied["FunctionName"], {"table": made["Table"]})
    assert "AccessDeniedException" in answer["errorMessage"]


def test_an_unknown_key_is_not_let_in(relied: Relied) -> None:
    stranger = boto3.client(
        "dynamodb",
        endpoint_url=f"http://{LOOPBACK}:{relied.emulator.ports.emulator}",
        region_name="us-east-1",
        aws_access_key_id="AKIASTRANGER00000000",
        aws_secret_access_key="x",
    )
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        stranger.list_tables()


def test_tokens_are_signed_with_a_key_the_pool_publishes(relied: Relied) -> None:
    pool = relied.emulator.aws("cognito-idp").create_user_pool(PoolName="keys")["UserPool"]["Id"]
    port = relied.emulator.ports.emulator
    url = f"http://{LOOPBACK}:{port}/{pool}/.well-known/jwks.json"
    with urllib.request.urlopen(url, timeout=60) as answer:
        assert all(key["alg"] == "RS256" for key in json.load(answer)["keys"])


def _zip(source: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("index.py", source)
    return made.getvalue()
