"""A redirect in a region that is not home: what is answered there, and what at home."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from core.breaker import Breaker
from core.errors import Unavailable
from core.origin import OriginGuard
from links.redirect.answers import Answer
from links.redirect.finding import LinkFinder, SandboxMemory
from links.redirect.log import RedirectLog
from links.redirect.nearby import AtHomeOnly, HomeOnly, NearbyEdge, NoCache
from links.redirect.redirecting import Redirect
from links.redirect.visits import VISIT_HEADER, Click, Event, Visit, VisitorKey, click_of
from tests.fakes.redirect import NOON, FakeTable, Time, a_link

ORIGIN = "from the edge"
AT_HOME: Answer = {"statusCode": 302, "headers": {"location": "https://home.example/"}, "body": ""}


@dataclass
class FakeHome:
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    down: bool = False

    def answer(self, event: Event, visit_id: str) -> Answer:
        if self.down:
            raise Unavailable(headers={"Retry-After": "1"})
        self.asked.append((event["requestContext"]["http"]["method"], event["rawPath"], visit_id))
        return AT_HOME


@dataclass
class NearbyClicks:
    """The region's stream; ``full`` makes it refuse."""

    taken: list[Click] = field(default_factory=list)
    full: bool = False

    def record(self, click: Click) -> None:
        if self.full:
            HomeOnly().take(click, "full")
        self.taken.append(click)


@dataclass
class Region:
    time: Time = field(default_factory=Time)
    replica: FakeTable = field(default_factory=FakeTable)
    clicks: NearbyClicks = field(default_factory=NearbyClicks)
    home: FakeHome = field(default_factory=FakeHome)

    def __post_init__(self) -> None:
        only_there = HomeOnly()
        redirect = Redirect(
            finder=LinkFinder(
                table=self.replica,
                cache=NoCache(),
                memory=SandboxMemory(ttl=4.0, clock=self.time.monotonic),
                confirm_breaker=Breaker(clock=self.time.monotonic),
                now=self.time.now,
            ),
            limit=only_there,
            clicks=self.clicks,
            attempts=only_there,
            visitors=VisitorKey(salt=lambda: "salt"),
            is_bot=lambda _agent: False,
            verify=lambda _password, _stored: False,
            now=self.time.now,
        )
        self._edge = NearbyEdge(
            guard=OriginGuard(secret=lambda: ORIGIN),
            redirect=redirect,
            home=self.home,
            log=RedirectLog(sample=1.0, write=lambda _line: None),
        )

    def get(self, path: str = "/abc1234", *, method: str = "GET", **headers: str) -> Answer:
        return self._edge(an_event(path, method=method, **headers))


def an_event(path: str, *, method: str = "GET", **headers: str) -> dict[str, Any]:
    return {
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"x-triptych-origin": ORIGIN, "user-agent": "Firefox", **headers},
        "requestContext": {"requestId": "visit-1", "http": {"method": method}},
    }


@pytest.fixture
def region() -> Region:
    return Region()


def test_P1_a_link_is_answered_from_the_replica_and_its_click_goes_into_the_regions_stream(
    region: Region,
) -> None:
    region.replica.save(a_link(target="https://example.com/%26?a=é"))
    answer = region.get()
    assert answer["statusCode"] == 302
    assert answer["headers"] == {
        "cache-control": "private, no-store",
        "referrer-policy": "unsafe-url",
        "location": "https://example.com/%26?a=é",
    }
    assert len(region.clicks.taken) == 1
    assert region.replica.reads == [("abc1234", False)]
    assert region.home.asked == []


def test_P1_a_hot_link_costs_no_read_for_four_seconds(region: Region) -> None:
    region.replica.save(a_link())
    for _ in range(100):
        region.get()
    assert len(region.replica.reads) == 1
    region.time.advance(4)
    region.get()
    assert len(region.replica.reads) == 2


