"""From what happened to notices. Duplicates, replays and any order end in the same (X5, S17).

A deed is remembered for good before it is shown, and one that was taken back is remembered as such:
so a like that comes again, by replay or by hand, is told once and never again. Nobody is told of
what they did themselves. A reply is a reply even if it also mentions; then a quote; then a mention.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from contracts.http.social_search import NoticeType

from ..changes import (
    Change,
    EntryDeleted,
    EntryPosted,
    Followed,
    Json,
    Reacted,
    Unfollowed,
    Unreacted,
)
from ..model import Entry
from .model import Deed, Group, Subject
from .ports import NoticeStore, Tweets

ATTEMPTS = 20
TOLD: Mapping[str, NoticeType] = {"like": "like", "retweet": "retweet"}


class Contended(Exception):
    """A group changed ``ATTEMPTS`` times meanwhile; the batch comes again."""


class NoticeTaker:
    """``entry_of`` reads an item of the table ``tweets``."""

    def __init__(
        self, *, store: NoticeStore, tweets: Tweets, entry_of: Callable[[Json], Entry]
    ) -> None:
        self._store, self._tweets, self._entry_of = store, tweets, entry_of

    def take(self, changes: Iterable[Change]) -> frozenset[str]:
        """Who has something new to look at."""
        deeds = self._deeds(list(changes))
        for deed in deeds:
            if deed.undone:
                self._store.revoke(deed)
        by_subject: dict[Subject, list[Deed]] = defaultdict(list)
        for deed in deeds:
            if deed.undone or self._store.note(deed):
                by_subject[deed.subject].append(deed)
        for subject, its in by_subject.items():
            self._apply(subject, its)
        return frozenset(d.subject.recipient for d in deeds if not d.undone)

    def _apply(self, subject: Subject, deeds: Sequence[Deed]) -> None:
        for _ in range(ATTEMPTS):
            before = self._store.group(subject)
            after = _applied(before, deeds)
            if after == before or self._store.save(after):
                return
        raise Contended

    def _deeds(self, changes: Sequence[Change]) -> list[Deed]:
        entries = {
            change.id: self._entry_of(change.item)
            for change in changes
            if isinstance(change, EntryPosted | EntryDeleted) and change.item
        }
        wanted = {c.tweet_id for c in changes if isinstance(c, Reacted | Unreacted)}
        wanted |= {entry.quote_id for entry in entries.values() if entry.quote_id}
        authors = {id_: e.author_id for id_, e in self._tweets.find_many(sorted(wanted)).items()}
        return [
            deed
            for change in changes
            for deed in _deeds_of(change, entries, authors)
            if deed.subject.recipient and deed.subject.recipient != deed.actor
        ]


def _applied(group: Group, deeds: Sequence[Deed]) -> Group:
    undone = {deed.actor for deed in deeds if deed.undone}
    for deed in deeds:
        group = (
            group.left(deed.actor) if deed.actor in undone else group.joined(deed.actor, deed.at)
        )
    return group


def _deeds_of(
    change: Change, entries: Mapping[str, Entry], authors: Mapping[str, str]
) -> Iterator[Deed]:
    match change:
        case Reacted() | Unreacted():
            if change.kind in TOLD:
                subject = Subject(
                    recipient=authors.get(change.tweet_id, ""),
                    type=TOLD[change.kind],
                    tweet_id=change.tweet_id,
                )
                undone = isinstance(change, Unreacted)
                yield Deed(subject=subject, actor=change.user_id, at=change.at, undone=undone)
        case Followed() | Unfollowed():
            subject = Subject(recipient=change.other_id, type="follow")
            undone = isinstance(change, Unfollowed)
            yield Deed(subject=subject, actor=change.user_id, at=change.at, undone=undone)
        case EntryPosted() | EntryDeleted():
            if change.id in entries:
                entry, undone = entries[change.id], isinstance(change, EntryDeleted)
                yield from _of_entry(entry, authors.get(entry.quote_id or "", ""), undone=undone)
        case _:
            return


def _of_entry(entry: Entry, quoted: str, *, undone: bool) -> Iterator[Deed]:
    """One notice for each whom a tweet concerns, of the first kind that fits."""
    if entry.retweet_of is not None:
        return
    told: dict[str, NoticeType] = dict.fromkeys(entry.mentions, "mention")
    if quoted:
        told[quoted] = "quote"
    if entry.reply_to_author_id:
        told[entry.reply_to_author_id] = "reply"
    for recipient, type_ in told.items():
        subject = Subject(recipient=recipient, type=type_, tweet_id=entry.id)
        yield Deed(subject=subject, actor=entry.author_id, at=entry.at, undone=undone)
