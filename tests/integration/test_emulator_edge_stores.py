"""``edge_key_value_store``: needed with the pinned MiniStack, and doing what CloudFront does."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from infra.local.ports import LOOPBACK
from tests.integration.emulator_rig import BARE, OURS, Emulator, Template, emulator

SAYS_WHAT_IT_READS = """
import cf from 'cloudfront';
const kvs = cf.kvs();
async function handler(event) {
  var asked = event.request.uri.slice(1).split('/');
  var told;
  try {
    if (asked[0] === 'exists') told = await kvs.exists(asked[1]);
    else if (asked[0] === 'meta') told = (await kvs.meta()).keyCount;
    else if (asked[0] === 'by-id') told = await cf.kvs(asked[1]).get(asked[2]);
    else told = await kvs.get(asked[1], { format: asked[0] });
  } catch (error) {
    return { statusCode: 404, body: 'failed' };
  }
  return { statusCode: 200, body: JSON.stringify(told) };
}
"""


def _edge(associations: list[Template]) -> Template:
    return {
        "Store": {"Type": "AWS::CloudFront::KeyValueStore", "Properties": {"Name": "keys"}},
        "Function": {
            "Type": "AWS::CloudFront::Function",
            "Properties": {
                "Name": "reads",
                "AutoPublish": True,
                "FunctionCode": SAYS_WHAT_IT_READS,
                "FunctionConfig": {
                    "Comment": "",
                    "Runtime": "cloudfront-js-2.0",
                    "KeyValueStoreAssociations": associations,
                },
            },
        },
        "Edge": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {"DistributionConfig": _distribution()},
        },
    }


def _distribution() -> Template:
    nobody = {"OriginProtocolPolicy": "http-only", "HTTPPort": 9}
    function = {
        "EventType": "viewer-request",
        "FunctionARN": {"Fn::GetAtt": ["Function", "FunctionARN"]},
    }
    return {
        "Enabled": True,
        "Origins": [{"Id": "o", "DomainName": "localhost", "CustomOriginConfig": nobody}],
        "DefaultCacheBehavior": {
            "TargetOriginId": "o",
            "ViewerProtocolPolicy": "allow-all",
            "ForwardedValues": {"QueryString": False},
            "FunctionAssociations": [function],
        },
    }


ASSOCIATED = [{"KeyValueStoreARN": {"Fn::GetAtt": ["Store", "Arn"]}}]
OUTPUTS = {
    "Arn": {"Fn::GetAtt": ["Store", "Arn"]},
    "Id": {"Fn::GetAtt": ["Store", "Id"]},
    "Domain": {"Fn::GetAtt": ["Edge", "DomainName"]},
}


class Edge:
    """A distribution whose function says what it reads from its store."""

    def __init__(self, running: Emulator, associations: list[Template]) -> None:
        self.port = running.ports.emulator
        self.made = running.deploy(_edge(associations), OUTPUTS)

    def asked(self, path: str) -> tuple[int, Any]:  # Any: the value read
        status, body, _tag = self._sent("GET", path, {"Host": self.made["Domain"]})
        return status, json.loads(body) if status == 200 else None

    def put(self, key: str, value: str) -> None:
        store = f"/key-value-stores/{quote(self.made['Arn'], safe='')}"
        _status, _body, tag = self._signed("GET", store)
        body = json.dumps({"Value": value})
        status, answer, _tag = self._signed("PUT", f"{store}/keys/{key}", body, {"If-Match": tag})
        assert status == 200, answer

    def _signed(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, str]:
        url = f"http://{LOOPBACK}:{self.port}{path}"
        request = AWSRequest(method, url, headers=headers, data=body)
        administrator = Credentials("test", "test")
        SigV4Auth(administrator, "cloudfront-keyvaluestore", "us-east-1").add_auth(request)
        return self._sent(method, path, dict(request.headers), body)

    def _sent(
        self, method: str, path: str, headers: dict[str, str], body: str = ""
    ) -> tuple[int, bytes, str]:
        connection = HTTPConnection(LOOPBACK, self.port, timeout=60)
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("ETag") or ""


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with emulator(tmp_path_factory.mktemp("ours"), module=OURS) as running:
        edge = Edge(running, ASSOCIATED)
        edge.put("word", "grüß")
        edge.put("numbers", "[1, 2]")
        yield edge


def test_ministack_still_refuses_key_value_stores_inside_functions(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with emulator(tmp_path_factory.mktemp("bare"), module=BARE) as running:
        edge = Edge(running, ASSOCIATED)
        edge.put("word", "there")
        assert edge.asked("/string/word")[0] >= 500


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/string/word", "grüß"),
        ("/json/numbers", [1, 2]),
        ("/bytes/numbers", {"type": "Buffer", "data": list(b"[1, 2]")}),
        ("/exists/word", True),
        ("/exists/nothing", False),
        ("/exists/toString", False),
        ("/meta", 2),
    ],
)
def test_a_function_reads_the_store_it_is_associated_with(
    ours: Edge, path: str, told: object
) -> None:
    assert ours.asked(path) == (200, told)


def test_a_store_is_found_by_its_id_too(ours: Edge) -> None:
    assert ours.asked(f"/by-id/{ours.made['Id']}/word") == (200, "grüß")
    assert ours.asked("/by-id/another/word") == (404, None)


@pytest.mark.parametrize("path", ["/string/nothing", "/json/word", "/string/constructor"])
def test_a_key_that_is_not_there_or_not_readable_fails_inside_the_function(
    ours: Edge, path: str
) -> None:
    assert ours.asked(path) == (404, None)


def test_a_changed_value_is_read_by_the_next_request(ours: Edge) -> None:
    ours.put("changing", "before")
    assert ours.asked("/string/changing") == (200, "before")
    ours.put("changing", "after")
    assert ours.asked("/string/changing") == (200, "after")


def test_without_an_association_there_is_no_store(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with emulator(tmp_path_factory.mktemp("none"), module=OURS) as running:
        assert Edge(running, []).asked("/exists/word")[0] >= 500
