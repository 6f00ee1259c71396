"""One tweet, its thread, and lists of tweets in order: what can be read without a timeline."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, Protocol

from ..access import Access
from ..errors import TweetNotFound
from ..model import Entry, Person, Relations, Row
from ..paging import Page, refilled
from ..ports import Graph, Reactions, TweetCounts, Tweets
from ..presenting import Json
from ..showing import Showing

MOST_ANCESTORS = 50
Filter = Literal["posts", "replies", "media"]
WANTED: dict[Filter, Callable[[Row], bool]] = {
    "posts": lambda row: row.reply_to_id is None,
    "replies": lambda row: row.reply_to_id is not None,
    "media": lambda row: row.has_media,
}


class View(Protocol):
    """What this viewer gets of a tweet that is asked for by itself, beyond what lists show."""

    def of(self, viewer_id: str, tweet: Json) -> Json: ...


@dataclass(frozen=True, slots=True)
class Conversation:
    ancestors: list[Json]
    tweet: Json
    replies: Page[Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsing:
    access: Access
    tweets: Tweets
    graph: Graph
    reactions: Reactions
    counts: TweetCounts
    showing: Showing
    authors: View
    playing: View

    def tweet(self, viewer_id: str, tweet_id: str) -> Json:
        """With exact counts, clicks for its author, and what plays its film.

        Raises TweetNotFound.
        """
        entry = self.access.tweet(viewer_id, tweet_id)
        shown = self.showing.of(self.graph.relations(viewer_id), [entry.id], muted_too=True)[0]
        if shown is None:
            raise TweetNotFound
        shown = self.playing.of(viewer_id, self.authors.of(viewer_id, shown))
        return {**shown, **asdict(self.counts.exact(entry.id))}

    def posted(self, entry: Entry, author: Person) -> Json:
        """As its author sees it in the moment it was posted: nobody can have reacted to it."""
        if entry.quote_id:
            return self.tweet(author.id, entry.id)
        return self.showing.first(entry, author)

    def thread(
        self, viewer_id: str, tweet_id: str, *, after: str | None, most: int
    ) -> Conversation:
        """``after`` and ``most`` are of the replies. Raises TweetNotFound."""
        tweet = self.tweet(viewer_id, tweet_id)
        relations = self.graph.relations(viewer_id)
        above = self._above(tweet["replyToId"])
        ancestors = self.showing.of(relations, above, muted_too=True)
        replies = refilled(
            read=lambda at, size: self.tweets.replies_to(tweet_id, after=at, most=size),
            show=lambda rows: self._rows(relations, rows, muted_too=False),
            position=lambda row: row.id,
            after=after,
            most=most,
        )
        return Conversation([each for each in ancestors if each is not None], tweet, replies)

    def by_author(
        self, viewer_id: str, id_or_name: str, *, wanted: Filter, before: str | None, most: int
    ) -> Page[Json]:
        """Raises UserNotFound."""
        author = self.access.person(viewer_id, id_or_name)
        relations = self.graph.relations(viewer_id)
        chosen = WANTED[wanted]

        def show(rows: Sequence[Row]) -> list[Json | None]:
            ids = [row.id for row in rows if chosen(row) and not row.deleted]
            shown = dict(zip(ids, self.showing.of(relations, ids, muted_too=True), strict=True))
            return [shown.get(row.id) for row in rows]

        return refilled(
            read=lambda at, size: self.tweets.by_author(author.id, before=at, most=size),
            show=show,
            position=lambda row: row.id,
            after=before,
            most=most,
        )

    def quotes(self, viewer_id: str, tweet_id: str, *, before: str | None, most: int) -> Page[Json]:
        """Raises TweetNotFound."""
        tweet = self.access.tweet(viewer_id, tweet_id)
        relations = self.graph.relations(viewer_id)
        return refilled(
            read=lambda at, size: self.tweets.quotes_of(tweet.id, before=at, most=size),
            show=lambda rows: self._rows(relations, rows, muted_too=False),
            position=lambda row: row.id,
            after=before,
            most=most,
        )

    def bookmarks(self, viewer_id: str, *, before: str | None, most: int) -> Page[Json]:
        relations = self.graph.relations(viewer_id)
        return refilled(
            read=lambda at, size: self.reactions.bookmarks(viewer_id, before=at, most=size),
            show=lambda ids: self.showing.of(relations, ids, muted_too=True),
            position=lambda tweet_id: tweet_id,
            after=before,
            most=most,
        )

    def _rows(
        self, relations: Relations, rows: Sequence[Row], *, muted_too: bool
    ) -> list[Json | None]:
        return self.showing.of(relations, [row.id for row in rows], muted_too=muted_too)

    def _above(self, parent_id: str | None) -> list[str]:
        """What a tweet answers, from the first down, as far as it is still there."""
        found: list[str] = []
        while parent_id is not None and len(found) < MOST_ANCESTORS:
            parent = self.tweets.find(parent_id)
            if parent is None or parent.gone:
                break
            found.append(parent.id)
            parent_id = parent.reply_to_id
        return found[::-1]
