"""The table of live connections. Everything in it ends at ``expiresAt`` (epoch s).

================  ==================  ==========================================================
pk                sk                  what
================  ==================  ==========================================================
``t#<sha256>``    ``-``               userId: a ticket, by its hash
``c#<conn>``      ``-``               userId: whose connection it is
``u#<user>``      ``<conn>``          the same from the other side, same transaction
``h#<random>``    ``-``               users (L), hint, at (ms): what shall be said to whom; not kept
================  ==================  ==========================================================
"""

from . import Key, Table

HINT = "h#"
ONLY = "-"


def hint_key(hint_id: str) -> dict[str, dict[str, str]]:
    """In DynamoDB's JSON."""
    return {"pk": {"S": HINT + hint_id}, "sk": {"S": ONLY}}


LIVE = Table("live", Key("pk"), Key("sk"), ttl="expiresAt", stream=True)
