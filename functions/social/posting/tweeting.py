"""Post, delete, like, retweet, bookmark."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from core.clock import Clock
from core.errors import Unavailable

from ..access import Access
from ..errors import IdTaken, NotAuthor, TweetNotFound
from ..ids import id_at, is_id, ms, ms_of
from ..model import Counts, Entry, Kind, Person, Reaction
from ..ports import Reactions, Remembered, TweetCounts, Tweets
from .composing import Composer, Wish

T = TypeVar("T")

ATTEMPTS = 5  # of 22 random bits in one millisecond


@dataclass(frozen=True, slots=True)
class Posted:
    entry: Entry
    author: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Tweeting:
    access: Access
    tweets: Tweets
    composer: Composer
    remembered: Remembered
    clock: Clock

    def post(self, author_id: str, wish: Wish) -> Posted:
        """Raises ValidationFailed, TweetNotFound, TweetBanned, MediaNotFound, UserNotFound."""
        author = self.access.anybody(author_id)
        composed = self.composer.compose(author, wish)

        def store(entry_id: str) -> Entry:
            starts = composed.conversation_id == composed.id
            entry = replace(
                composed,
                id=entry_id,
                conversation_id=entry_id if starts else composed.conversation_id,
            )
            try:
                self.tweets.post(entry)
            except IdTaken:
                there = self.tweets.find(entry_id) if wish.attempt else None
                if there is None or there.author_id != author_id:
                    raise
                if there.deleted_at is not None:
                    raise TweetNotFound from None
                return there  # of an attempt that could not tell
            return entry

        entry = _with_an_id(store, first=composed.id, composer=self.composer)
        self.remembered.put(entry)
        self._recount(entry)
        return Posted(entry, author)

    def delete(self, user_id: str, tweet_id: str) -> None:
        """Twice is as good as once. Raises TweetNotFound, NotAuthor."""
        entry = self.tweets.find(tweet_id) if is_id(tweet_id) else None
        if entry is None or entry.retweet_of:
            raise TweetNotFound
        if entry.author_id != user_id:
            raise TweetNotFound if entry.deleted_at is not None else NotAuthor
        if entry.deleted_at is None:
            now = ms(self.clock)
            self.tweets.bury(entry, at=now)
            self.remembered.put(entry.buried(now))
            self._recount(entry)

    def _recount(self, entry: Entry) -> None:
        for tweet_id in {entry.reply_to_id, entry.quote_id} - {None}:
            self.remembered.forget_counts(str(tweet_id))


@dataclass(frozen=True, slots=True)
class Standing:
    """A tweet's exact counts, and how the asker reacted."""

    counts: Counts
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacting:
    access: Access
    reactions: Reactions
    counts: TweetCounts
    composer: Composer
    remembered: Remembered
    clock: Clock

    def add(self, user_id: str, tweet_id: str, kind: Kind) -> Standing:
        """Twice is as good as once. Raises TweetNotFound."""
        tweet = self.access.tweet(user_id, tweet_id)
        if kind == "retweet":
            self._retweet(user_id, tweet)
        else:
            self.reactions.add(
                Reaction(user_id=user_id, tweet_id=tweet_id, kind=kind, at=ms(self.clock))
            )
        standing = self._standing(user_id, tweet_id)
        self.remembered.reacted(user_id, tweet_id, kind, on=kind in standing.kinds)
        return standing

    def remove(self, user_id: str, tweet_id: str, kind: Kind) -> Standing:
        """Also of a tweet that may not be seen any more. Raises TweetNotFound for that."""
        if not is_id(tweet_id):
            raise TweetNotFound
        now = ms(self.clock)
        removed = self.reactions.remove(user_id, tweet_id, kind, at=now)
        if removed is not None:
            self.remembered.reacted(user_id, tweet_id, kind, on=False)
            if removed.entry_id:
                self.remembered.put(
                    Entry(id=removed.entry_id, author_id=user_id, at=removed.at, deleted_at=now)
                )
        self.access.tweet(user_id, tweet_id)
        return self._standing(user_id, tweet_id)

    def _retweet(self, user_id: str, tweet: Entry) -> None:
        composed = self.composer.retweet(user_id, tweet)

        def store(entry_id: str) -> Entry | None:
            entry = replace(composed, id=entry_id)
            reaction = Reaction(
                user_id=user_id,
                tweet_id=tweet.id,
                kind="retweet",
                at=composed.at,
                entry_id=entry_id,
            )
            return entry if self.reactions.add(reaction, retweet=entry) else None

        entry = _with_an_id(store, first=composed.id, composer=self.composer)
        if entry is not None:
            self.remembered.put(entry)

    def _standing(self, user_id: str, tweet_id: str) -> Standing:
        kinds = self.reactions.of(user_id, [tweet_id])[tweet_id]
        return Standing(self.counts.exact(tweet_id), kinds)


def _with_an_id(store: Callable[[str], T], *, first: str, composer: Composer) -> T:
    """Another id where somebody had the same in the same millisecond."""
    entry_id = first
    for _ in range(ATTEMPTS):
        try:
            return store(entry_id)
        except IdTaken:
            entry_id = composer.ids.new(after=id_at(ms_of(entry_id) - 1))
    raise Unavailable(headers={"Retry-After": "1"})
