"""Entries, people and their relations. Pure: no I/O, no third-party imports (hot paths read this).

Times of entries are milliseconds since 1970; they are also in an entry's id (``ids.ms_of``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Mode = Literal["push", "pull"]
Kind = Literal["like", "retweet", "bookmark"]
NONE: frozenset[str] = frozenset()
FILM_TYPE = "video/mp4"  # of media that is a film of the video system
NO_LINKS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """An image or video of a tweet. ``type`` is its media type; sizes are in pixels, 0 unknown."""

    id: str
    url: str
    type: str
    alt_text: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What lists know of an entry before it is read: enough for the rules and for no text."""

    id: str
    author_id: str
    retweet_of: str | None = None
    retweet_of_author: str | None = None
    reply_to_id: str | None = None
    reply_to_author_id: str | None = None
    has_media: bool = False
    deleted: bool = False

    @property
    def shown_id(self) -> str:
        """The tweet this shows: a retweet shows its original."""
        return self.retweet_of or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A tweet or a retweet (then it has no text). A tombstone has neither text nor relations.

    ``mode`` is how it reaches homes, decided when it was posted. ``links`` maps addresses in the
    text to short ones. ``mentions`` are user ids, ``tags`` normalised. ``region`` is the country
    (ISO 3166-1 alpha-2) it was posted from, empty where that is not known; nobody is shown it.
    ``banned_at``: since when (ms) an administrator keeps it from everybody.
    """

    id: str
    author_id: str
    at: int
    text: str = ""
    reply_to_id: str | None = None
    reply_to_author_id: str | None = None
    conversation_id: str = ""
    quote_id: str | None = None
    retweet_of: str | None = None
    retweet_of_author: str | None = None
    media: tuple[Media, ...] = ()
    mentions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=lambda: NO_LINKS)
    region: str = ""
    mode: Mode = "push"
    version: int = 1
    deleted_at: int | None = None
    banned_at: int | None = None

    @property
    def gone(self) -> bool:
        """Shown nowhere: deleted, or banned for as long as that is so."""
        return self.deleted_at is not None or self.banned_at is not None

    @property
    def shown_id(self) -> str:
        """The tweet this shows: a retweet shows its original."""
        return self.retweet_of or self.id

    @property
    def row(self) -> Row:
        return Row(
            id=self.id,
            author_id=self.author_id,
            retweet_of=self.retweet_of,
            retweet_of_author=self.retweet_of_author,
            reply_to_id=self.reply_to_id,
            reply_to_author_id=self.reply_to_author_id,
            has_media=bool(self.media),
            deleted=self.deleted_at is not None,
        )

    def buried(self, at: int) -> "Entry":
        """The tombstone of this entry: nothing is left but that it was."""
        return Entry(
            id=self.id,
            author_id=self.author_id,
            at=self.at,
            mode=self.mode,
            version=self.version + 1,
            deleted_at=at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    likes: int = 0
    retweets: int = 0
    replies: int = 0
    quotes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCounts:
    followers: int = 0
    following: int = 0
    tweets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody's public profile, copied from accounts. ``revision`` orders the copies.

    ``celebrity``: homes pull their tweets instead of being pushed them; ``wide``: their followers
    are spread over several keys; ``banned``: nothing of theirs is shown. ``created_at`` is
    ISO-8601.
    """

    id: str
    username: str
    display_name: str = ""
    bio: str = ""
    avatar_url: str | None = None
    created_at: str = ""
    revision: int = 0
    celebrity: bool = False
    wide: bool = False
    banned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """What stands between a viewer and others."""

    user_id: str
    blocks: frozenset[str] = NONE
    blocked_by: frozenset[str] = NONE
    mutes: frozenset[str] = NONE

    @property
    def cut(self) -> frozenset[str]:
        """With whom there is no contact in either direction."""
        return self.blocks | self.blocked_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Somebody's like, retweet or bookmark of a tweet; ``entry_id`` is the retweet's own entry."""

    user_id: str
    tweet_id: str
    kind: Kind
    at: int
    entry_id: str = ""
