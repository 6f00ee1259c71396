"""What stands before two services of an instance under test: passes on, refuses, loses answers."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.local import ports, throttle
from infra.local.instance import Ports
from infra.local.throttle import Refusals
from infra.local.throttling import stand
from tests.e2e.waiting import eventually

ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=60, read_timeout=60)
RECORD = {"StreamName": "s", "Data": b"x", "PartitionKey": "k"}


class Service(BaseHTTPRequestHandler):
    """Takes anything; ``asked`` are the operations that got through."""

    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(self.headers["X-Amz-Target"].partition(".")[2])
        body = b'{"ShardId": "0", "SequenceNumber": "1", "FailedRecordCount": 0, "Records": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def standing(asked: list[str]) -> Iterator[Ports]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (Service,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port, stop = ports.free(), asyncio.Event()
    ready: Future[asyncio.AbstractEventLoop] = Future()

    async def run() -> None:
        ready.set_result(asyncio.get_running_loop())
        await stand(port, server.server_port, stop)

    with ThreadPoolExecutor(1) as beside:
        standing = beside.submit(asyncio.run, run())
        eventually(lambda: ports.in_use(port))
        yield Ports(front_door=0, emulator=server.server_port, valkey=0, viewer=0, throttle=port)
        ready.result().call_soon_threadsafe(stop.set)
        standing.result()
    server.shutdown()
    server.server_close()


def client(service: str, ports_: Ports):  # type: ignore[no-untyped-def]  # one type for each service
    return boto3.client(
        service,  # type: ignore[call-overload]  # the stubs want each service by name
        endpoint_url=f"http://127.0.0.1:{ports_.throttle}",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=ONCE,
    )


def test_it_passes_on_until_it_is_told(standing: Ports, asked: list[str]) -> None:
    kinesis = client("kinesis", standing)
    for _ in range(3):
        assert kinesis.put_record(**RECORD)["SequenceNumber"] == "1"
    assert asked == ["PutRecord"] * 3


@pytest.mark.parametrize(
    ("service", "operation", "wanted"),
    [
        ("kinesis", "put_record", RECORD),
        ("dynamodb", "get_item", {"TableName": "t", "Key": {"pk": {"S": "k"}}}),
    ],
)
def test_X4_a_refusal_is_what_the_sdk_knows_as_one(
    service: str, operation: str, wanted: dict[str, object], standing: Ports, asked: list[str]
) -> None:
    throttle.tell(standing, Refusals(share=1.0))
    ask = getattr(client(service, standing), operation)
    with pytest.raises(ClientError) as refused:
        ask(**wanted)
    assert refused.value.response["Error"]["Code"] == "ProvisionedThroughputExceededException"
    assert asked == []
    assert throttle.tell(standing, Refusals()) == 1
    ask(**wanted)
    assert len(asked) == 1


def test_only_what_is_named_is_refused_and_records_one_by_one(
    standing: Ports, asked: list[str]
) -> None:
    throttle.tell(standing, Refusals(share=1.0, operations=("PutRecords",)))
    kinesis = client("kinesis", standing)
    kinesis.put_record(**RECORD)
    said = kinesis.put_records(
        StreamName="s", Records=[{"Data": b"x", "PartitionKey": "k"} for _ in range(2)]
    )
    assert said["FailedRecordCount"] == 2
    assert {each["ErrorCode"] for each in said["Records"]} == {
        "ProvisionedThroughputExceededException"
    }
    assert asked == ["PutRecord"]


def test_a_lost_answer_is_one_to_something_that_was_done(standing: Ports, asked: list[str]) -> None:
    throttle.tell(standing, Refusals(share=1.0, lost=True))
    with pytest.raises(BotoCoreError):
        client("kinesis", standing).put_record(**RECORD)
    assert asked == ["PutRecord"]


def test_a_share_is_refused_by_its_seed(standing: Ports) -> None:
    kinesis = client("kinesis", standing)

    def refused(seed: int) -> list[bool]:
        throttle.tell(standing, Refusals(share=0.5, seed=seed))
        return [_refused(kinesis) for _ in range(20)]

    assert refused(1) == refused(1) != refused(2)


def _refused(kinesis: object) -> bool:
    try:
        kinesis.put_record(**RECORD)  # type: ignore[attr-defined]  # as above
    except ClientError:
        return True
    return False


def test_functions_of_other_instances_reach_the_emulator_directly() -> None:
    without = Ports(front_door=1, emulator=2, valkey=3, viewer=4)
    assert throttle.environment(without) == {}
    with_it = Ports(front_door=1, emulator=2, valkey=3, viewer=4, throttle=5)
    assert set(throttle.environment(with_it).values()) == {"http://127.0.0.1:5"}
