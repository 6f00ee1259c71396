"""Tables of the social system that all its rooms read; rooms have modules for their own tables.

``tweets``: one item per entry (a tweet, or a retweet with ``retweetOf``) under its id: authorId,
at (ms), text, replyToId, replyToAuthorId, conversationId, quoteId, retweetOf, retweetOfAuthor,
media (L of M), hasMedia, mentions, tags, links (M), mode, version, deletedAt, bannedAt. A tombstone
keeps id, authorId, at, mode, version, deletedAt. Indexes: ``author`` (somebody's entries in order),
``replies`` (to a tweet, in order), ``quotes`` (of a tweet).

``follows``:

=========================  ==============  =====================================================
pk                         sk              what
=========================  ==============  =====================================================
``f#<follower>``           ``<followee>``  at, reverse = ``r#<followee>#<shard>``
``b#<user>``               ``<other>``     at: user blocks other
``B#<other>``              ``<user>``      at: the same from the other's side, same transaction
``m#<user>``               ``<other>``     at, reverse = ``M#<other>``: user mutes other
=========================  ==============  =====================================================

Index ``followers`` (reverse, pk) lists a followee's followers, shard by shard: shard 0 holds all
until the followee is ``wide``, from then on newcomers go to 1 … 64.

``reactions``:

==============================  =====================  =========================================
pk                              sk                     what
==============================  =====================  =========================================
``u#<user>``                    ``like#<tweet>``       at, target = its sk; so for ``retweet#``
                                                       (entryId: its entry) and ``bookmark#``
``count#<tweet>#<shard>``       ``n``                  likes, retweets, replies, quotes
``count#u:<user>#<shard>``      ``n``                  followers, following, tweets
==============================  =====================  =========================================

Index ``target`` (target, at) lists who reacted. A count is the sum over its shards; shard 0 tells
in ``shards`` how many there are (none: one), set before a higher one is used and never lowered.

``people``: public profiles by ``userId``: username, nameFold (casefolded; index ``name``),
displayName, bio, avatarUrl, createdAt, revision, banned (where so), celebrity, wide, merged and
mergedAt (index ``merged``: who was a celebrity once is merged on read for good); after erasure only
erasedAt. Under ``#audit``, which is nobody's id, is how far the audit of counters has come: notes.

``social-reports``: see ``reports``; kinds are ``tweet`` and ``user``, each under its id.
"""

from . import Index, Key, Table
from .reports import reports_table

AUTHOR_INDEX = "author"
REPLIES_INDEX = "replies"
QUOTES_INDEX = "quotes"
FOLLOWERS_INDEX = "followers"
TARGET_INDEX = "target"
NAME_INDEX = "name"
MERGED_INDEX = "merged"
MERGED = "yes"  # whoever was a celebrity once is in the index ``merged``

TWEETS = Table(
    "tweets",
    Key("id"),
    indexes=(
        Index(
            AUTHOR_INDEX,
            Key("authorId"),
            Key("id"),
            (
                "retweetOf",
                "retweetOfAuthor",
                "replyToId",
                "replyToAuthorId",
                "hasMedia",
                "deletedAt",
            ),
        ),
        Index(REPLIES_INDEX, Key("replyToId"), Key("id"), ("authorId",)),
        Index(QUOTES_INDEX, Key("quoteId"), Key("id"), ("authorId",)),
    ),
)
FOLLOWS = Table(
    "follows",
    Key("pk"),
    Key("sk"),
    indexes=(Index(FOLLOWERS_INDEX, Key("reverse"), Key("pk"), ()),),
)
REACTIONS = Table(
    "reactions",
    Key("pk"),
    Key("sk"),
    indexes=(Index(TARGET_INDEX, Key("target"), Key("at", "N"), ()),),
)
PEOPLE = Table(
    "people",
    Key("userId"),
    indexes=(
        Index(NAME_INDEX, Key("nameFold")),
        Index(MERGED_INDEX, Key("merged"), Key("userId"), ()),
    ),
)
REPORTS = reports_table("social-reports")
TWEET_REPORTS, USER_REPORTS = "tweet", "user"
IDEMPOTENCY = Table("social-idempotency", Key("id"), ttl="expiration")

WIDE_SHARDS = 64
COUNT_SHARDS = 64
COUNTS = "n"
AUDIT = "#audit"


def follows_of(user_id: str) -> str:
    return f"f#{user_id}"


def followers_of(user_id: str, shard: int = 0) -> str:
    """A key of the index ``followers``."""
    return f"r#{user_id}#{shard}"


def blocks_of(user_id: str) -> str:
    return f"b#{user_id}"


def blocked_by(user_id: str) -> str:
    """Who blocks ``user_id``."""
    return f"B#{user_id}"


def mutes_of(user_id: str) -> str:
    return f"m#{user_id}"


def muted_by(user_id: str) -> str:
    """Who mutes ``user_id``, as a key of the index ``followers``: for erasure only."""
    return f"M#{user_id}"


def reactions_of(user_id: str) -> str:
    return f"u#{user_id}"


def reaction(kind: str, tweet_id: str) -> str:
    """The sort key of a reaction, and its key in the index ``target``."""
    return f"{kind}#{tweet_id}"


def counts_of(target: str, shard: int = 0) -> str:
    """``target`` is a tweet's id, or ``person(user_id)``."""
    return f"count#{target}#{shard}"


def person(user_id: str) -> str:
    return f"u:{user_id}"


def counted_in(pk: str) -> str | None:
    """The target of a counter's key; None of any other key."""
    kind, _, rest = pk.partition("#")
    return rest.rpartition("#")[0] if kind == "count" else None


def person_of(target: str) -> str | None:
    """Whose counters they are; None of a tweet's."""
    return target.removeprefix("u:") if target.startswith("u:") else None
