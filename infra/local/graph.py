"""Made-up people who follow each other and talk, heavy-tailed as people are. Pure, seeded.

Who is followed, and who posts, goes by Zipf's law over the ranks 0, 1, 2 …; how many somebody
follows by Pareto's. The same numbers give the same graph on every machine. The laptop's demo is a
small one, ``tests/bench/graph.py`` makes large ones.
"""

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

EXPONENT = 1.0  # of Zipf's law
SHAPE = 1.5  # of Pareto's: a finite mean, an infinite variance
WORDS = (
    "the train to Graz was late again and nobody minded",
    "made bread with rye from the old mill, it worked",
    "reading about sorted sets before breakfast",
    "first snow on the ridge this morning",
    "does anybody know a good espresso near the station?",
    "shipped it, wrote the tests, went for a walk",
    "the swallows are back under the roof",
    "a proof that fits on a postcard",
    "second-hand lens, wide open, rather nice",
    "rehearsal tonight, bring the score",
)
TAGS = ("trains", "bread", "valkey", "mountains", "coffee", "birds", "maths", "photo", "choir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """``author`` and ``mentions`` are people, ``replies_to`` the place of an earlier post."""

    author: int
    text: str
    tag: str = ""
    mentions: int | None = None
    replies_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """People are the numbers from 0, the most followed first."""

    people: int
    seed: int = 6

    def follows(self, *, mean: float) -> Iterator[tuple[int, int]]:
        """(follower, followee), each once, nobody themselves; ``mean`` followees a person."""
        chance, popular = self._chance("follows"), Zipf(self.people)
        least = mean * (SHAPE - 1) / SHAPE  # Pareto's mean is least * shape / (shape - 1)
        for person in range(self.people):
            wanted = min(round(least * chance.paretovariate(SHAPE)), (self.people - 1) // 2)
            found: set[int] = set()
            while len(found) < max(1, wanted):
                found.add(popular.draw(chance))
                found.discard(person)
            yield from ((person, followee) for followee in sorted(found))

    def posts(self, count: int) -> list[Post]:
        """Oldest first: mostly posts of their own, some replies, some with tag or mention."""
        chance, busy = self._chance("posts"), Zipf(self.people)
        made: list[Post] = []
        for _ in range(count):
            author = busy.draw(chance)
            made.append(
                Post(
                    author=author,
                    text=chance.choice(WORDS),
                    tag=chance.choice(TAGS) if chance.random() < 0.5 else "",
                    mentions=_other(chance, busy, author) if chance.random() < 0.15 else None,
                    replies_to=_earlier(chance, made) if chance.random() < 0.2 else None,
                )
            )
        return made

    def likes(self, posts: Sequence[Post], count: int) -> set[tuple[int, int]]:
        """(person, place of a post), nobody their own; fewer where they come out the same."""
        chance = self._chance("likes")
        drawn = (
            (chance.randrange(self.people), chance.randrange(len(posts))) for _ in range(count)
        )
        return {(person, post) for person, post in drawn if posts[post].author != person}

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{what} {self.people} {self.seed}")  # noqa: S311  # no secret


class Zipf:
    """Draws a rank below ``size``: the first twice as often as the second, and so on."""

    def __init__(self, size: int) -> None:
        self._sums = list(accumulate(1 / (rank + 1) ** EXPONENT for rank in range(size)))

    def draw(self, chance: random.Random) -> int:
        return min(bisect_right(self._sums, chance.random() * self._sums[-1]), len(self._sums) - 1)


def _other(chance: random.Random, busy: Zipf, person: int) -> int | None:
    other = busy.draw(chance)
    return None if other == person else other


def _earlier(chance: random.Random, made: Sequence[Post]) -> int | None:
    return chance.randrange(len(made)) if made else None
