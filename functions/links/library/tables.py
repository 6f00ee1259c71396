"""Links as CSV (RFC 4180), out and in.

A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
Injection"); the import takes it off again.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from contracts.http.models import iso
from core.errors import BadRequest, ValidationFailed

from ..model import Link

COLUMNS = ("shortUrl", "url", "customAlias", "title", "tags", "expiresAt", "createdAt", "enabled")
IMPORTED = ("url", "customAlias", "title", "tags", "expiresAt")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_LINES = 100


def to_csv(links: Iterable[Link], *, short_url: str) -> str:
    """``short_url`` is what stands before a code."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for link in links:
        row = (
            short_url + link.code,
            link.target,
            link.code if link.is_alias else "",
            link.title,
            " ".join(link.tags),
            iso(link.expires_at) if link.expires_at else "",
            iso(link.created_at),
            "true" if link.enabled else "false",
        )
        writer.writerow([_inert(cell) for cell in row])
    return text.getvalue()


def from_csv(raw: bytes) -> Sequence[tuple[int, Mapping[str, object]]]:
    """Line number and JSON-able wish of each row. Raises BadRequest, ValidationFailed."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest("The table is not valid UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        if "url" not in (reader.fieldnames or ()):
            raise ValidationFailed.of("url", "The header line needs a column `url`.")
        wishes = [(reader.line_num, _wish(row)) for row in reader]
    except csv.Error as error:
        raise BadRequest(f"Line {reader.line_num} is not CSV.") from error
    if len(wishes) > MOST_LINES:
        raise ValidationFailed.of("body", f"Holds more than {MOST_LINES} lines.")
    return wishes


def _inert(cell: str) -> str:
    return "'" + cell if cell.startswith(FORMULA) else cell


def _wish(row: Mapping[str, str | None]) -> dict[str, object]:
    cells = {name: (row.get(name) or "").strip().removeprefix("'") for name in IMPORTED}
    wish: dict[str, object] = {name: cell for name, cell in cells.items() if cell}
    if "tags" in wish:
        wish["tags"] = cells["tags"].split()
    return {"url": "", **wish}
