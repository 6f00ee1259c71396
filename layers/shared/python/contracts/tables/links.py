"""Tables of the links system.

``urls``: one item per code (generated or alias). ``code`` is the exact, case-sensitive code. An
alias also holds a claim under ``~<casefolded alias>`` (``~`` is in no code) naming the code, which
makes aliases unique regardless of case. ``#ids`` is the leased-block counter. Index ``owner`` lists
a user's links newest first: ``createdAt`` is ISO-8601 UTC followed by ``#`` and the code.

``clicks``: segments, hour and day items, watermarks and the queue of hours to roll up; its key
builders and access patterns are in the second half of this module, written with the roll-up.

``reports``: the review queue.  ``idempotency``: Powertools' idempotency records.
"""

from . import Index, Key, Table

URLS = Table(
    "urls",
    Key("code"),
    indexes=(Index("owner", Key("ownerId"), Key("ownerSort")),),
)

CLICKS = Table("clicks", Key("pk"), Key("sk"), ttl="ttl")

REPORTS = Table("reports", Key("pk"), Key("sk"))

IDEMPOTENCY = Table("idempotency", Key("id"), ttl="expiration")
