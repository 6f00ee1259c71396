"""The small AWS client against a service that refuses, breaks off and lies (X4)."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from core.aws_lite import (
    Attempt,
    AwsError,
    ConditionFailed,
    JsonService,
    Patience,
    Secrets,
    Throttled,
    Unanswered,
    services,
)
from core.errors import Unavailable
from core.sigv4 import Credentials
from infra.local.ports import free
from tests.fakes.json_server import Asked, JsonServer, Said, refused

KEYS = Credentials("AKID", "secret", "session")


def in_turn(*answers: Said) -> Callable[[Asked], Said]:
    left: Iterator[Said] = iter(answers)
    return lambda _asked: next(left)


class Client:
    """A client whose pauses are written down instead of slept."""

    def __init__(self, endpoint: str, **more: Any) -> None:
        self.pauses: list[float] = []
        self.attempts: list[Attempt] = []
        self.service = JsonService(
            service="dynamodb",
            region="us-east-1",
            credentials=KEYS,
            endpoint=endpoint,
            patience=more.pop("patience", Patience(timeout=10.0)),
            sleep=self.pauses.append,
            on_attempt=self.attempts.append,
            **more,
        )

    def call(self, **options: Any) -> Any:
        return self.service.call("GetItem", {"TableName": "t"}, **options)


def test_a_call_is_signed_and_goes_over_a_kept_connection() -> None:
    with JsonServer(lambda _: Said(body={"Item": {}})) as server:
        client = Client(server.endpoint)
        assert [client.call(), client.call()] == [{"Item": {}}] * 2
        assert server.connections == 1
        first = server.asked[0]
        assert (first.operation, first.body) == ("GetItem", {"TableName": "t"})
        assert first.headers["x-amz-security-token"] == "session"
        assert first.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKID/")
        assert len(client.attempts) == 2
        assert client.attempts[0].operation == "GetItem"


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ThrottlingException"])
def test_X4_throttling_is_tried_three_times_with_growing_random_pauses(code: str) -> None:
    with JsonServer(lambda _: refused(code)) as server:
        client = Client(server.endpoint, patience=Patience(timeout=10.0, attempts=3, pause=0.1))
        with pytest.raises(Throttled, match=code):
            client.call()
        assert len(server.asked) == 3
        assert len(client.pauses) == 2
        assert 0 <= client.pauses[0] <= 0.1
        assert 0 <= client.pauses[1] <= 0.2


def test_X4_a_throttled_call_that_then_works_is_answered() -> None:
    script = in_turn(refused("ThrottlingException"), Said(500, {}), Said(body={"ok": 1}))
    with JsonServer(script) as server:
        assert Client(server.endpoint).call() == {"ok": 1}


def test_X4_what_may_have_been_done_is_not_repeated_if_it_must_not_be() -> None:
    with JsonServer(lambda _: Said(500, {})) as server:
        with pytest.raises(Unanswered):
            Client(server.endpoint).call(repeatable=False)
        assert len(server.asked) == 1


def test_X4_what_was_surely_not_done_is_repeated_all_the_same() -> None:
    with JsonServer(in_turn(refused("ThrottlingException"), Said(body={"ok": 1}))) as server:
        assert Client(server.endpoint).call(repeatable=False) == {"ok": 1}


def test_a_failed_condition_is_its_own_error_and_not_repeated() -> None:
    with JsonServer(lambda _: refused("ConditionalCheckFailedException")) as server:
        with pytest.raises(ConditionFailed):
            Client(server.endpoint).call()
        assert len(server.asked) == 1


def test_any_other_refusal_keeps_its_code_and_is_not_repeated() -> None:
    with JsonServer(lambda _: refused("ResourceNotFoundException")) as server:
        with pytest.raises(AwsError) as caught:
            Client(server.endpoint).call()
        assert (caught.value.code, caught.value.status) == ("ResourceNotFoundException", 400)
        assert len(server.asked) == 1


def test_a_kept_connection_the_server_closed_is_replaced_silently() -> None:
    with JsonServer(lambda _: Said()) as server:
        client = Client(server.endpoint)
        client.call()
        server.hang_up()
        assert client.call(repeatable=False) == {}
        assert (len(server.asked), client.pauses) == (2, [])


def test_a_hang_up_on_a_new_connection_is_no_answer_and_bounded() -> None:
    with JsonServer(lambda _: Said(hang_up=True)) as server:
        client = Client(server.endpoint)
        with pytest.raises(Unanswered):
            client.call()
        assert len(server.asked) == 3


def test_nobody_there_is_no_answer() -> None:
    client = Client(f"http://127.0.0.1:{free()}")
    with pytest.raises(Unanswered):
        client.call()
    assert [attempt.status for attempt in client.attempts] == [0, 0, 0]


@pytest.mark.parametrize(
    "damaged",
    [Said(body=b'{"Item":{}}', checksum="1"), Said(body=b"<html>"), Said(body=b"[1]")],
)
def test_a_damaged_answer_is_not_believed(damaged: Said) -> None:
    with JsonServer(lambda _: damaged) as server, pytest.raises(Unanswered):
        Client(server.endpoint).call()


def test_a_proxys_error_page_is_an_error_by_its_status() -> None:
    page = Said(502, b"<html>Bad gateway</html>")
    with JsonServer(lambda _: page) as server, pytest.raises(Unanswered, match="502"):
        Client(server.endpoint).call()


def test_a_connection_the_server_wants_closed_is_not_kept() -> None:
    with JsonServer(lambda _: Said(close=True)) as server:
        client = Client(server.endpoint)
        client.call()
        client.call()
        assert server.connections == 2


def test_threads_share_a_client() -> None:
    with JsonServer(lambda asked: Said(body=asked.body)) as server:
        client = Client(server.endpoint)
        wrong: list[int] = []

        def ask(n: int) -> None:
            for i in range(10):
                if client.service.call("Echo", {"n": n * 100 + i}) != {"n": n * 100 + i}:
                    wrong.append(n)

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert server.connections <= 8


def test_the_environment_names_endpoints_region_and_credentials() -> None:
    with JsonServer(lambda _: Said(body={"SecretString": "s"})) as server:
        environ = {
            "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "AKID",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": server.endpoint,
        }
        found = services(environ=environ, patience=Patience(), names=("secretsmanager",))
        assert Secrets(found["secretsmanager"]).read("arn") == "s"
        assert "/eu-west-1/secretsmanager/" in server.asked[0].headers["authorization"]


def test_X4_a_secret_that_cannot_be_read_is_a_503_with_a_time_to_retry() -> None:
    with JsonServer(lambda _: refused("ThrottlingException")) as server:
        client = Client(server.endpoint)
        with pytest.raises(Unavailable) as caught:
            Secrets(client.service).read("arn")
        assert caught.value.headers == {"Retry-After": "1"}


def test_the_date_is_the_clocks() -> None:
    with JsonServer(lambda _: Said()) as server:
        at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        Client(server.endpoint, clock=lambda: at).call()
        assert server.asked[0].headers["x-amz-date"] == "20261123T120000Z"
