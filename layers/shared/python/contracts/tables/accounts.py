"""Tables of the accounts system.

``accounts``: one item collection per person, the username claims, the outbox.

=====================  ================  =====================================================
pk                     sk                what
=====================  ================  =====================================================
``user#<id>``          ``profile``       username, displayName, bio, createdAt, keyCount, revision
                                         (+1 per edit), avatarUrl and bannedAt where there is one;
                                         after erasure only erasedAt
``user#<id>``          ``subscription``  plan, endsAt
``user#<id>``          ``key#<key id>``  an API key's hash and what its owner sees of it
``name#<casefolded>``  ``claim``         userId: the one owner of that username
``outbox#<event id>``  ``event``         an event for the bus; removed once it is there
=====================  ================  =====================================================

Access patterns: one item by its keys; all of a person by ``pk``; a person's keys by ``pk`` and the
prefix of ``sk``. The outbox is read from the table's stream only, as are changes of profiles.

``api-keys``: what the authorizer reads, by one key each: an API key by its SHA-256 in hex, and
under ``user#<id>`` whether a person may come in (``bannedAt``, ``erasedAt``).
"""

from . import Key, Table

ACCOUNTS = Table("accounts", Key("pk"), Key("sk"), ttl="ttl", stream=True)
API_KEYS = Table("api-keys", Key("keyHash"))

PROFILE, SUBSCRIPTION, CLAIM, EVENT = "profile", "subscription", "claim", "event"
KEY_PREFIX = "key#"
OUTBOX_PREFIX = "outbox#"


def person(user_id: str) -> str:
    """The partition of a person in ``accounts``, and their standing's key in ``api-keys``."""
    return f"user#{user_id}"


def name_claim(username: str) -> str:
    return f"name#{username.casefold()}"


def outbox_row(event_id: str) -> str:
    return OUTBOX_PREFIX + event_id
