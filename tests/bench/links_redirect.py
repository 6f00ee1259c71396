"""P1, P2, P3: what a redirect uses. Units are counted; CPU is a ratio of interleaved pairs."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import valkey

from contracts.tables import links
from core.aws_lite import Attempt
from links.hot import encode
from tests.conftest import start_valkey
from tests.fakes.redirect import a_link

from .metered import Units, commands
from .redirect_rig import (
    CODES,
    TARGET,
    Counts,
    InstantAws,
    code,
    fill,
    function,
    instant_aws,
    visit,
)
from .table import NotMeasured, Row, at_most
from .units import item_bytes

TABLES = (links.URLS, links.CLICKS)
VISITS = 1000
PAIRS = 7
REQUESTS = 3000
KUTTS_MULTIPLE = 21.0  # its CPU per redirect with the click recorded, over its own bare 302
KUTT_MS = 0.35


def redirect_rows() -> list[Row]:
    server = start_valkey()
    endpoint = f"{server.host}:{server.port}"
    try:
        with instant_aws() as aws:
            return [
                *cached_rows(aws, endpoint),
                *uncached_rows(aws, endpoint),
                *cpu_rows(aws, endpoint),
            ]
    finally:
        server.stop()


def cached_rows(aws: InstantAws, endpoint: str) -> list[Row]:
    """P1: every link in Valkey, none in the sandbox; and the same link again and again."""
    fill(endpoint)
    counts = Counts()
    edge = function(aws=aws.endpoint, valkey=endpoint, counts=counts, write=lambda _line: None)
    edge(visit(CODES - 1))
    counts.clear()
    with valkey.Valkey(*_host_port(endpoint)) as books:
        before = commands(books)
        for n in range(VISITS):
            edge(visit(n))
        asked = commands(books) - before
    trips = counts.valkey_trips + len(counts.attempts)
    reads = _units(counts.attempts).reads
    counts.clear()
    for _ in range(VISITS):
        edge(visit(VISITS - 1))
    same = counts.valkey_trips + len(counts.attempts)
    how = f"over {VISITS} visits of {VISITS} links"
    return [
        at_most("P1", "redirect, cached: round trips", trips / VISITS, 2, how=how),
        at_most(
            "P1",
            "redirect, cached: Valkey commands",
            asked / VISITS,
            1,
            how="commandstats, but for what the counting asks",
        ),
        at_most("P1", "redirect, cached: read units", reads / VISITS, 0, how=how),
        at_most("P1", "one hot link: round trips", same / VISITS, 2, how=f"{VISITS} visits of one"),
    ]


def uncached_rows(aws: InstantAws, endpoint: str) -> list[Row]:
    """P2: no link in Valkey."""
    with valkey.Valkey(*_host_port(endpoint)) as client:
        client.flushall()
    for n in range(VISITS):
        aws.items[code(n)] = _item(n)
    counts = Counts()
    edge = function(aws=aws.endpoint, valkey=endpoint, counts=counts, write=lambda _line: None)
    for n in range(VISITS):
        edge(visit(n))
    units = _units(counts.attempts)
    reads, writes = units.reads, units.writes
    how = f"over {VISITS} visits; an item is {item_bytes(_item(0))} bytes"
    return [
        at_most("P2", "redirect, not cached: read units", reads / VISITS, 0.5, how=how),
        at_most("P2", "redirect, not cached: write units", writes / VISITS, 0, how=how),
    ]


def cpu_rows(aws: InstantAws, endpoint: str) -> list[Row]:
    """P3: pairs of processes in turn, ours with Valkey asked and the click recorded."""
    ours, bare = [], []
    for _ in range(PAIRS):
        fill(endpoint)  # anew: what is a minute old is confirmed with DynamoDB
        ours.append(process_cpu("redirect", str(REQUESTS), aws.endpoint, endpoint))
        bare.append(process_cpu("bare", str(REQUESTS)))
    ratios = [mine / other for mine, other in zip(ours, bare, strict=True)]
    low, high = min(ratios), max(ratios)
    how = f"{PAIRS} pairs of {REQUESTS}, min {low:.2f}, max {high:.2f}; bare {_ms(bare)} ms"
    return [
        at_most(
            "P3",
            "redirect CPU over a bare http.server 302",
            median(ratios),
            KUTTS_MULTIPLE,
            unit="x",
            how=how,
        ),
        Row(
            measure="P3",
            what="redirect CPU per visit, ms",
            now=_ms(ours),
            target="",
            ok=None,
            value=median(ours) * 1000,
            how=f"Kutt 3.2.3 on a machine of this kind: {KUTT_MS} (a click recorded in Postgres)",
        ),
    ]


def _ms(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1000:.3f}"


def process_cpu(*arguments: str) -> float:
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", "tests.bench.redirect_rig", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotMeasured(f"the {arguments[0]} process failed: {done.stderr[-300:]}")
    return float(done.stdout)


def _host_port(endpoint: str) -> tuple[str, int]:
    host, _, port = endpoint.partition(":")
    return host, int(port)


def _item(n: int) -> dict[str, Any]:
    """A link as the table holds it: the hot form beside the owner's attributes."""
    return {
        "code": {"S": code(n)},
        "hot": {"S": encode(a_link(code(n), TARGET))},
        "target": {"S": TARGET},
        "ownerId": {"S": "0f3f9a0e-2f4e-4c0e-8f56-0d6f3a5a9c11"},
        "ownerSort": {"S": f"2026-11-01T08:00:00Z#{code(n)}"},
        "createdAt": {"S": "2026-11-01T08:00:00Z"},
        "title": {"S": "A title of ordinary length"},
        "version": {"N": "1"},
    }


def _units(attempts: Iterable[Attempt]) -> Units:
    """Of every call of DynamoDB, whatever it is, by the rules of every other cost."""
    units = Units(TABLES)
    for attempt in attempts:
        if attempt.service == "dynamodb":
            units.count(attempt.operation, attempt.request, attempt.answer or {})
    return units
