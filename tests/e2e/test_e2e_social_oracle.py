"""S1 on the deployed stack: after some steps in any order, every home is what thirty lines say.

The oracle is that of the state machine (``tests/unit/test_social_home_machine``), over a model that
takes the same steps as the API.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from social.model import Entry
from tests.e2e.people import Person
from tests.e2e.tweeting import all_of, posts
from tests.e2e.waiting import eventually
from tests.fakes.social_timeline import FakeTables
from tests.unit.test_social_home_machine import Shown, oracle

STEPS, PEOPLE = 60, 4


@dataclass
class Twins:
    """The stack and the model; ``real`` are ids of the API by those of the model's tweets."""

    people: list[Person]
    chance: random.Random
    tables: FakeTables = field(default_factory=FakeTables)
    real: dict[str, str] = field(default_factory=dict)

    def step(self) -> None:
        acts: list[Callable[[Person, Person], None]] = [
            *[self.post, self.follow] * 3,
            *[self.reply, self.retweet] * 2,
            self.undo_or_delete,
            self.unfollow,
            self.block_or_unblock,
            self.mute_or_unmute,
        ]
        one, other = self.chance.sample(self.people, 2)
        self.chance.choice(acts)(one, other)

    def post(self, one: Person, _other: Person) -> None:
        entry = self.tables.post(one.id)
        self.real[entry.id] = posts(one, entry.text)["id"]

    def reply(self, one: Person, other: Person) -> None:
        for tweet in self._of(one, other):
            entry = self.tables.reply(one.id, tweet)
            self.real[entry.id] = posts(one, "no", replyToId=self.real[tweet.id])["id"]

    def retweet(self, one: Person, other: Person) -> None:
        for tweet in self._of(one, other):
            if not any(e.retweet_of == tweet.id for e in self._living(one)):
                self.tables.retweet(one.id, tweet)
                one.ok("POST", f"/api/tweets/{self.real[tweet.id]}/retweet")

    def undo_or_delete(self, one: Person, _other: Person) -> None:
        living = self._living(one)
        for entry in self.chance.sample(living, min(1, len(living))):
            path = f"/api/tweets/{self.real[entry.shown_id]}"
            if entry.retweet_of:
                # Also where the tweet itself is gone, or hidden: then the answer is 404.
                one.api.asks("DELETE", f"{path}/retweet")
            else:
                one.ok("DELETE", path)
            self.tables.delete(entry)

    def follow(self, one: Person, other: Person) -> None:
        if not self._apart(one, other):
            self.tables.follow(one.id, other.id)
            one.ok("POST", f"/api/users/{other.id}/follow")

    def unfollow(self, one: Person, other: Person) -> None:
        if not self._apart(one, other):
            self.tables.unfollow(one.id, other.id)
            one.ok("DELETE", f"/api/users/{other.id}/follow")

    def block_or_unblock(self, one: Person, other: Person) -> None:
        on = (one.id, other.id) not in self.tables.blocks
        self.tables.blocks.symmetric_difference_update({(one.id, other.id)})
        if on:
            self.tables.unfollow(one.id, other.id)
            self.tables.unfollow(other.id, one.id)
        one.ok("POST" if on else "DELETE", f"/api/users/{other.id}/block")

    def mute_or_unmute(self, one: Person, other: Person) -> None:
        on = (one.id, other.id) not in self.tables.mutes
        self.tables.mutes.symmetric_difference_update({(one.id, other.id)})
        one.ok("POST" if on else "DELETE", f"/api/users/{other.id}/mute")

    def expected(self, viewer: Person) -> Shown:
        return [(self.real[tweet], by) for tweet, by in oracle(self.tables, viewer.id)]

    def _of(self, one: Person, other: Person) -> list[Entry]:
        """One tweet of the other's that may be answered, if there is any."""
        tweets = [e for e in self._living(other) if not e.retweet_of]
        if self._apart(one, other) or not tweets:
            return []
        return [self.chance.choice(tweets)]

    def _living(self, person: Person) -> list[Entry]:
        mine = (e for e in self.tables.entries.values() if e.author_id == person.id)
        return [entry for entry in mine if entry.deleted_at is None]

    def _apart(self, one: Person, other: Person) -> bool:
        return bool({(one.id, other.id), (other.id, one.id)} & self.tables.blocks)


def home(person: Person) -> Shown:
    """Every page."""
    shown = all_of(person, "/api/timeline/home?limit=7")
    return [(t["id"], t["retweetedBy"]["id"] if t["retweetedBy"] else None) for t in shown]


@pytest.mark.parametrize("seed", range(3))
def test_S1_homes_of_the_deployed_stack_equal_the_oracle(
    seed: int, people: Callable[[], Person]
) -> None:
    twins = Twins([people() for _ in range(PEOPLE)], random.Random(seed))
    for number in range(STEPS):
        twins.step()
        if number % 7 == 0:  # timelines are built while things are under way
            home(twins.chance.choice(twins.people))
    for person in twins.people:
        expected = twins.expected(person)
        eventually(lambda p=person: home(p), until=lambda seen, e=expected: seen == e)  # type: ignore[misc]  # binds the loop's values
