"""Two regions on real engines: the redirect far from home, home behind HTTP, clicks on their way.

MiniStack has one region, so the replica is the table itself: what is tested is who answers, and
that every visit is one click in the end.
"""

import base64
import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from contracts.events import UrlClicked
from core.aws_lite import JsonService, Patience, services
from core.errors import Unavailable
from core.passwords import hash_password
from core.resp import RespClient
from links import wiring_nearby, wiring_redirect
from links.adapters.home_api import HomeApi
from links.adapters.home_stream import KinesisAtHome
from links.hot import cache_key, cache_value, encode
from links.redirect.homeward import Passing, pass_on
from links.redirect.log import RedirectLog
from links.redirect.nearby import NearbyEdge
from links.settings import NearbySettings, RedirectSettings
from links.wiring_redirect import SERVICES
from tests.builders import ORIGIN_SECRET, http_event
from tests.contract.redirect_engine import Engine, running_engine, save
from tests.fakes.home_api import HomeGateway
from tests.fakes.redirect import a_link

NEARBY_STREAM = "clicks-of-eu-west-1"
FORM = {"content-type": "application/x-www-form-urlencoded"}
Json = dict[str, Any]  # Any: the gateway's


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running_engine(tmp_path_factory.mktemp("regions")) as running:
        running.client("kinesis").create_stream(StreamName=NEARBY_STREAM, ShardCount=1)
        running.secret("origin-proof", ORIGIN_SECRET)
        running.secret("visitor-salt", "some salt")
        yield running


@pytest.fixture(scope="module")
def aws(engine: Engine) -> dict[str, JsonService]:
    environ = {
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_ENDPOINT_URL": engine.endpoint,
    }
    return services(environ=environ, patience=Patience(timeout=10.0), names=SERVICES)


@dataclass
class Regions:
    engine: Engine
    aws: dict[str, JsonService]
    valkey: str
    visits: int = 0
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = RedirectSettings(
            stage="test",
            urls_table=self.engine.urls_table,
            clicks_table=self.engine.clicks_table,
            clicks_stream=self.engine.clicks_stream,
            cache_endpoint=self.valkey,
            origin_secret_arn="origin-proof",
            salt_secret_arn="visitor-salt",
            public_url="http://localhost",
            log_sample=1.0,
        )
        self.log = RedirectLog(sample=1.0, write=self.lines.append)
        at_home = wiring_redirect.build(
            settings=settings,
            aws=self.aws,
            valkey=RespClient(endpoint=self.valkey, budget=5.0),
            log=self.log,
        )
        self.gateway = HomeGateway(at_home)
        self.edge = self.nearby(NEARBY_STREAM)

    def nearby(self, stream: str, *, urls_table: str = "") -> NearbyEdge:
        settings = NearbySettings(
            urls_table=urls_table or self.engine.urls_table,
            clicks_stream=stream,
            origin_secret="origin-proof",
            salt_secret="visitor-salt",
            home_host=self.gateway.host,
            log_sample=1.0,
        )
        home = HomeApi(
            host=settings.home_host,
            connect=lambda host, seconds: http.client.HTTPConnection(host, timeout=seconds),
        )
        return wiring_nearby.build(settings=settings, aws=self.aws, home=home, log=self.log)

    def get(self, path: str, method: str = "GET", **more: Any) -> Json:
        self.visits += 1
        return self.answer(http_event(method, path, request_id=f"visit-{self.visits}", **more))

    def answer(self, event: Json) -> Json:
        answer = dict(self.edge(event))
        if answer.pop("isBase64Encoded", False):
            answer["body"] = base64.b64decode(str(answer["body"])).decode()
        return answer

    def homeward(self) -> int:
        """What the region's stream holds goes home, all of it each time: at least once."""
        records = (Passing(r["PartitionKey"], r["Data"]) for r in self._records(NEARBY_STREAM))
        home = KinesisAtHome(client=self.engine.client("kinesis"), stream=self.engine.clicks_stream)
        return pass_on(records, stream=home, sleep=lambda _seconds: None)

    def counted(self, code: str) -> list[str]:
        """Ids in home's stream, as often as they stand there."""
        clicks = (
            UrlClicked.model_validate_json(record["Data"])
            for record in self._records(self.engine.clicks_stream)
        )
        return [click.id for click in clicks if click.code == code]

    def _records(self, stream: str) -> Iterator[Json]:
        kinesis = self.engine.client("kinesis")
        for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
            iterator = kinesis.get_shard_iterator(
                StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            yield from kinesis.get_records(ShardIterator=iterator, Limit=10_000)["Records"]


@pytest.fixture
def regions(engine: Engine, aws: dict[str, JsonService], empty_valkey: str) -> Iterator[Regions]:
    made = Regions(engine, aws, empty_valkey)
    with made.gateway:
        yield made


def test_L8_every_visit_is_one_click_whichever_way_it_went_and_however_often_it_is_sent(
    regions: Regions,
) -> None:
    save(regions.engine, a_link("both001"))
    answers = [regions.get("/both001") for _ in range(20)]
    regions.edge = regions.nearby("no-such-stream")  # refused: these go home
    answers += [regions.get("/both001") for _ in range(20)]
    assert {answer["statusCode"] for answer in answers} == {302}
    assert {answer["headers"]["location"] for answer in answers} == {"https://example.com/"}
    regions.homeward()
    regions.homeward()
    ids = regions.counted("both001")
    assert (len(set(ids)), len(ids)) == (40, 60)


def test_L8_a_click_that_the_stream_took_and_home_too_is_one(regions: Regions) -> None:
    """Its answer was lost on the way, so the visit went home."""
    save(regions.engine, a_link("twice01"))
    event = http_event("GET", "/twice01", request_id="lost")
    regions.answer(event)
    regions.edge = regions.nearby("no-such-stream")
    regions.answer(event)
    regions.homeward()
    ids = regions.counted("twice01")
    assert (len(ids), len(set(ids))) == (2, 1)


def test_L7_of_n_visits_exactly_n_are_served_over_all_regions(regions: Regions) -> None:
    save(regions.engine, a_link("limit10", max_clicks=10))
    events = [
        http_event(
            "GET", "/limit10", request_id=f"l{n}", headers={"user-agent": "Mozilla/5.0 Firefox/145"}
        )
        for n in range(40)
    ]
    with ThreadPoolExecutor(8) as pool:
        served = [answer["statusCode"] for answer in pool.map(regions.answer, events)]
    assert (served.count(302), served.count(410)) == (10, 30)
    assert len(set(regions.counted("limit10"))) == 10


def test_L2_a_link_made_a_moment_ago_is_found_though_its_replica_does_not_know_it(
    regions: Regions,
) -> None:
    """A table that stands for a replica that is late: nothing has reached it yet."""
    late = replace(regions.engine, urls_table="late-urls")
    late.client("dynamodb").create_table(
        TableName=late.urls_table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "code", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "code", "KeyType": "HASH"}],
    )
    regions.edge = regions.nearby(NEARBY_STREAM, urls_table=late.urls_table)
    assert regions.get("/fresh01")["statusCode"] == 404
    link = a_link("fresh01")
    save(regions.engine, link)
    written_through = cache_value(encode(link), 1.0)
    RespClient(endpoint=regions.valkey).call("SET", cache_key("fresh01"), written_through)
    assert regions.get("/fresh01")["statusCode"] == 302
    assert len(regions.counted("fresh01")) == 1


