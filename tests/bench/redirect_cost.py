"""P15: the units of one redirect, counted, priced beside those of the naive design.

Round trips, the click's record and the answer are counted on the handler as P1 counts them; write
units per click are P4's; processor time is P3's; memory, stream and Valkey nodes are those of the
prod stage's template.
"""

import base64
import json
from dataclasses import dataclass
from statistics import median
from typing import Any

from infra.config import PROD
from infra.local.instance import ROOT
from tests.conftest import start_valkey

from . import links_redirect
from .cost import RedirectUnits, cost_rows
from .redirect_rig import CODES, Counts, fill, function, instant_aws, visit
from .table import NotMeasured, Row

VISITS = 500
REQUESTS = 2000
PROCESSES = 3
HIT_RATE = 0.95  # P18's target; a miss is half a read unit (P2) and a DynamoDB round trip
GATEWAY_HEADERS = 200  # bytes of what the gateway and CloudFront add to an answer
LOG_LINE = 500  # bytes of one sampled line with Lambda's own three
READERS = 2  # the counter and the archive
TEMPLATE = ROOT / "build" / "cdk.out.prod"


def redirect_cost_rows() -> list[Row]:
    template = prod_links()
    handler = counted()
    return cost_rows(
        RedirectUnits(
            cpu_ms=handler.cpu_ms,
            kinesis_trips=handler.kinesis_trips,
            valkey_trips=handler.valkey_trips,
            dynamodb_trips=1 - HIT_RATE,
            memory_mb=template.memory_mb,
            read_units=(1 - HIT_RATE) / 2,
            write_units=write_units_per_click(),
            record_bytes=handler.record_bytes,
            readers=READERS,
            shards=template.shards,
            valkey_nodes=PROD.cache.shards * (1 + PROD.cache.replicas),
            valkey_node=PROD.cache.node_type,
            log_bytes=LOG_LINE * PROD.log_sample,
            answer_bytes=handler.answer_bytes + GATEWAY_HEADERS,
        )
    )


def write_units_per_click() -> float:
    """P4's figure, counted anew."""
    from .links_clicks import click_rows

    return next(row.value for row in click_rows() if row.measure == "P4" and row.value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """``shards`` 0 means a stream on demand."""

    memory_mb: int
    shards: int


def prod_links() -> Template:
    """The prod stage as synthesized. Raises NotMeasured where it is not."""
    found = next(TEMPLATE.glob("*inks.template.json"), None)
    if found is None:
        raise NotMeasured("there is no prod template: run `make synth STAGE=prod` first")
    resources: dict[str, Any] = json.loads(found.read_text())["Resources"]
    of_type: dict[str, list[dict[str, Any]]] = {}
    for resource in resources.values():
        of_type.setdefault(resource["Type"], []).append(resource.get("Properties", {}))
    redirect = next(
        properties
        for properties in of_type["AWS::Lambda::Function"]
        if "redirect" in str(properties.get("Handler"))
    )
    (stream,) = of_type["AWS::Kinesis::Stream"]
    return Template(memory_mb=redirect["MemorySize"], shards=stream.get("ShardCount", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """What one cached visit used, on average."""

    cpu_ms: float
    kinesis_trips: float
    valkey_trips: float
    record_bytes: int
    answer_bytes: int


def counted() -> Handler:
    server = start_valkey()
    endpoint = f"{server.host}:{server.port}"
    try:
        with instant_aws() as aws:
            fill(endpoint)
            counts = Counts()
            edge = function(aws=aws.endpoint, valkey=endpoint, counts=counts, write=lambda _: None)
            edge(visit(CODES - 1))  # fetches the secrets
            counts.clear()
            answers = [edge(visit(n)) for n in range(VISITS)]
            records = [
                base64.b64decode(attempt.request["Data"])
                for attempt in counts.attempts
                if attempt.operation == "PutRecord"
            ]
            fill(endpoint)
            seconds = [
                links_redirect.process_cpu("redirect", str(REQUESTS), aws.endpoint, endpoint)
                for _ in range(PROCESSES)
            ]
    finally:
        server.stop()
    return Handler(
        cpu_ms=median(seconds) * 1000,
        kinesis_trips=len(records) / VISITS,
        valkey_trips=counts.valkey_trips / VISITS,
        record_bytes=max(len(record) for record in records),
        answer_bytes=max(len(json.dumps(answer)) for answer in answers),
    )
