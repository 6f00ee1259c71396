"""A person's archive: one zip of JSON files, one per kind of data."""

import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from io import BytesIO

from contracts.http.models import iso

from .model import Account, ApiKey, Subscription
from .ports import Holdings

LONGEST_BYTES = 4_000_000  # Lambda answers 6 MB at most, and base64 adds a third


class ArchiveTooLarge(Exception):
    """More than one answer can carry."""


def archive(
    *,
    account: Account,
    subscription: Subscription,
    keys: Iterable[ApiKey],
    holdings: Iterable[Holdings],
) -> bytes:
    """Raises ArchiveTooLarge."""
    shown = [{k: v for k, v in asdict(key).items() if k != "hash"} for key in keys]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        _write(file, "account.json", asdict(account))
        _write(file, "subscription.json", asdict(subscription))
        _write(file, "api-keys.json", shown)
        for held in holdings:
            _write(file, f"{held.name}.json", list(held.of(account.id)))
    if packed.tell() > LONGEST_BYTES:
        raise ArchiveTooLarge
    return packed.getvalue()


def _write(file: zipfile.ZipFile, name: str, content: object) -> None:
    file.writestr(name, json.dumps(content, default=_json, indent=2, ensure_ascii=False))


def _json(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
