"""DynamoDB's request units from item sizes; the emulators' own figures are wrong.

Source: AWS, DynamoDB Developer Guide, "DynamoDB item sizes and formats" and "Read and write
capacity": a read unit is 4 KB (half where eventually consistent), a write unit 1 KB; both are
doubled in transactions.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

# DynamoDB JSON: {"S": "text"}, {"N": "1"} …
Value = Mapping[str, Any]
NESTED_OVERHEAD = 3


def item_bytes(item: Mapping[str, Value]) -> int:
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: Value) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return 1 + ceil(len(content.strip("-.0")) / 2)
    if kind == "B":
        # boto3 takes and gives bytes; the hot paths' small client has base64, as it travels
        return len(content) if isinstance(content, bytes) else len(content) * 3 // 4
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "L":
        return NESTED_OVERHEAD + sum(1 + value_bytes(v) for v in content)
    if kind == "M":
        return NESTED_OVERHEAD + sum(1 + item_bytes({k: v}) for k, v in content.items())
    return sum(value_bytes({kind[0]: v}) for v in content)  # SS, NS, BS


def read_units(size: int, *, consistent: bool) -> float:
    """Of one GetItem; an item that does not exist counts as one of up to 4 KB."""
    return max(1, ceil(size / 4096)) * (1.0 if consistent else 0.5)


def write_units(size: int, *, transaction: bool = False) -> float:
    return max(1, ceil(size / 1024)) * (2.0 if transaction else 1.0)
