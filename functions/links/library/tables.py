"""Links as CSV (RFC 4180), out and in.

A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
Injection"); the import takes it off again. Tags are separated by spaces, and one that holds spaces
stands in quotation marks. What was exported is imported as it was.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.http.models import iso
from core.errors import BadRequest, ValidationFailed

from ..model import Link

COLUMNS = ("shortUrl", "url", "customAlias", "title", "tags", "expiresAt", "createdAt", "enabled")
IMPORTED = ("url", "customAlias", "title", "tags", "expiresAt")
FORMULA = re.compile(r"'*[=+\-@\t\r]")
MADE_INERT = re.compile(r"'+[=+\-@\t\r]")
MOST_LINES = 100
MOST_LINKS = 5_000
MOST_CHARACTERS = 1_000_000  # a function's answer ends at 6 MB; a character has up to 4 bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, and the link it stopped behind because it was full; None where it holds all."""

    text: str
    last: Link | None


def to_csv(links: Iterable[Link], *, short_url: str) -> Sheet:
    """``short_url`` is what stands before a code."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for count, link in enumerate(links, start=1):
        row = (
            short_url + link.code,
            link.target,
            link.code if link.is_alias else "",
            link.title,
            _one_cell(link.tags),
            iso(link.expires_at) if link.expires_at else "",
            iso(link.created_at),
            "true" if link.enabled else "false",
        )
        writer.writerow([_inert(cell) for cell in row])
        if count == MOST_LINKS or text.tell() >= MOST_CHARACTERS:
            return Sheet(text.getvalue(), link)
    return Sheet(text.getvalue(), None)


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
    return "'" + cell if FORMULA.match(cell) else cell


def _live(cell: str) -> str:
    return cell[1:] if MADE_INERT.match(cell) else cell


def _one_cell(tags: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=" ").writerow(tags)
    return text.getvalue().removesuffix("\r\n")


def _tags(cell: str) -> list[str]:
    rows = csv.reader(io.StringIO(cell), delimiter=" ")
    return [tag for row in rows for tag in row if tag]


def _wish(row: Mapping[str, str | None]) -> dict[str, object]:
    cells = {name: _live((row.get(name) or "").strip()) for name in IMPORTED}
    wish: dict[str, object] = {name: cell for name, cell in cells.items() if cell}
    if "tags" in wish:
        wish["tags"] = _tags(cells["tags"])
    return {"url": "", **wish}
