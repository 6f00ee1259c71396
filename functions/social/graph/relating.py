"""Follow, block and mute. Each answers whether it changed anything; twice is as good as once."""

from dataclasses import dataclass

from core.clock import Clock

from ..access import Access
from ..errors import NotYourself
from ..ids import ms
from ..model import Person
from ..ports import Graph, People, Remembered, TweetCounts

WIDE_FROM = 5_000  # followers; from then on newcomers are spread over several keys
HYSTERESIS = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Relating:
    """``threshold``: followers from which on homes pull somebody's tweets."""

    access: Access
    graph: Graph
    people: People
    counts: TweetCounts
    remembered: Remembered
    clock: Clock
    threshold: int

    def follow(self, user_id: str, id_or_name: str) -> Person:
        """Raises UserNotFound, NotYourself, UserBlocked."""
        other = _somebody_else(user_id, self.access.person(user_id, id_or_name))
        if self.graph.follow(user_id, other, at=ms(self.clock)):
            self._sized(other)
            self.remembered.forget_relations(user_id)
        return other

    def unfollow(self, user_id: str, id_or_name: str) -> Person:
        """Raises UserNotFound, NotYourself."""
        other = _somebody_else(user_id, self.access.person(user_id, id_or_name))
        if self.graph.unfollow(user_id, other.id):
            self._sized(other)
            self.remembered.forget_relations(user_id)
        return other

    def block(self, user_id: str, id_or_name: str) -> Person:
        """Raises UserNotFound, NotYourself."""
        other = _somebody_else(user_id, self.access.anybody(id_or_name))
        if self.graph.block(user_id, other.id, at=ms(self.clock)):
            for each in (other, self.people.of([user_id]).get(user_id)):
                self._sized(each)
        self.remembered.forget_relations(user_id, other.id)
        return other

    def unblock(self, user_id: str, id_or_name: str) -> Person:
        """Raises UserNotFound, NotYourself."""
        other = _somebody_else(user_id, self.access.anybody(id_or_name))
        self.graph.unblock(user_id, other.id)
        self.remembered.forget_relations(user_id, other.id)
        return other

    def mute(self, user_id: str, id_or_name: str) -> Person:
        """Raises UserNotFound, NotYourself."""
        other = _somebody_else(user_id, self.access.anybody(id_or_name))
        self.graph.mute(user_id, other.id, at=ms(self.clock))
        self.remembered.forget_relations(user_id)
        return other

    def unmute(self, user_id: str, id_or_name: str) -> Person:
        """Raises UserNotFound, NotYourself."""
        other = _somebody_else(user_id, self.access.anybody(id_or_name))
        self.graph.unmute(user_id, other.id)
        self.remembered.forget_relations(user_id)
        return other

    def _sized(self, person: Person | None) -> None:
        """Marks who has many followers now; a celebrity stays one down to 0.9 of the threshold."""
        if person is None:
            return
        followers = self.counts.of_person(person.id).followers
        least = self.threshold * (HYSTERESIS if person.celebrity else 1)
        celebrity, wide = followers >= least, person.wide or followers >= WIDE_FROM
        if (celebrity, wide) != (person.celebrity, person.wide):
            self.people.mark(person.id, at=ms(self.clock), celebrity=celebrity, wide=wide)


def _somebody_else(user_id: str, person: Person) -> Person:
    if person.id == user_id:
        raise NotYourself("user")
    return person
