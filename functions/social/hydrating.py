"""Step two of a read: everything the rules and the page need to know of the entries. Pure.

:func:`wanting` says what is missing and :meth:`Hydrated.with_facts` takes it in, until nothing is:
an entry first, then the tweet it shows, then the one that quotes. With a warm cache that is one
batch.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .facts import Facts, Wanted
from .hot import Circle
from .model import NONE, Counts, Entry, Person

NO_COUNTS = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hydrated:
    """What is known. ``asked`` remembers what need not be asked again because it is not there."""

    viewer: str
    circle: Circle
    entries: Mapping[str, Entry] = field(default_factory=dict)
    fresh: frozenset[str] = NONE  # entries that came from the table
    people: Mapping[str, Person] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)
    follows: frozenset[str] = NONE
    reactions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked: Wanted = field(default_factory=Wanted)

    def entry(self, entry_id: str) -> Entry | None:
        """None for what is deleted, banned or was never there."""
        found = self.entries.get(entry_id)
        return None if found is None or found.gone else found

    def shown(self, entry: Entry) -> Entry | None:
        """The tweet an entry shows: a retweet shows its original."""
        return self.entry(entry.retweet_of) if entry.retweet_of else entry

    def with_cached(self, entries: Mapping[str, Entry], counts: Mapping[str, Counts]) -> "Hydrated":
        return replace(self, entries={**entries, **self.entries}, counts={**counts, **self.counts})

    def with_facts(self, wanted: Wanted, facts: Facts) -> "Hydrated":
        return replace(
            self,
            entries={**self.entries, **facts.entries},
            fresh=self.fresh | facts.entries.keys(),
            people={**self.people, **_here(facts.people)},
            counts={**self.counts, **facts.counts},
            follows=self.follows | facts.follows,
            reactions={**self.reactions, **facts.reactions},
            asked=self.asked | wanted,
        )


def wanting(
    known: Hydrated, ids: Iterable[str], *, detailed: Collection[str] | None = None
) -> Wanted:
    """What must still be asked to judge ``ids`` and to show those that are ``detailed`` (all).

    A tweet that a retweet or a quote shows is always read from the table: it may have been deleted
    since (S3), and its own key in the cache is not known before the entry is.
    """
    missing: set[str] = set()
    people: set[str] = set()
    follows: set[str] = set()
    shown: set[str] = set()
    for entry_id in ids:
        entry = known.entries.get(entry_id)
        if entry is None:
            missing.add(entry_id)
            continue
        if entry.gone or entry.author_id in known.circle.hidden:
            continue
        people |= {entry.author_id, entry.retweet_of_author or entry.author_id}
        if entry.reply_to_author_id:
            follows.add(entry.reply_to_author_id)
        if entry.retweet_of:
            missing.add(entry.retweet_of)
        if detailed is None or entry_id in detailed:
            details = _of_shown(known, entry)
            shown |= details.tweets
            people |= details.people
            missing |= details.quoted
    wanted = Wanted(
        entries=frozenset(missing) - known.fresh,
        people=frozenset(people) - known.people.keys(),
        follows=frozenset(follows) - {known.viewer},
        reactions=frozenset(shown),
        counts=frozenset(shown) - known.counts.keys(),
    )
    return wanted - known.asked


@dataclass(frozen=True, slots=True)
class _Details:
    tweets: frozenset[str]
    people: frozenset[str] = NONE
    quoted: frozenset[str] = NONE


def _of_shown(known: Hydrated, entry: Entry) -> _Details:
    """Which tweets one item of a page shows, and who is quoted, as far as that is known."""
    tweets = {entry.retweet_of or entry.id}
    tweet = _fresh(known, entry.retweet_of) if entry.retweet_of else entry
    if tweet is None or tweet.gone or not tweet.quote_id:
        return _Details(frozenset(tweets))
    quoted = _fresh(known, tweet.quote_id)
    people = NONE if quoted is None else frozenset({quoted.author_id})
    return _Details(frozenset(tweets | {tweet.quote_id}), people, frozenset({tweet.quote_id}))


def _here(people: Mapping[str, Person]) -> Mapping[str, Person]:
    return {user_id: person for user_id, person in people.items() if not person.banned}


def _fresh(known: Hydrated, entry_id: str) -> Entry | None:
    return known.entries[entry_id] if entry_id in known.fresh else None
