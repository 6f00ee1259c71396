"""Tables of the accounts system.

``accounts`` (one item collection per user, plus username claims and the outbox):

=======================  =================  ====================================================
pk                       sk                 what
=======================  =================  ====================================================
``user#<id>``            ``profile``        username, displayName, bio, avatarUrl, createdAt, …
``user#<id>``            ``subscription``   plan, endsAt
``name#<casefolded>``    ``claim``          userId: the one owner of that username
``outbox#<event id>``    ``event``          an event for the bus; deleted by TTL afterwards
=======================  =================  ====================================================

``api-keys``: by the SHA-256 of the key (the authorizer's one read) and by owner (listing, erasure).
"""

from . import Index, Key, Table

ACCOUNTS = Table("accounts", Key("pk"), Key("sk"), ttl="ttl", stream=True)

API_KEYS = Table(
    "api-keys",
    Key("keyHash"),
    indexes=(Index("owner", Key("userId"), Key("createdAt")),),
)
