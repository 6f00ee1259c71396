"""Which function reads from where.

A mapping names the alias that it calls, where there is one (``Stage.canary``). Asked for the
mappings of a function, Lambda goes by that name; so all are looked at, and told apart here.
"""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]  # Any: what Lambda answers


def mappings(functions: Any, **by: str) -> Iterator[tuple[str, Json]]:  # Any: a boto3 client
    """The function's own name and the mapping; ``by`` as ListEventSourceMappings takes it."""
    for page in functions.get_paginator("list_event_source_mappings").paginate(**by):
        for mapping in page["EventSourceMappings"]:
            yield function_name(mapping["FunctionArn"]), mapping


def function_name(arn: str) -> str:
    """Of ``arn:aws:lambda:<region>:<account>:function:<name>``, with or without an alias."""
    return arn.split(":")[6]
