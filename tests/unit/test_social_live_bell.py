"""The bell: a row that names whom to tell, and never an error of what rang it."""

from core.aws_lite import JsonService, Patience
from core.sigv4 import Credentials
from social.adapters.live_bell import KEPT, MOST, TableBell
from social.ids import ms
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.json_server import JsonServer, Said, refused


def bell(endpoint: str, failed: list[str]) -> TableBell:
    return TableBell(
        dynamodb=JsonService(
            service="dynamodb",
            region="us-east-1",
            credentials=Credentials("a", "b"),
            endpoint=endpoint,
            patience=Patience(timeout=10.0),
            sleep=lambda _seconds: None,
        ),
        table="live",
        clock=FakeClock(),
        ids=FakeIds(),
        on_failure=failed.append,
    )


def test_a_hint_is_a_row_that_ends_by_itself() -> None:
    with JsonServer(lambda _asked: Said()) as server:
        bell(server.endpoint, []).ring(["ada", "grace"], "tweets")
        [asked] = server.asked
    now = ms(FakeClock())
    assert (asked.operation, asked.body["TableName"]) == ("PutItem", "live")
    assert asked.body["Item"] == {
        "pk": {"S": "h#id-1"},
        "sk": {"S": "-"},
        "users": {"L": [{"S": "ada"}, {"S": "grace"}]},
        "hint": {"S": "tweets"},
        "at": {"N": str(now)},
        "expiresAt": {"N": str(now // 1000 + KEPT)},
    }


def test_nobody_to_tell_costs_nothing_and_many_are_told_in_pieces() -> None:
    users = [f"u-{n}" for n in range(MOST + 1)]
    with JsonServer(lambda _asked: Said()) as server:
        bell(server.endpoint, []).ring([], "tweets")
        assert server.asked == []
        bell(server.endpoint, []).ring(users, "tweets")
        told = [[u["S"] for u in asked.body["Item"]["users"]["L"]] for asked in server.asked]
    assert told == [users[:MOST], users[MOST:]]


def test_X4_a_table_that_refuses_is_reported_and_stops_nobody() -> None:
    failed: list[str] = []
    with JsonServer(lambda _asked: refused("ResourceNotFoundException")) as server:
        bell(server.endpoint, failed).ring(["ada"], "notifications")
    assert failed == ["notifications"]
