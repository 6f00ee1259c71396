"""Tables of the links system.

``urls``: one item per code (generated or alias) under its exact spelling. An alias also holds a
claim under ``~<casefolded alias>`` (``~`` is in no code) naming the code, which makes aliases
unique regardless of case. ``#ids`` is the counter of leased ids. Index ``owner`` lists a person's
links newest first: ``ownerSort`` is the ISO-8601 time of creation, ``#`` and the code.

``clicks``: see ``links_clicks``. ``reports``: see ``reports``, with links by their codes under
``open``. ``idempotency``: Powertools' records.
"""

from . import Index, Key, Table
from .reports import reports_table

OWNER_INDEX = "owner"
COUNTER = "#ids"
OPEN_REPORTS = "open"

URLS = Table(
    "urls",
    Key("code"),
    indexes=(Index(OWNER_INDEX, Key("ownerId"), Key("ownerSort")),),
    everywhere=True,
)

CLICKS = Table("clicks", Key("pk"), Key("sk"), ttl="ttl")

REPORTS = reports_table("reports")

IDEMPOTENCY = Table("idempotency", Key("id"), ttl="expiration")


def alias_claim(alias: str) -> str:
    """The key of the claim that makes an alias unique regardless of case."""
    return "~" + alias.casefold()
