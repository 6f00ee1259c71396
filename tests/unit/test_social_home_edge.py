"""The home's outermost layer: guards, the query string, answers (X9, X7, S8)."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from core.cache import Counted
from core.cursor import Cursors
from core.origin import OriginGuard
from social.home_edge import Answer, HomeEdge
from social.ids import id_at
from social.timeline.cursors import MOST_SEEN, Place, place_of, seen_below
from social.timeline.reading import Admission, HomePage
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body, nobody
from tests.fakes.social_timeline import START

AN_ID = id_at(START)


@dataclass
class FakeHomes:
    next_place: Place | None = None
    counted: Counted = field(default_factory=lambda: Counted(1, 60))
    asked: list[dict[str, Any]] = field(default_factory=list)  # Any: arguments as given
    fails: Exception | None = None

    def page(
        self,
        viewer: str,
        *,
        place: Place,
        limit: int,
        explain: bool = False,
        admission: Admission | None = None,
    ) -> HomePage:
        if admission:
            admission.check(self.counted)
        if self.fails:
            raise self.fails
        self.asked.append({"viewer": viewer, "place": place, "limit": limit, "explain": explain})
        return HomePage(items=[], next_place=self.next_place)


def get(homes: FakeHomes, query: str = "", **event: Any) -> Answer:  # Any: the builder's
    edge = HomeEdge(
        guard=OriginGuard(secret=lambda: ORIGIN_SECRET),
        homes=homes,
        cursors=Cursors(secret=lambda: ORIGIN_SECRET),
        limit=10,
        write=str,
    )
    event.setdefault("authorizer", claims("vera", username="vera"))
    return edge(http_event("GET", "/api/timeline/home", query=query, **event))


def test_a_page_of_the_caller_is_answered() -> None:
    homes = FakeHomes()
    answer = get(homes, "limit=7&explain=1&utm=x")
    assert (answer["statusCode"], json_body(answer)) == (200, {"tweets": [], "nextCursor": None})
    assert homes.asked == [{"viewer": "vera", "place": Place(), "limit": 7, "explain": True}]
    assert answer["headers"]["RateLimit-Remaining"] == "9"


@pytest.mark.parametrize(
    ("event", "status", "code"),
    [
        ({"edge": {}}, 403, "around_the_edge"),
        ({"authorizer": nobody()}, 401, "unauthenticated"),
        ({"authorizer": nobody("invalid_token")}, 401, "invalid_token"),
        ({"authorizer": claims(scopes="links:read", via="key")}, 403, "insufficient_scope"),
    ],
)
def test_X1_who_may_not_read_is_told_why(event: dict[str, Any], status: int, code: str) -> None:
    homes = FakeHomes()
    answer = get(homes, **event)
    assert (answer["statusCode"], json_body(answer)["error"]["code"]) == (status, code)
    assert homes.asked == []


def test_X4_who_is_not_judged_because_we_are_busy_is_told_when_to_come_again() -> None:
    answer = get(FakeHomes(), authorizer=nobody("unavailable"))
    assert answer["statusCode"] == 503
    assert int(answer["headers"]["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("limit=٣", "limit"),
        ("limit=0100999", "limit"),  # was read as 100 by the check and as 100,999 by the page
        ("limit=0001" + "1" * 5000, "limit"),  # was a 500
        ("limit=5&limit=6", "limit"),
        ("explain=1&explain=0", "explain"),
        ("sinceId=12", "sinceId"),
        ("explain=yes", "explain"),
        ("cursor=abc", "cursor"),
        ("cursor=", "cursor"),
        ("cursor=" + "A" * 1025, "cursor"),
        ("cursor=%00%ff", "cursor"),
    ],
)
def test_X9_bad_input_names_its_field(query: str, path: str) -> None:
    answer = get(FakeHomes(), query)
    assert answer["statusCode"] == 422
    assert json_body(answer)["error"]["details"]["fields"][0]["path"] == path


def test_what_nobody_reads_may_be_there_twice() -> None:
    assert get(FakeHomes(), "utm=x&utm=y&limit=5")["statusCode"] == 200


def test_S8_a_cursor_brings_its_place_back_and_fits_into_its_field() -> None:
    seen = frozenset(id_at(START + n) for n in range(MOST_SEEN))
    place = Place(before=id_at(START + 9**6), since=AN_ID, seen=seen)
    homes = FakeHomes(next_place=place)
    cursor = json_body(get(homes))["nextCursor"]
    assert len(cursor) <= 1024
    get(homes, f"cursor={cursor}")
    assert homes.asked[-1]["place"] == place
    other = get(homes, f"cursor={cursor}", authorizer=claims("eve"))
    assert other["statusCode"] == 422


def test_S18_a_place_keeps_all_digits() -> None:
    place = Place(before=AN_ID, seen=frozenset({id_at(START - 1, noise=4_194_303)}))
    assert place_of(place.to_position()) == place


def test_tweets_that_cannot_come_again_are_forgotten() -> None:
    older, newer = id_at(START - 5), id_at(START + 5)
    assert seen_below([older, newer], AN_ID) == {older}


def test_X8_too_many_requests_are_refused() -> None:
    answer = get(FakeHomes(counted=Counted(11, 30)))
    assert answer["statusCode"] == 429
    assert answer["headers"]["Retry-After"] == "30"
    assert answer["headers"]["RateLimit-Limit"] == "10"


def test_what_nobody_expected_is_a_500_without_its_text() -> None:
    answer = get(FakeHomes(fails=ZeroDivisionError("inside")))
    assert answer["statusCode"] == 500
    assert "inside" not in answer["body"]
