"""Short links that are visited meanwhile: every redirect that was answered is one click.

A visit whose answer never came may have been counted, once at most; which of them were is what
nobody can know, so the total lies between those answered and those asked. Some are written as by a
function whose clock is five minutes off (X10).
"""

import random
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field

from links.redirect.visits import Visit, click_of
from tests.e2e.behind import Behind
from tests.e2e.people import Person
from tests.e2e.test_e2e_counting import stream_of, total
from tests.e2e.visiting import FIREFOX, anonymous
from tests.faults_deployed.settling import Settling
from tests.faults_deployed.stubborn import BROKEN, said_when

LINKS, ALLOWED = 2, 8
SKEW = 300_000  # ms


@dataclass
class Visits:
    owner: Person
    behind: Behind
    chance: random.Random
    links: list[str] = field(default_factory=list)
    limited: str = ""  # may be followed ``ALLOWED`` times
    answered: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)

    def prepare(self) -> None:
        self.links = [self.owner.shortens() for _ in range(LINKS)]
        self.limited = self.owner.shortens(maxClicks=ALLOWED)

    def step(self) -> None:
        if self.chance.random() < 0.05:
            self.links.append(self.owner.shortens())
        drawn = self.chance.random()
        if drawn < 0.05:
            self._visited_by_another_clock(self.chance.choice(self.links))
        elif drawn < 0.2:
            self._visited(self.limited)
        else:
            self._visited(self.chance.choice(self.links))

    def _visited(self, code: str) -> None:
        try:
            answer = anonymous(self.behind.stack.url).gets(f"/{code}")
        except BROKEN:
            self.unanswered[code] += 1
            return
        said_when(answer)
        if answer.status == 302:
            self.answered[code] += 1
        elif answer.status == 410:
            asked = self.answered[code] + self.unanswered[code]
            assert (code, asked >= ALLOWED) == (self.limited, True), f"{code} is over at {asked}"
        else:
            assert answer.status >= 500, (code, answer.status, answer.body[:200])
            self.unanswered[code] += 1

    def _visited_by_another_clock(self, code: str) -> None:
        visit = Visit(request_id=secrets.token_hex(8), method="GET", code=code, user_agent=FIREFOX)
        at = int(time.time() * 1000) + self.chance.choice((-SKEW, SKEW))
        click = click_of(visit, code=code, at=at, visitor=secrets.token_hex(8))
        self.behind.client("kinesis").put_record(
            StreamName=stream_of(self.behind), Data=click.record, PartitionKey=click.id
        )
        self.answered[code] += 1

    def settle(self, settling: Settling) -> None:
        settling.until(self.wrong)

    def wrong(self) -> list[str]:
        """What is not yet as it has to be, in words."""
        found = []
        if self.answered[self.limited] > ALLOWED:  # L7
            found.append(f"{self.limited} was followed {self.answered[self.limited]} times")
        for code in (self.limited, *self.links):
            clicks, least = total(self.owner, code), self.answered[code]
            most = least + self.unanswered[code]
            if not least <= clicks <= most:
                found.append(f"{code} has {clicks} clicks of {least} answered, {most} asked")
        return found
