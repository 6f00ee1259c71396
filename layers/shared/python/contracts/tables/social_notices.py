"""Table ``notices``.

==========================  =======================  ============================================
pk                          sk                       what
==========================  =======================  ============================================
``to#<user>``               ``<type>#<tweet or "">``  a group: at (its latest deed, ms), version,
                                                     actors (M: user -> ms), more
``to#<user>``               ``!seen``                seenAt (ms): all up to then has been seen
``deed#<hash>``             ``-``                    a deed was told; gone: and taken back
==========================  =======================  ============================================

Index ``recent`` (pk, at) lists somebody's groups by time. The hash is of type, tweet and actor, so
deeds spread evenly, and tell nobody who did what.
"""

from hashlib import blake2b

from . import Index, Key, Table

RECENT_INDEX = "recent"
SEEN, ONLY = "!seen", "-"

NOTICES = Table(
    "notices",
    Key("pk"),
    Key("sk"),
    indexes=(Index(RECENT_INDEX, Key("pk"), Key("at", "N")),),
)


def told_to(user_id: str) -> str:
    return f"to#{user_id}"


def group_name(type_: str, tweet_id: str) -> str:
    return f"{type_}#{tweet_id}"


def deed_of(recipient: str, type_: str, tweet_id: str, actor: str) -> str:
    """The recipient counts too: of follows they are all there is."""
    text = "\0".join((recipient, type_, tweet_id, actor))
    return "deed#" + blake2b(text.encode(), digest_size=16).hexdigest()
