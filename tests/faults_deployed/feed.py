"""A small circle that posts, follows, likes and reads meanwhile, and what it has to see then.

The steps are those of ``tests/e2e/test_e2e_social_oracle`` and reactions, which are counted.
"""

import random
from dataclasses import dataclass, field

from tests.e2e.behind import Behind
from tests.e2e.people import Person
from tests.e2e.test_e2e_social_oracle import Twins, home
from tests.faults_deployed.settling import Settling


@dataclass
class Feed:
    people: list[Person]
    behind: Behind
    chance: random.Random
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
        return [*self._homes(), *self._counts(), *self._circles()]

    def _homes(self) -> list[str]:
        found = []
        for person in self.people:
            seen, expected = home(person), self.twins.expected(person)
            if seen != expected:
                found.append(f"{person.username} sees {seen}, not {expected}")
        return found

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
