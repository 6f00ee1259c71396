"""People as others see them: one profile, and lists of people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..access import Access
from ..model import Kind, Person, PersonCounts
from ..paging import Page, refilled
from ..ports import Graph, Linked, People, Reactions, TweetCounts

Read = Callable[[str | None, int], Sequence[Linked]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Somebody, and how the viewer stands to them."""

    person: Person
    counts: PersonCounts
    is_following: bool
    follows_you: bool
    is_blocked: bool
    is_muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    access: Access
    graph: Graph
    people: People
    counts: TweetCounts
    reactions: Reactions

    def find(self, viewer_id: str, id_or_name: str) -> Profile:
        """Raises UserNotFound."""
        return self.of(viewer_id, self.access.person(viewer_id, id_or_name))

    def of(self, viewer_id: str, person: Person) -> Profile:
        ids = [person.id]
        return Profile(
            person=person,
            counts=self.counts.of_person(person.id),
            is_following=bool(self.graph.follows(viewer_id, ids)),
            follows_you=bool(self.graph.follows(person.id, [viewer_id])),
            is_blocked=bool(self.graph.blockers_among(person.id, [viewer_id])),
            is_muted=bool(self.graph.muted_among(viewer_id, ids)),
        )

    def followers(
        self, viewer_id: str, id_or_name: str, *, after: str | None, most: int
    ) -> Page[Person]:
        """Raises UserNotFound."""
        person = self.access.person(viewer_id, id_or_name)
        return self._page(
            viewer_id,
            lambda at, size: self.graph.followers(person, after=at, most=size),
            after,
            most,
        )

    def following(
        self, viewer_id: str, id_or_name: str, *, after: str | None, most: int
    ) -> Page[Person]:
        """Raises UserNotFound."""
        person = self.access.person(viewer_id, id_or_name)
        return self._page(
            viewer_id,
            lambda at, size: self.graph.following(person.id, after=at, most=size),
            after,
            most,
        )

    def reactors(
        self, viewer_id: str, tweet_id: str, kind: Kind, *, after: str | None, most: int
    ) -> Page[Person]:
        """Raises TweetNotFound."""
        tweet = self.access.tweet(viewer_id, tweet_id)
        return self._page(
            viewer_id,
            lambda at, size: self.reactions.reactors(tweet.id, kind, after=at, most=size),
            after,
            most,
        )

    def blocked(self, viewer_id: str, *, after: str | None, most: int) -> Page[Person]:
        return self._page(
            "",
            lambda at, size: self.graph.blocked(viewer_id, after=at, most=size),
            after,
            most,
        )

    def muted(self, viewer_id: str, *, after: str | None, most: int) -> Page[Person]:
        return self._page(
            "", lambda at, size: self.graph.muted(viewer_id, after=at, most=size), after, most
        )

    def _page(self, viewer_id: str, read: Read, after: str | None, most: int) -> Page[Person]:
        """Without those with whom there is no contact; of no viewer nobody is hidden."""

        def show(rows: Sequence[Linked]) -> list[Person | None]:
            ids = [row.user_id for row in rows]
            apart = self.graph.apart(viewer_id, ids) if viewer_id else frozenset[str]()
            people: Mapping[str, Person] = self.people.of([i for i in ids if i not in apart])
            return [people.get(user_id) for user_id in ids]

        return refilled(
            read=read, show=show, position=lambda row: row.position, after=after, most=most
        )
