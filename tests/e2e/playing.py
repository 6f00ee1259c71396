"""People with a plan who play films, and what they are refused."""

from tests.e2e.films import Film
from tests.e2e.people import Person


def subscribed(person: Person, plan: str = "premium") -> Person:
    person.ok("PUT", "/api/me/subscription", {"plan": plan})
    return person


def started(person: Person, film: Film, **wanted: str) -> dict[str, object]:
    made: dict[str, object] = person.ok("POST", f"/api/videos/{film.id}/streams", wanted).json
    return made


def refused(person: Person, method: str, path: str, body: object = None) -> tuple[int, str]:
    answer = person.api.asks(method, path, body=body)
    return answer.status, answer.json["error"]["code"]
