"""Films that are played meanwhile: a session is one view, it ends, and nobody watches faster.

What a player claims may be anything: positions jump, as of one whose clock is wrong. The time that
went by on this machine is what they are held to, and by how much clocks of functions differ: who is
heard of by one and then by another is heard of that much later (V9).
"""

import random
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.e2e.behind import Behind
from tests.e2e.films import DURATION, Film, a_film, figures
from tests.e2e.people import Person
from tests.e2e.visiting import Visitor, anonymous
from tests.faults_deployed.settling import Settling
from tests.faults_deployed.stubborn import BROKEN, passing

FASTEST = 2.0
A_MOMENT = 1.0  # seconds


@dataclass
class Playing:
    """``begun`` are sessions that somebody heard of; ``unheard`` starts whose answer was lost."""

    viewer: Person
    behind: Behind
    chance: random.Random
    apart: float = 0.0  # seconds, most that the clocks of functions differ
    begun: dict[str, float] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    unheard: int = 0

    def prepare(self) -> None:
        self.began = time.monotonic()
        self.film: Film = a_film(self.behind, owner=self.viewer.id)
        self.viewer.ok("PUT", "/api/me/subscription", {"plan": "premium"})
        self.profile = self.viewer.ok("GET", "/api/profiles").json["items"][0]["id"]

    def step(self) -> None:
        running = [each for each in self.begun if each not in self.ended]
        drawn = self.chance.random()
        if not running or (len(running) < 3 and drawn < 0.2):
            self._start()
            return
        session = self.chance.choice(running)
        if drawn < 0.3:
            self._end(session)
        else:
            said = {"position": self._anywhere(), "quality": self.chance.choice(("480p", "720p"))}
            self.viewer.ok("PATCH", f"/api/streams/{session}", said)
        time.sleep(0.05)

    def _anywhere(self) -> float:
        return round(self.chance.uniform(0, DURATION), 2)

    def _start(self) -> None:
        """Once: nobody knows whether a start that was not answered is a session."""
        door: Visitor = anonymous(self.behind.stack.url).bearing(self.viewer.token)
        try:
            answer = door.asks("POST", f"/api/videos/{self.film.id}/streams", body={})
        except BROKEN:
            self.unheard += 1
            return
        if answer.status == 201:
            self.begun[answer.json["sessionId"]] = time.monotonic()
        elif passing(answer):
            self.unheard += answer.status >= 500
        else:  # those nobody heard of have taken all places
            assert (answer.status, answer.code) == (409, "too_many_streams"), answer
            assert self.unheard, answer

    def _end(self, session: str) -> None:
        self.viewer.ok("POST", f"/api/streams/{session}/end", {"position": self._anywhere()})
        self.ended.add(session)

    def settle(self, settling: Settling) -> None:
        for session in [each for each in self.begun if each not in self.ended]:
            self._end(session)
        settling.until(self._left_open)
        settling.until(self.wrong)

    def _left_open(self) -> list[str]:
        """Sessions that nobody ends; their lease is put back, so that the sweep closes them now."""
        table, client = self.behind.outputs["VideoSessionsTable"], self.behind.client("dynamodb")
        found = []
        for item in self.behind.items(table):
            if item.get("ownerId", {}).get("S") == self.viewer.id and "open" in item:
                found.append(f"{item['id']['S']} is open")
                with suppress(client.exceptions.ConditionalCheckFailedException):  # closed by now
                    client.update_item(
                        TableName=table,
                        Key={"id": item["id"]},
                        UpdateExpression="SET leaseEnds = :past",
                        ConditionExpression="attribute_exists(#open)",
                        ExpressionAttributeNames={"#open": "open"},
                        ExpressionAttributeValues={":past": {"N": "1"}},
                    )
        return found

    def wrong(self) -> list[str]:
        found, counted = [], figures(self.behind, self.film.id)
        least, most = len(self.begun), len(self.begun) + self.unheard
        for what in ("views", "sessions"):
            if not least <= counted.get(what, 0) <= most:
                found.append(f"{counted.get(what, 0)} {what} of {least} begun, {most} asked for")
        watched = self._watched()
        went_by = time.monotonic() - self.began + A_MOMENT + self.apart
        if watched > FASTEST * most * went_by:
            found.append(f"{watched} s were watched by {most} sessions in less")
        return found

    def _watched(self) -> float:
        items = self.viewer.ok("GET", "/api/watch-history").json["items"]
        return sum(float(each["totalWatchTime"]) for each in items)
