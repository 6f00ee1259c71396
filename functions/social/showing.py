"""Lists of tweets that are no home timeline: a profile's, replies, quotes, bookmarks, results.

The steps are those of the home (skeleton, hydrate, rules, present); the rules are fewer: deleted
tweets and people with whom there is no contact are hidden, and, where a list is not one person's
own, those whom the viewer mutes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .facts import Facts, FactTable, Wanted
from .hot import Circle
from .hydrating import Hydrated, wanting
from .model import Entry, Person, Relations
from .ports import Graph, People, Reactions, TweetCounts, Tweets
from .presenting import Json, item

HYDRATIONS = 4  # an entry, the tweet it shows, the tweet that one quotes, the people


@dataclass(frozen=True, slots=True, kw_only=True)
class PortFacts:
    """``FactTable`` on the ports of the API."""

    tweets: Tweets
    counts: TweetCounts
    reactions: Reactions
    people: People
    graph: Graph

    def fetch(self, viewer: str, wanted: Wanted) -> Facts:
        return Facts(
            entries=self.tweets.find_many(wanted.entries),
            people=self.people.of(wanted.people),
            follows=self.graph.follows(viewer, wanted.follows),
            reactions={
                tweet_id: frozenset[str](kinds)
                for tweet_id, kinds in self.reactions.of(viewer, wanted.reactions).items()
            },
            counts=self.counts.of(wanted.counts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    facts: FactTable

    def of(
        self, relations: Relations, entry_ids: Sequence[str], *, muted_too: bool
    ) -> list[Json | None]:
        """Each entry as the viewer sees it, or None."""
        hidden = relations.cut if muted_too else relations.cut | relations.mutes
        known = self.hydrated(relations.user_id, Circle(hidden=hidden), entry_ids)
        return [self._shown(known, entry_id) for entry_id in entry_ids]

    def first(self, entry: Entry, author: Person) -> Json:
        """Without a read: a new tweet that quotes nothing, to its author."""
        known = Hydrated(
            viewer=author.id,
            circle=Circle(),
            entries={entry.id: entry},
            people={author.id: author},
        )
        return item(entry, known)

    def hydrated(self, viewer_id: str, circle: Circle, entry_ids: Iterable[str]) -> Hydrated:
        ids = list(entry_ids)
        known = Hydrated(viewer=viewer_id, circle=circle)
        for _ in range(HYDRATIONS):
            wanted = wanting(known, ids)
            if not wanted:
                break
            known = known.with_facts(wanted, self.facts.fetch(viewer_id, wanted))
        return known

    def _shown(self, known: Hydrated, entry_id: str) -> Json | None:
        entry = known.entry(entry_id)
        return item(entry, known) if entry is not None and listed(entry, known) else None


def listed(entry: Entry, known: Hydrated) -> bool:
    """Whether a list may show it. Of people who are gone nothing is shown."""
    tweet = known.shown(entry)
    if tweet is None:
        return False
    authors = {entry.author_id, tweet.author_id}
    return not authors & known.circle.hidden and authors <= known.people.keys()
