"""What was set aside is put back in production too, where mappings name functions by an alias."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from infra.operate.mappings import function_name, mappings
from infra.operate.redrive import streams_by_consumer
from infra.operate.table_records import Where, wanted

Json = dict[str, Any]  # Any: what Lambda says
FUNCTION = "arn:aws:lambda:us-east-1:1:function:worker"
STREAM = "arn:aws:kinesis:us-east-1:1:stream/work"
TABLE = "arn:aws:dynamodb:us-east-1:1:table/t/stream/2026"
ONLY = {"eventName": ["INSERT"]}


@dataclass
class Functions:
    """Lambda. Asked for the mappings of a function, it leaves out those of the alias."""

    mappings: list[Json] = field(
        default_factory=lambda: [
            {"FunctionArn": "arn:aws:lambda:us-east-1:1:function:other", "EventSourceArn": STREAM},
            {
                "FunctionArn": f"{FUNCTION}:live",
                "EventSourceArn": f"{STREAM}/consumer/worker:1",
            },
            {
                "FunctionArn": f"{FUNCTION}:live",
                "EventSourceArn": TABLE,
                "FilterCriteria": {"Filters": [{"Pattern": json.dumps(ONLY)}]},
            },
        ]
    )

    def get_paginator(self, _operation: str) -> "Functions":
        return self

    def paginate(self, **by: str) -> Iterator[Json]:
        """A page each."""
        for mapping in self.mappings:
            names = {"FunctionName": mapping["FunctionArn"], **mapping}
            if all(names[key] == value for key, value in by.items()):
                yield {"EventSourceMappings": [mapping]}

    def get_function_configuration(self, **_: str) -> Json:
        given = {"QUARANTINE_BUCKET": "aside", "POWERTOOLS_SERVICE_NAME": "social-fanout_work"}
        return {"Environment": {"Variables": given}}


def test_a_function_has_its_name_whatever_alias_of_it_is_called() -> None:
    assert function_name(FUNCTION) == function_name(f"{FUNCTION}:live") == "worker"
    found = [name for name, _ in mappings(Functions())]
    assert found == ["other", "worker", "worker"]


def test_X5_a_consumers_stream_is_found_behind_its_alias() -> None:
    found = dict(streams_by_consumer(Functions(), ["worker", "idle"]))
    assert found == {("aside", "fanout-work"): STREAM}


def test_only_what_passes_the_alias_mapping_s_filter_is_given_again() -> None:
    records = [{"eventName": "INSERT"}, {"eventName": "REMOVE"}]
    for function in (FUNCTION, f"{FUNCTION}:live"):
        where = Where(function=function, stream=TABLE, shard="s", first="1", last="2")
        assert wanted(Functions(), where, records) == records[:1]
