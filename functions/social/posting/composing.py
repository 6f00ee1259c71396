"""From a wish to an entry: the rules of a text, and what it is connected with."""

import unicodedata
from dataclasses import dataclass

from core.attempts import Attempt
from core.clock import Clock
from core.errors import ValidationFailed
from core.text_search.tokens import hashtags, mentions

from ..access import Access
from ..ids import TweetIds, id_of, ms
from ..model import Entry, Mode, Person
from ..ports import Graph, MediaShelf, People

MOST_CHARACTERS = 280
ALLOWED_CONTROLS = "\r\n\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to post; ``region`` is the country they are in, empty if unknown.

    With an ``attempt`` it is posted once, however often it is asked for.
    """

    text: str
    media_ids: tuple[str, ...] = ()
    reply_to_id: str | None = None
    quote_id: str | None = None
    region: str = ""
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    access: Access
    people: People
    graph: Graph
    media: MediaShelf
    ids: TweetIds
    clock: Clock

    def compose(self, author: Person, wish: Wish) -> Entry:
        """Raises ValidationFailed, TweetNotFound, MediaNotFound."""
        author_id = author.id
        text = accepted(wish.text, alone=not wish.media_ids and wish.quote_id is None)
        parent = self.access.tweet(author_id, wish.reply_to_id) if wish.reply_to_id else None
        quoted = self.access.tweet(author_id, wish.quote_id) if wish.quote_id else None
        after = max((e.id for e in (parent, quoted) if e), default="")
        entry_id = id_of(wish.attempt, after=after) if wish.attempt else self.ids.new(after=after)
        return Entry(
            id=entry_id,
            author_id=author_id,
            at=ms(self.clock),
            text=text,
            reply_to_id=parent.id if parent else None,
            reply_to_author_id=parent.author_id if parent else None,
            conversation_id=(parent.conversation_id or parent.id) if parent else entry_id,
            quote_id=quoted.id if quoted else None,
            media=self.media.take(author_id, wish.media_ids),
            mentions=self._mentioned(author_id, text),
            tags=hashtags(text),
            region=wish.region,
            mode=mode_of(author),
        )

    def retweet(self, author_id: str, original: Entry) -> Entry:
        return Entry(
            id=self.ids.new(after=original.id),
            author_id=author_id,
            at=ms(self.clock),
            retweet_of=original.id,
            retweet_of_author=original.author_id,
            mode=mode_of(self.access.anybody(author_id)),
        )

    def _mentioned(self, author_id: str, text: str) -> tuple[str, ...]:
        """Those who exist and with whom there is contact."""
        names = mentions(text)
        people = self.people.named(names) if names else {}
        ids = {people[name.casefold()].id for name in names if name.casefold() in people}
        return tuple(sorted(ids - self.graph.apart(author_id, ids))) if ids else ()


def mode_of(author: Person) -> Mode:
    return "pull" if author.celebrity else "push"


def accepted(text: str, *, alone: bool) -> str:
    """The text as it is stored: as it was sent. Raises ValidationFailed.

    ``alone``: there is nothing else in the tweet, so something must be said.
    """
    if len(unicodedata.normalize("NFC", text)) > MOST_CHARACTERS:
        raise ValidationFailed.of("text", f"Has more than {MOST_CHARACTERS} characters.")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in ALLOWED_CONTROLS for c in text):
        raise ValidationFailed.of("text", "Must not contain control characters.")
    if alone and not any(unicodedata.category(c)[0] not in "ZC" for c in text):
        raise ValidationFailed.of("text", "Must not be empty.")
    return text
