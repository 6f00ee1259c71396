"""Step three of a read: may this reader see this entry in their home? Pure.

Blocks, mutes, deletions and bans act here, at once and whatever the caches hold; what is taken out
of timelines behind the scenes only saves space.
"""

from ..hydrating import Hydrated
from ..model import Entry


def visible(entry: Entry, known: Hydrated) -> bool:
    hidden = known.circle.hidden
    tweet = known.shown(entry)
    if tweet is None:
        return False
    authors = {entry.author_id, tweet.author_id}
    if authors & hidden or not authors <= known.people.keys():  # of who is gone nothing is shown
        return False
    return bool(entry.retweet_of) or not tweet.reply_to_id or _reply_concerns(tweet, known)


def _reply_concerns(reply: Entry, known: Hydrated) -> bool:
    """Both ends are followed, it is for the reader, or somebody goes on with their thread (S6)."""
    to = reply.reply_to_author_id or ""
    if to in known.circle.hidden:
        return False
    return to in (known.viewer, reply.author_id) or to in known.follows
