"""A person's archive: one zip of JSON files, one per kind of data."""

import json
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO

from pydantic import BaseModel

LONGEST_BYTES = 4_000_000  # Lambda answers 6 MB at most, and base64 adds a third


class ArchiveTooLarge(Exception):
    """More than one answer can carry."""


def archive(files: Mapping[str, BaseModel | Iterable[BaseModel]]) -> bytes:
    """Each file under its name as the API shows its record or records. Raises ArchiveTooLarge.

    Records are written as they come, so that what is too large is not read to its end.
    """
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, held in files.items():
            with zipped.open(name, "w") as file:
                if isinstance(held, BaseModel):
                    file.write(_json(held))
                else:
                    _write_list(file, held, packed)
    _refuse_too_large(packed)
    return packed.getvalue()


def _write_list(file: IO[bytes], records: Iterable[BaseModel], packed: BytesIO) -> None:
    before = b"[\n"
    for record in records:
        file.write(before + _json(record))
        before = b",\n"
        _refuse_too_large(packed)
    file.write(b"\n]" if before == b",\n" else b"[]")


def _refuse_too_large(packed: BytesIO) -> None:
    if packed.tell() > LONGEST_BYTES:
        raise ArchiveTooLarge


def _json(record: BaseModel) -> bytes:
    shown = record.model_dump(mode="json", by_alias=True)
    return json.dumps(shown, indent=2, ensure_ascii=False).encode()
