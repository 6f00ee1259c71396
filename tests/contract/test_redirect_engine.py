"""The whole redirect function on real engines: DynamoDB and Kinesis of MiniStack, a real Valkey."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.events import UrlClicked
from core.aws_lite import JsonService, Patience, services
from core.breaker import Breaker
from core.passwords import hash_password
from core.resp import RespClient
from infra.local.ports import free
from links.adapters.late_clicks import ClickStreamSink, LateClickTable
from links.hot import cache_key, cache_value, encode
from links.model import Link
from links.redirect.edge import RedirectEdge
from links.redirect.late import drain
from links.redirect.log import RedirectLog
from links.settings import RedirectSettings
from links.wiring_redirect import SERVICES, build
from tests.builders import ORIGIN_SECRET, edge_headers, http_event
from tests.contract.redirect_engine import Engine, running_engine, save
from tests.fakes.redirect import a_link
from tests.fakes.resp_server import ScriptedServer

HTML = {"accept": "text/html,application/xhtml+xml"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running_engine(tmp_path_factory.mktemp("engine")) as running:
        yield running


@pytest.fixture(scope="module")
def aws(engine: Engine) -> dict[str, JsonService]:
    environ = {
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_ENDPOINT_URL": engine.endpoint,
    }
    patience = Patience(timeout=10.0)  # the machine may be busy; nothing here is about time
    return services(environ=environ, patience=patience, names=SERVICES)


@pytest.fixture(scope="module")
def secrets(engine: Engine) -> tuple[str, str]:
    return engine.secret("origin", ORIGIN_SECRET), engine.secret("salt", "some salt")


class Stage:
    """The function and the ways to look at what it did."""

    def __init__(
        self,
        engine: Engine,
        aws: dict[str, JsonService],
        endpoint: str,
        secrets: tuple[str, str],
        stream: str = "",
        budget: float = 5.0,
        cool_down: float = 2.0,
    ) -> None:
        self.budget, self.cool_down = budget, cool_down
        self.engine, self.aws, self.endpoint = engine, aws, endpoint
        self.lines: list[str] = []
        self.settings = RedirectSettings(
            stage="test",
            urls_table=engine.urls_table,
            clicks_table=engine.clicks_table,
            clicks_stream=stream or engine.clicks_stream,
            cache_endpoint=endpoint,
            origin_secret_arn=secrets[0],
            salt_secret_arn=secrets[1],
            public_url="http://localhost",
            log_sample=1.0,
        )
        self.edge = self.sandbox()

    def sandbox(self) -> RedirectEdge:
        """Another process of the same function."""
        return build(
            settings=self.settings,
            aws=self.aws,
            valkey=RespClient(
                endpoint=self.endpoint,
                budget=self.budget,
                breaker=Breaker(cool_down=self.cool_down),
            ),
            log=RedirectLog(sample=1.0, write=self.lines.append),
        )

    def save(self, link: Link) -> None:
        save(self.engine, link)

    def get(self, path: str, method: str = "GET", **more: Any) -> dict[str, Any]:
        event = http_event(method, path, request_id=f"{path}-{threading.get_ident()}", **more)
        return dict(self.edge(event))

    def clicks(self, code: str) -> list[UrlClicked]:
        kinesis = self.engine.client("kinesis")
        shards = kinesis.list_shards(StreamName=self.engine.clicks_stream)["Shards"]
        found: list[UrlClicked] = []
        for shard in shards:
            iterator = kinesis.get_shard_iterator(
                StreamName=self.engine.clicks_stream,
                ShardId=shard["ShardId"],
                ShardIteratorType="TRIM_HORIZON",
            )["ShardIterator"]
            records = kinesis.get_records(ShardIterator=iterator, Limit=10000)["Records"]
            found += [UrlClicked.model_validate_json(record["Data"]) for record in records]
        return [click for click in found if click.code == code]


@pytest.fixture
def stage(
    engine: Engine, aws: dict[str, JsonService], empty_valkey: str, secrets: tuple[str, str]
) -> Stage:
    return Stage(engine, aws, empty_valkey, secrets)


def test_a_link_redirects_and_the_click_is_in_the_stream(stage: Stage) -> None:
    stage.save(a_link("plain01", "https://example.com/%26?a=1&a=2#x"))
    answer = stage.get("/plain01", headers={"referer": "https://www.News.example/path?secret=1"})
    assert answer["statusCode"] == 302
    assert answer["headers"]["location"] == "https://example.com/%26?a=1&a=2#x"
    assert answer["headers"]["cache-control"] == "private, no-store"
    [click] = stage.clicks("plain01")
    assert (click.country, click.referrer) == ("DE", "news.example")
    assert len(click.id) == len(click.visitor) == 16


def test_an_unknown_code_is_404_and_known_at_once_when_made_and_written_through(
    stage: Stage,
) -> None:
    """L2: the negative entry is overwritten by the writer of links."""
    assert stage.get("/later01")["statusCode"] == 404
    link = a_link("later01")
    stage.save(link)
    RespClient(endpoint=stage.endpoint).call("SET", cache_key("later01"), f"1|{encode(link)}")
    assert stage.get("/later01")["statusCode"] == 302


def test_an_alias_answers_in_any_case_and_counts_for_the_alias(stage: Stage) -> None:
    stage.save(a_link("Promo24", is_alias=True))
    assert stage.get("/pROMO24")["statusCode"] == 302
    assert stage.sandbox()(http_event("GET", "/promo24"))["statusCode"] == 302
    assert len(stage.clicks("Promo24")) == 2


def test_L7_exactly_n_of_50_concurrent_visitors_are_served(stage: Stage) -> None:
    stage.save(a_link("seven07", max_clicks=7))
    sandboxes = [stage.sandbox() for _ in range(5)]
    events = [http_event("GET", "/seven07", request_id=f"visitor-{n}") for n in range(50)]
    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda n: sandboxes[n % 5](events[n]), range(50)))
    statuses = sorted(int(str(answer["statusCode"])) for answer in answers)
    assert statuses == [302] * 7 + [410] * 43
    assert len(stage.clicks("seven07")) == 7


def test_L7_bots_and_head_are_served_but_use_nothing_up(stage: Stage) -> None:
    stage.save(a_link("onlyone", max_clicks=1))
    bot = {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    assert stage.get("/onlyone", headers=bot)["statusCode"] == 302
    assert stage.get("/onlyone", "HEAD")["statusCode"] == 302
    assert stage.get("/onlyone")["statusCode"] == 302
    assert [stage.get("/onlyone", m, headers=h)["statusCode"] for m, h in
            (("GET", {}), ("HEAD", {}), ("GET", bot))] == [410, 410, 410]  # fmt: skip
    assert len(stage.clicks("onlyone")) == 2


def test_L12_a_password_opens_the_link_and_only_that_is_a_click(stage: Stage) -> None:
    stage.save(a_link("locked1", password_hash=hash_password("open sesame")))
    form = stage.get("/locked1", headers=HTML)
    assert form["statusCode"] == 401
    assert "<form" in form["body"]
    assert stage.get("/locked1", "POST", raw_body="password=no", headers=FORM)["statusCode"] == 401
    assert stage.clicks("locked1") == []
    body = base64.b64encode(b"password=open+sesame").decode()
    opened = stage.get("/locked1", "POST", raw_body=body, is_base64=True, headers=FORM)
    assert opened["statusCode"] == 303
    assert opened["headers"]["location"] == "https://example.com/"
    assert len(stage.clicks("locked1")) == 1


def test_L12_after_five_attempts_a_minute_even_the_right_password_waits(stage: Stage) -> None:
    stage.save(a_link("guessed", password_hash=hash_password("right")))
    wrong = [stage.get("/guessed", "POST", raw_body="password=x")["statusCode"] for _ in range(5)]
    assert wrong == [401] * 5
    limited = stage.get("/guessed", "POST", raw_body="password=right")
    assert limited["statusCode"] == 429
    assert 0 < int(limited["headers"]["retry-after"]) <= 60
    elsewhere = edge_headers(address="192.0.2.1:80")
    right = stage.get("/guessed", "POST", raw_body="password=right", edge=elsewhere)
    assert right["statusCode"] == 303


def test_L8_a_click_the_stream_refuses_waits_in_the_table(
    engine: Engine, aws: dict[str, JsonService], empty_valkey: str, secrets: tuple[str, str]
) -> None:
    stage = Stage(engine, aws, empty_valkey, secrets, stream="no-such-stream")
    stage.save(a_link("refused"))
    assert stage.get("/refused")["statusCode"] == 302
    items = engine.client("dynamodb").scan(TableName=engine.clicks_table)["Items"]
    [late] = [item for item in items if '"refused"' in item["record"]["S"]]
    assert late["pk"]["S"].startswith("late#")
    assert UrlClicked.model_validate_json(late["record"]["S"]).code == "refused"
    assert json.loads(stage.lines[0])["message"] == "click.deferred"
    assert stage.clicks("refused") == []
    moved = drain(
        waiting=LateClickTable(client=engine.client("dynamodb"), table=engine.clicks_table),
        sink=ClickStreamSink(client=engine.client("kinesis"), stream=engine.clicks_stream),
    )
    assert moved == 1
    assert [click.id for click in stage.clicks("refused")] == [late["sk"]["S"].split("#")[1]]
    assert engine.client("dynamodb").scan(TableName=engine.clicks_table)["Items"] == []


def test_what_was_filled_is_served_by_the_next_sandbox_without_the_table(stage: Stage) -> None:
    stage.save(a_link("filled1"))
    assert stage.get("/filled1")["statusCode"] == 302
    engine_table = stage.engine.client("dynamodb")
    engine_table.delete_item(TableName=stage.engine.urls_table, Key={"code": {"S": "filled1"}})
    assert stage.sandbox()(http_event("GET", "/filled1"))["statusCode"] == 302


def test_expiry_is_the_epoch_second_of_the_owner(stage: Stage) -> None:
    stage.save(a_link("expired", expires_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert stage.get("/expired")["statusCode"] == 410


def test_X3_redirects_go_on_from_the_table_without_a_cache(
    engine: Engine, aws: dict[str, JsonService], secrets: tuple[str, str]
) -> None:
    stage = Stage(engine, aws, f"127.0.0.1:{free()}", secrets)
    for n in range(5):
        stage.save(a_link(f"nocach{n}"))
        assert stage.get(f"/nocach{n}")["statusCode"] == 302
        assert len(stage.clicks(f"nocach{n}")) == 1


def test_X3_a_silent_cache_is_asked_three_times_and_then_left_alone(
    engine: Engine, aws: dict[str, JsonService], secrets: tuple[str, str]
) -> None:
    with ScriptedServer(lambda _command: None) as silent:
        stage = Stage(engine, aws, silent.endpoint, secrets, budget=0.3, cool_down=60.0)
        for n in range(8):
            stage.save(a_link(f"silent{n}"))
            assert stage.get(f"/silent{n}")["statusCode"] == 302
        assert len(silent.commands) == 3


def test_X3_a_flushed_cache_is_filled_again(stage: Stage) -> None:
    stage.save(a_link("flushed"))
    client = RespClient(endpoint=stage.endpoint, budget=5.0)
    for _ in range(2):
        assert stage.sandbox()(http_event("GET", "/flushed"))["statusCode"] == 302
        assert client.call("EXISTS", cache_key("flushed")) == 1
        client.call("FLUSHALL")


def test_L4_an_edit_written_through_is_served_by_every_new_sandbox(stage: Stage) -> None:
    stage.save(a_link("edited1", "https://old.example/"))
    assert stage.get("/edited1")["headers"]["location"] == "https://old.example/"
    new = a_link("edited1", "https://new.example/", version=2)
    stage.save(new)
    value = cache_value(encode(new), time.time())
    RespClient(endpoint=stage.endpoint, budget=5.0).call("SET", cache_key("edited1"), value)
    answer: Any = stage.sandbox()(http_event("GET", "/edited1"))
    assert answer["headers"]["location"] == "https://new.example/"