def test_L12_a_password_is_tried_at_home_and_its_redirect_comes_back_as_it_is(
    regions: Regions,
) -> None:
    target = "https://example.com/%26?a=1&a=2#x"
    save(regions.engine, a_link("locked1", target, password_hash=hash_password("open sesame")))
    assert regions.get("/locked1")["statusCode"] == 401
    right = regions.get("/locked1", "POST", raw_body="password=open+sesame", headers=FORM)
    assert (right["statusCode"], right["headers"]["location"]) == (303, target)
    wrong = regions.get("/locked1", "POST", raw_body="password=x", headers=FORM)
    assert wrong["statusCode"] == 401
    for _ in range(4):
        limited = regions.get("/locked1", "POST", raw_body="password=x", headers=FORM)
    assert limited["statusCode"] == 429


@pytest.mark.parametrize(
    "target", ["https://example.com/caf\u00e9?q=\u65e5", "https://a.b/%2F#\U0001f600"]
)
def test_L1_a_redirect_that_home_answered_leads_exactly_where_it_was_to(
    regions: Regions, target: str
) -> None:
    code = f"exact{len(target)}"
    save(regions.engine, a_link(code, target, max_clicks=1))
    assert regions.get(f"/{code}")["headers"]["location"] == target


def test_X7_home_hears_the_viewers_country_network_and_visit_and_not_the_other_gateways_headers(
    regions: Regions,
) -> None:
    forwarded = {"x-forwarded-for": "203.0.113.9", "x-amzn-trace-id": "Root=1"}
    regions.get("/nothing", headers=forwarded)
    (event,) = regions.gateway.events
    headers = event["headers"]
    assert headers["cloudfront-viewer-country"] == "DE"
    assert headers["x-triptych-origin"] == ORIGIN_SECRET
    assert headers["x-triptych-visit"] == "visit-1"
    assert headers["host"] == regions.gateway.host
    assert not set(forwarded) & set(headers)


@pytest.mark.parametrize("path", ["/ab%20c", "/%E2%82%AC", "/caf\u00e9", "/a b", "/a%2Bb"])
def test_X9_an_odd_path_is_passed_on_and_answered(regions: Regions, path: str) -> None:
    assert regions.get(path, query="a=1&b=%26")["statusCode"] == 404
    (event,) = regions.gateway.events
    assert event["rawQueryString"] == "a=1&b=%26"


def test_X4_home_out_of_reach_is_503_and_not_a_crash() -> None:
    nowhere = HomeApi(
        host="127.0.0.1:9",
        connect=lambda host, seconds: http.client.HTTPConnection(host, timeout=seconds),
    )
    with pytest.raises(Unavailable):
        nowhere.answer(http_event("GET", "/x"), "visit")