def test_L4_an_edit_is_served_four_seconds_after_it_reached_the_replica(region: Region) -> None:
    """With the second that a replica is behind: five, as at home."""
    region.replica.save(a_link(target="https://old.example/"))
    region.get()
    region.replica.save(a_link(target="https://new.example/", version=2))
    region.time.advance(4)
    headers = region.get()["headers"]
    assert isinstance(headers, dict)
    assert headers["location"] == "https://new.example/"


def test_L2_a_code_that_the_replica_does_not_know_is_looked_for_at_home(region: Region) -> None:
    assert region.get("/new1234") == AT_HOME
    assert region.home.asked == [("GET", "/new1234", "visit-1")]
    assert region.clicks.taken == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_L7_a_link_with_a_number_of_visits_is_counted_at_home(region: Region, method: str) -> None:
    region.replica.save(a_link(max_clicks=3))
    assert region.get(method=method) == AT_HOME
    assert region.clicks.taken == []


def test_L12_passwords_are_asked_for_here_and_tried_at_home(region: Region) -> None:
    """Attempts are counted where all of them are seen."""
    region.replica.save(a_link(password_hash="secret"))
    asked = region.get()
    assert (asked["statusCode"], region.home.asked) == (401, [])
    assert region.get(method="POST") == AT_HOME
    assert region.home.asked == [("POST", "/abc1234", "visit-1")]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_what_only_the_api_answers_is_answered_at_home(region: Region, method: str) -> None:
    region.replica.save(a_link())
    assert region.get(method=method) == AT_HOME


def test_L8_a_click_that_the_stream_refuses_is_recorded_at_home_before_the_answer(
    region: Region,
) -> None:
    region.replica.save(a_link())
    region.clicks.full = True
    assert region.get() == AT_HOME


def test_L8_a_visit_that_went_home_after_all_is_the_same_click_there(region: Region) -> None:
    """The region's stream may have taken it without saying so."""
    region.replica.save(a_link())
    region.get()
    (here,) = region.clicks.taken
    passed_on = an_event("/abc1234", **{VISIT_HEADER: "visit-1"})
    passed_on["requestContext"]["requestId"] = "another request, to another gateway"
    there = click_of(Visit.of(passed_on), code="abc1234", at=int(NOON * 1000), visitor="v")
    assert there.id == here.id


def test_L8_HEAD_is_answered_here_and_is_no_click(region: Region) -> None:
    region.replica.save(a_link())
    assert region.get(method="HEAD")["statusCode"] == 302
    assert region.clicks.taken == []


def test_L3_an_expired_link_is_refused_here(region: Region) -> None:
    region.replica.save(a_link(expires_at=datetime.fromtimestamp(NOON - 1, UTC)))
    assert region.get()["statusCode"] == 410
    assert region.home.asked == []


def test_X4_where_the_replica_cannot_be_read_home_answers(region: Region) -> None:
    region.replica.down = True
    assert region.get() == AT_HOME


def test_X4_without_home_links_are_served_and_the_rest_is_to_come_again(region: Region) -> None:
    region.home.down = True
    region.replica.save(a_link())
    assert region.get()["statusCode"] == 302
    refused = region.get("/unknown")
    assert refused["statusCode"] == 503
    headers = refused["headers"]
    assert isinstance(headers, dict)
    assert headers["retry-after"] == "1"


def test_X7_a_request_around_the_edge_is_refused_and_not_passed_on(region: Region) -> None:
    region.replica.save(a_link())
    answer = region.get(**{"x-triptych-origin": "guess"})
    assert answer["statusCode"] == 403
    assert (region.home.asked, region.clicks.taken, region.replica.reads) == ([], [], [])


@pytest.mark.parametrize(
    "call",
    [
        lambda port: port.claim("c", limit=1),
        lambda port: port.give_back("c"),
        lambda port: port.used_up("c", limit=1),
        lambda port: port.count("c", "n"),
    ],
)
def test_X13_nothing_that_is_counted_is_counted_far_from_home(
    call: Callable[[HomeOnly], object],
) -> None:
    with pytest.raises(AtHomeOnly):
        call(HomeOnly())
