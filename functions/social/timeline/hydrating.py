"""Step two of a read: everything the rules and the page need to know of the entries. Pure.

``wanting`` says what is missing and :meth:`Hydrated.with_facts` takes it in, until nothing is: an
entry first, then the tweet it shows and whom it names. With a warm cache that is one batch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..hot import NO_COUNTS, Card, Counts, Entry, Relations
from .ports import Facts, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Hydrated:
    """What is known. ``asked`` remembers what need not be asked again because it is not there."""

    viewer: str
    relations: Relations
    entries: Mapping[str, Entry] = field(default_factory=dict)
    fresh: frozenset[str] = frozenset()  # entries that came from the table
    cards: Mapping[str, Card] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)
    follows: frozenset[str] = frozenset()
    liked: frozenset[str] = frozenset()
    retweeted: frozenset[str] = frozenset()
    asked: Wanted = field(default_factory=Wanted)

    def entry(self, entry_id: str) -> Entry | None:
        """None for what is deleted or was never there."""
        found = self.entries.get(entry_id)
        return None if found is None or found.deleted else found

    def shown(self, entry: Entry) -> Entry | None:
        """The tweet an entry shows."""
        return self.entry(entry.retweet_of) if entry.retweet_of else entry

    def counts_of(self, entry_id: str) -> Counts:
        return self.counts.get(entry_id, NO_COUNTS)

    def with_cached(self, entries: Mapping[str, Entry], counts: Mapping[str, Counts]) -> "Hydrated":
        cards = {card.id: card for entry in entries.values() for card in entry.cards}
        return replace(
            self,
            entries={**entries, **self.entries},
            counts={**counts, **self.counts},
            cards={**cards, **self.cards},
        )

    def with_facts(self, wanted: Wanted, facts: Facts) -> "Hydrated":
        past = self.asked
        return replace(
            self,
            entries={**self.entries, **facts.entries},
            fresh=self.fresh | facts.entries.keys(),
            cards={**self.cards, **facts.people},
            counts={**self.counts, **facts.counts},
            follows=self.follows | facts.follows,
            liked=self.liked | facts.liked,
            retweeted=self.retweeted | facts.retweeted,
            asked=Wanted(
                entries=past.entries | wanted.entries,
                people=past.people | wanted.people,
                follows=past.follows | wanted.follows,
                reactions=past.reactions | wanted.reactions,
                counts=past.counts | wanted.counts,
            ),
        )


def wanting(known: Hydrated, ids: Iterable[str]) -> Wanted:
    """What must still be asked to show ``ids``.

    A tweet that a retweet or a quote shows is always read from the table: it may have been deleted
    since (S3), and its own key in the cache is not known before the entry is.
    """
    entries: set[str] = set()
    people: set[str] = set()
    follows: set[str] = set()
    shown: set[str] = set()
    for entry_id in ids:
        entry = known.entries.get(entry_id)
        if entry is None:
            entries.add(entry_id)
            continue
        if entry.deleted or entry.author_id in known.relations.hidden:
            continue
        tweet = known.entries.get(entry.shown_id)
        people.add(entry.author_id)
        shown.add(entry.shown_id)
        entries.update(_not_fresh(known, entry.retweet_of))
        if entry.reply_to_author_id:
            follows.add(entry.reply_to_author_id)
        if tweet is None:
            continue
        people.add(tweet.author_id)
        entries.update(_not_fresh(known, tweet.quote_id))
        if tweet.quote_id in known.entries:
            people.add(known.entries[tweet.quote_id].author_id)
    asked = known.asked
    return Wanted(
        entries=frozenset(entries) - asked.entries,
        people=frozenset(people) - known.cards.keys() - asked.people,
        follows=frozenset(follows) - {known.viewer} - asked.follows,
        reactions=frozenset(shown) - asked.reactions,
        counts=frozenset(shown) - known.counts.keys() - asked.counts,
    )


def _not_fresh(known: Hydrated, entry_id: str) -> set[str]:
    return {entry_id} if entry_id and entry_id not in known.fresh else set()
