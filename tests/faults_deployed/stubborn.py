"""People who ask again until they are answered, as good clients do, and each wish only once.

A request that was cut, refused for a while or failed by us is sent again under the same
``Idempotency-Key``. What is left is an answer, so a model that takes the same steps stays true.

Of a request that was cut nobody knows whether it still arrives: an "unlike" overtaken by the "like"
before it is a like again, whoever serves it. So the next wish waits until it has arrived.
"""

import http.client
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tests.e2e.people import Person
from tests.e2e.visiting import Answer, Visitor, anonymous

PATIENCE = 120.0
PAUSE = 0.2
UNDER_WAY = 3.0  # seconds; longer than a function that was killed takes to start again
EDGE_FAILED = b"The Lambda function failed to execute."  # in the edge's own words, not ours
BROKEN = (OSError, http.client.HTTPException)


class NoAnswer(Exception):
    """Nobody answered in ``PATIENCE`` seconds; the text is what came of the last attempt."""


@dataclass(frozen=True, slots=True)
class StubbornVisitor(Visitor):
    def asks(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        more = {**(headers or {})}
        if method == "POST":
            more.setdefault("Idempotency-Key", secrets.token_hex(8))
        end, last = time.monotonic() + PATIENCE, "nothing yet"
        once, cut = Visitor(self.url, self.sends), False
        while time.monotonic() < end:
            try:
                answer = once.asks(method, path, body=body, raw=raw, headers=more)
            except BROKEN as broken:
                last, cut = repr(broken), method != "GET"
            else:
                if not passing(answer):
                    time.sleep(UNDER_WAY if cut else 0)
                    return answer
                last = f"{answer.status} {answer.body[:200]!r}"
            time.sleep(PAUSE)
        raise NoAnswer(f"{method} {path}: {last}")


def passing(answer: Answer) -> bool:
    """Whether it is worth asking again: ours to mend, too many, or the same still running."""
    said_when(answer)
    if answer.status == 409:
        return answer.code == "idempotency_in_progress"
    return answer.status >= 500 or answer.status == 429


def said_when(answer: Answer) -> None:
    """X4: of our own answers, none says that we are busy without saying when to come again."""
    if answer.status == 503 and EDGE_FAILED not in answer.body:
        assert int(answer.headers.get("retry-after", 0)) > 0, (answer.headers, answer.body[:200])


@dataclass
class Stubborn(Person):
    @cached_property
    def api(self) -> Visitor:
        door = anonymous(self.behind.stack.url).bearing(self.token)
        return StubbornVisitor(door.url, door.sends)
