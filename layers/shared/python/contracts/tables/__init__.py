"""Key schemas as data: stacks and tests build tables from them, adapters name keys by them.

One module per owner. Each says the access patterns it serves; a query that is not listed there has
no index, and no request scans: one daily batch does (it learns from every row of ``viewers``).
"""

from dataclasses import dataclass
from typing import Literal

KeyType = Literal["S", "N", "B"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key attribute: its name and DynamoDB type."""

    name: str
    type: KeyType = "S"


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index. ``attributes`` None projects all, empty projects keys only."""

    name: str
    partition: Key
    sort: Key | None = None
    attributes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table's logical name, keys, indexes, TTL attribute and whether its changes are streamed.

    ``everywhere``: it is read in every region of a stage that has several; written at home only.
    """

    name: str
    partition: Key
    sort: Key | None = None
    indexes: tuple[Index, ...] = ()
    ttl: str | None = None
    stream: bool = False
    everywhere: bool = False
