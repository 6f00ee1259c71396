"""P15: the units of one redirect, counted, priced beside those of the naive design.

Round trips, the click's record and the answer are counted on the handler as P1 counts them; write
units per click are P4's; processor time is P3's; memory, shards and Valkey nodes are those of the
prod stage, which its templates are tested for.
"""

import base64
import json
from dataclasses import dataclass
from statistics import median

from infra.config import PROD
from tests.conftest import start_valkey

from . import links_redirect
from .cost import RedirectUnits, cost_rows
from .counted import keep, kept
from .counting_cost import counting_cost, counting_rows
from .links_clicks import Crowd, per_click
from .redirect_rig import CODES, Counts, fill, function, instant_aws, visit
from .table import Row

VISITS = 500
REQUESTS = 2000
PROCESSES = 3
HIT_RATE = 0.95  # P18's target; a miss is half a read unit (P2) and a DynamoDB round trip
GATEWAY_HEADERS = 200  # bytes of what the gateway and CloudFront add to an answer
LOG_LINE = 500  # bytes of one sampled line; Lambda's own three are switched off
ENDPOINT_ZONES = 4  # Kinesis and Secrets Manager, two zones each
CALL_BYTES = 1_500  # of a PutRecord and its answer, the record apart: headers, signature
READERS = 2  # the counter and the archive


def redirect_cost_rows() -> list[Row]:
    handler, counting, click = counted(), counting_cost(), per_click(Crowd(1))
    keep("redirect", handler)
    keep(
        "counting",
        Counting(
            write_units=click.write_units,
            kept_bytes=click.kept_bytes,
            read_units=counting.rollup_read_units,
            gb_seconds=counting.gb_seconds,
        ),
    )
    return [*cost_rows(redirect_units()), *counting_rows(counting)]


def redirect_units() -> RedirectUnits:
    """Of the prod stage, from what was counted last."""
    handler, counting = kept("redirect", Handler), kept("counting", Counting)
    return RedirectUnits(
        cpu_ms=handler.cpu_ms,
        kinesis_trips=handler.kinesis_trips,
        valkey_trips=handler.valkey_trips,
        dynamodb_trips=1 - HIT_RATE,
        memory_mb=PROD.redirect_memory_mb,
        read_units=(1 - HIT_RATE) / 2 + counting.read_units,
        write_units=counting.write_units,
        record_bytes=handler.record_bytes,
        readers=READERS,
        shards=PROD.click_shards,
        valkey_nodes=PROD.cache.shards * (1 + PROD.cache.replicas),
        valkey_node=PROD.cache.node_type,
        log_bytes=LOG_LINE * PROD.log_sample,
        answer_bytes=handler.answer_bytes + GATEWAY_HEADERS,
        counting_gb_seconds=counting.gb_seconds,
        kept_longer=True,
        endpoint_zones=ENDPOINT_ZONES,
        endpoint_bytes=handler.record_bytes * 4 // 3 + CALL_BYTES,
        behind_cdn=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Per click, from its record to the last total; ``kept_bytes`` stay for 40 days (P17)."""

    write_units: float
    kept_bytes: float
    read_units: float
    gb_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """What one cached visit used, on average."""

    cpu_ms: float
    kinesis_trips: float
    valkey_trips: float
    record_bytes: int
    answer_bytes: int


def counted() -> Handler:
    """With processor time, measured in processes of its own."""
    server = start_valkey()
    endpoint = f"{server.host}:{server.port}"
    try:
        with instant_aws() as aws:
            fill(endpoint)
            seconds = [
                links_redirect.process_cpu("redirect", str(REQUESTS), aws.endpoint, endpoint)
                for _ in range(PROCESSES)
            ]
        return visited(endpoint, cpu_ms=median(seconds) * 1000)
    finally:
        server.stop()


def visited(endpoint: str, *, cpu_ms: float) -> Handler:
    """Trips and bytes of ``VISITS`` visits of links that are in Valkey."""
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
    return Handler(
        cpu_ms=cpu_ms,
        kinesis_trips=len(records) / VISITS,
        valkey_trips=counts.valkey_trips / VISITS,
        record_bytes=max(len(record) for record in records),
        answer_bytes=max(len(json.dumps(answer)) for answer in answers),
    )
