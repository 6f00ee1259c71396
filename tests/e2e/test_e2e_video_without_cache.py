"""X3 for video: the cache frozen, gone, full, emptied; films start, go on and are remembered."""

import pytest

from tests.e2e.behind import Behind
from tests.e2e.films import Film, a_film
from tests.e2e.people import Person
from tests.e2e.stack import Stack
from tests.e2e.test_e2e_without_cache import FAULTS, counted_or_refused
from tests.e2e.visiting import Visitor

pytestmark = [pytest.mark.alone, pytest.mark.timeout(600)]


@pytest.mark.parametrize("fault", FAULTS)
def test_X3_films_play_and_are_remembered_while_the_cache_is(
    fault: str, stack: Stack, behind: Behind, ada: Person, visitor: Visitor
) -> None:
    film = a_film(behind, owner=ada.id)
    ada.ok("PUT", "/api/me/subscription", {"plan": "premium"})
    locked = ada.ok("POST", "/api/profiles", {"name": "Locked"}).json["id"]
    with FAULTS[fault](stack):
        plays(ada, visitor, film)
        guesses_are_counted_or_refused(ada, locked, counted=fault == "flushed")
    plays(ada, visitor, film)


def plays(ada: Person, visitor: Visitor, film: Film) -> None:
    stream = ada.ok("POST", f"/api/videos/{film.id}/streams", {}).json
    path = stream["manifestUrl"].removeprefix(ada.behind.stack.url)
    assert visitor.gets(path).status == 200
    session = f"/api/streams/{stream['sessionId']}"
    ada.ok("PATCH", session, {"position": 2.5, "quality": "480p"})
    assert ada.ok("POST", f"{session}/end", {"position": 3}).status == 204
    ada.ok("PUT", f"/api/watchlist/{film.id}")
    rated = ada.ok("PUT", f"/api/videos/{film.id}/rating", {"stars": 4}).json
    assert rated == {"stars": 4, "rating": 4.0, "raters": 1}
    begun = ada.ok("GET", "/api/continue-watching").json["items"]
    assert [(each["video"]["id"], each["position"]) for each in begun] == [(film.id, 3)]
    assert ada.ok("GET", f"/api/videos/{film.id}").json["rating"] == 4.0
    for listed in (
        "/api/me/videos",
        "/api/videos",
        "/api/videos/search?q=test",
        "/api/videos/trending",
        f"/api/videos/{film.id}/similar",
        "/api/recommendations",
        "/api/watchlist",
        "/api/watch-history",
    ):
        assert isinstance(ada.ok("GET", listed).json["items"], list), listed


def guesses_are_counted_or_refused(ada: Person, profile_id: str, *, counted: bool) -> None:
    """Nobody gets to try PINs while nobody counts (X8)."""
    ada.ok("PATCH", f"/api/profiles/{profile_id}", {"pin": "1234"})
    path = f"/api/profiles/{profile_id}/unlock"
    wrong = counted_or_refused(
        lambda: ada.api.asks("POST", path, body={"pin": "0000"}), closed=not counted
    )
    assert (wrong.status, wrong.code) == ((403, "pin_wrong") if counted else (503, "unavailable"))
