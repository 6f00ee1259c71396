"""A small circle that posts, follows, likes and reads meanwhile, and what it has to see then.

The steps are those of ``tests/e2e/test_e2e_social_oracle`` and reactions, which are counted. The
model has one clock. Where those of functions differ, entries are in the order of their ids and not
in that of the requests (X10), so the oracle is asked about the model's entries by the ids that were
stored: what has to be there is the model's word all the same.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from contracts.tables.social import reaction, reactions_of
from tests.e2e.behind import Behind
from tests.e2e.people import Person
from tests.e2e.test_e2e_social_oracle import Twins, home
from tests.fakes.social_timeline import FakeTables
from tests.faults_deployed.settling import Settling
from tests.unit.test_social_home_machine import Shown, oracle


@dataclass
class Feed:
    people: list[Person]
    behind: Behind
    chance: random.Random
    one_clock: bool = True  # of all functions
    likes: set[tuple[str, str]] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)  # tweets that were ever liked

    def prepare(self) -> None:
        self.twins = Twins(self.people, self.chance)
        for number, person in enumerate(self.people):
            self.twins.follow(person, self.people[number - 1])
            self.twins.post(person, person)

    def step(self) -> None:
        drawn = self.chance.random()
        if drawn < 0.3:
            self._like_or_not(self.chance.choice(self.people))
        elif drawn < 0.45:
            home(self.chance.choice(self.people))
        else:
            self.twins.step()

    def _like_or_not(self, person: Person) -> None:
        """Of what the person is shown; as the model has it, for the home may be behind."""
        shown = [tweet for tweet, _ in self.twins.expected(person)]
        for tweet in self.chance.sample(shown, min(1, len(shown))):
            edge = (person.id, tweet)
            person.ok("DELETE" if edge in self.likes else "POST", f"/api/tweets/{tweet}/like")
            self.likes.symmetric_difference_update({edge})
            self.touched.add(tweet)

    def settle(self, settling: Settling) -> None:
        settling.until(self.wrong)

    def wrong(self) -> list[str]:
        return [*self._homes(), *self._counts(), *self._circles(), *self._before_their_time()]

    def _homes(self) -> list[str]:
        found = []
        for person in self.people:
            seen, expected = home(person), self._expected(person)
            if seen != expected:
                found.append(f"{person.username} sees {seen}, not {expected}")
        return found

    def _expected(self, person: Person) -> Shown:
        if self.one_clock:
            return self.twins.expected(person)
        return oracle(as_stored(self.twins, self._retweet), person.id)

    def _retweet(self, user_id: str, tweet_id: str) -> str | None:
        """The id of that entry, as the table of reactions has it."""
        key = {"pk": {"S": reactions_of(user_id)}, "sk": {"S": reaction("retweet", tweet_id)}}
        found = self.behind.client("dynamodb").get_item(
            TableName=self.behind.outputs["ReactionsTable"], Key=key, ConsistentRead=True
        )
        stored: str | None = found.get("Item", {}).get("entryId", {}).get("S")
        return stored

    def _before_their_time(self) -> list[str]:
        """X10: a reply's id is later than that of what it answers, whatever the clocks say."""
        real, entries = self.twins.real, self.twins.tables.entries
        return [
            f"{real[model]} replies to the later {real[to]}"
            for model in real
            if (to := entries[model].reply_to_id) and int(real[model]) <= int(real[to])
        ]

    def _counts(self) -> list[str]:
        """Likes of what is still there equal their edges, as the author sees it."""
        found = []
        entries = self.twins.tables.entries
        for model, real in self.twins.real.items():
            entry = entries[model]
            if entry.gone or real not in self.touched:
                continue
            author = next(each for each in self.people if each.id == entry.author_id)
            likes: int = author.ok("GET", f"/api/tweets/{real}").json["likes"]
            edges = sum(tweet == real for _, tweet in self.likes)
            if likes != edges:
                found.append(f"{real} has {likes} likes of {edges}")
        return found

    def _circles(self) -> list[str]:
        found = []
        edges = self.twins.tables.follows_
        for person in self.people:
            said = person.ok("GET", f"/api/users/{person.id}").json
            counted = (said["followers"], said["following"])
            true = (
                sum(other == person.id for _, other in edges),
                sum(user == person.id for user, _ in edges),
            )
            if counted != true:
                found.append(f"{person.username} has {counted} followers and followees of {true}")
        return found


def as_stored(twins: Twins, retweet: Callable[[str, str], str | None]) -> FakeTables:
    """The model's entries that are not gone, and all tweets, by the ids that the stack gave them.

    ``retweet``: the id of what somebody's retweet of a tweet was stored as. One that was not keeps
    the model's, and the home that lacks it is wrong.
    """
    named, real = {}, twins.real
    for entry in twins.tables.entries.values():
        stored = real.get(entry.id)
        of = real[entry.retweet_of] if entry.retweet_of else None
        if of is not None:
            stored = retweet(entry.author_id, of) or entry.id
        if stored is not None:  # else a retweet that was undone
            named[stored] = replace(entry, id=stored, retweet_of=of)
    return replace(twins.tables, entries=named)
