"""The table of live connections. Everything in it ends at ``expiresAt`` (epoch s).

================  ==================  ==========================================================
pk                sk                  what
================  ==================  ==========================================================
``t#<sha256>``    ``-``               userId: a ticket, by its hash
``c#<conn>``      ``-``               userId: whose connection it is
``u#<user>``      ``<conn>``          the same from the other side, same transaction
``h#<random>``    ``-``               users (L), hint, at (ms): what shall be said to whom
================  ==================  ==========================================================
"""

from . import Key, Table

HINT = "h#"
ONLY = "-"
LIVE = Table("live", Key("pk"), Key("sk"), ttl="expiresAt", stream=True)
