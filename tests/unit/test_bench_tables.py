"""The bench's own arithmetic, and that a measure nobody could take is said and not passed."""

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.tables.links import URLS
from infra.constructs.http_api import ACCESS_LOG
from tests.bench.appview import appview_rows
from tests.bench.cost import (
    ACCESS_LINE,
    NAIVE,
    RedirectUnits,
    cost_rows,
    dollars_per_million,
    prices,
)
from tests.bench.counting_cost import billed_ms
from tests.bench.metered import Units
from tests.bench.packages import stale_row
from tests.bench.table import NotMeasured, Row, at_most, missing, written
from tests.fakes.core import NOON


def ours(**changed: float) -> RedirectUnits:
    units: dict[str, float] = {
        "cpu_ms": 0.5,
        "valkey_trips": 1,
        "memory_mb": 256,
        "read_units": 0.01,
        "write_units": 0.08,
        "record_bytes": 250,
        "log_bytes": 5,
        "answer_bytes": 500,
    }
    return RedirectUnits(**{**units, **changed})  # type: ignore[arg-type]  # numbers by name


def test_the_naive_redirect_costs_what_the_requirement_says() -> None:
    assert sum(dollars_per_million(NAIVE, prices()).values()) == pytest.approx(3.29, abs=0.005)


def test_P15_every_unit_has_a_price() -> None:
    cheap = sum(dollars_per_million(ours(), prices()).values())
    for more in (
        {"cpu_ms": 5},
        {"read_units": 1},
        {"write_units": 1},
        {"record_bytes": 2000},
        {"readers": 3},
        {"valkey_nodes": 2},
        {"log_bytes": 500},
        {"counting_gb_seconds": 0.001},
        {"endpoint_zones": 2},
        {"endpoint_bytes": 500},
        {"answer_bytes": 5000},
    ):
        assert sum(dollars_per_million(ours(**more), prices()).values()) > cheap, more


def test_shards_are_cheaper_than_the_gigabyte_at_the_requirements_scale() -> None:
    by_gigabyte = dollars_per_million(ours(), prices())["Kinesis"]
    assert dollars_per_million(ours(shards=12), prices())["Kinesis"] < by_gigabyte


def test_records_kept_longer_than_a_day_are_paid_by_the_shard() -> None:
    kept = dollars_per_million(ours(shards=10, kept_longer=True), prices())
    assert kept["retention*"] == pytest.approx(10 * 0.02 * 730 / 10_000)
    assert dollars_per_million(ours(shards=10), prices())["retention*"] == 0


def test_behind_the_cdn_the_transfer_is_the_cdns_and_said_beside() -> None:
    assert dollars_per_million(ours(behind_cdn=True), prices())["Transfer out"] == 0
    alone, with_transfer, *_ = cost_rows(ours(behind_cdn=True))
    assert (with_transfer.value or 0) > (alone.value or 0)


def test_less_memory_is_less_of_a_processor_but_no_longer_a_wait() -> None:
    assert billed_ms(1.0, 10.0, 1769) == 11.0
    assert billed_ms(1.0, 10.0, 3538) == 11.0
    assert billed_ms(1.0, 0.0, 442) == pytest.approx(4.0, abs=0.01)


def test_the_gateways_line_is_as_long_as_its_format_makes_it() -> None:
    typical = {
        "requestId": "JKJaXmPLvHcESHA=",
        "requestTime": "26/Nov/2026:12:00:00 +0000",
        "routeKey": "GET /api/timeline/home",
        "status": "200",
        "responseLatency": "12",
        "integrationLatency": "11",
        "responseLength": "11220",
        "error.responseType": "-",
        "authorizer.error": "-",
    }
    line = re.sub(r"\$context\.([\w.]+)", lambda found: typical[found[1]], ACCESS_LOG)
    assert len(line) == pytest.approx(ACCESS_LINE, rel=0.05)


def test_a_measure_taken_again_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    file, later = tmp_path / "bench.json", NOON + timedelta(hours=1)
    _written(file, "cost", [at_most("P15", "a redirect", 0.4, 0.4), missing("P15", "more", "")])
    _written(file, "up", [at_most("P16", "up", 100, 120)])
    rows = _written(file, "cost", [at_most("P15", "a redirect", 0.3, 0.4)], at=later)
    assert [(row["by"], row["value"], row["at"]) for row in rows] == [
        ("up", 100, NOON.isoformat()),
        ("cost", 0.3, later.isoformat()),
    ]


def test_rows_of_measures_that_are_gone_go(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    file.write_text(json.dumps({"rows": [{"by": "gone"}, {"measure": "P1"}]}))
    (row,) = _written(file, "up", [at_most("P16", "up", 100, 120)])
    assert row["by"] == "up"


def test_P7_bluesky_s_appview_is_said_not_to_be_measured() -> None:
    with pytest.raises(NotMeasured, match="AppView"):
        appview_rows()


def _written(
    file: Path, measure: str, rows: Sequence[Row], *, at: datetime = NOON
) -> list[dict[str, Any]]:  # Any: a row's values
    written(rows, file, measured=measure, at=at, order=["up", "cost"])
    found: list[dict[str, Any]] = json.loads(file.read_text())["rows"]
    return found


def test_P9_where_nothing_is_compiled_nothing_is_said_to_be_fresh() -> None:
    assert (stale_row(0, 0).ok, stale_row(0, 9).ok, stale_row(1, 9).ok) == (None, True, False)


def test_P2_every_call_that_is_no_read_counts_as_a_write() -> None:
    units, part = Units((URLS,)), {"TableName": URLS.name, "Key": {"code": {"S": "abc"}}}
    units.count("UpdateItem", part, {})
    assert (units.writes, units.reads) == (1, 0)
    units.count("DeleteItem", part, {})
    units.count("TransactWriteItems", {"TransactItems": [{"Put": {**part, "Item": {}}}]}, {})
    assert (units.writes, units.reads) == (4, 0)
    units.count("Query", {"TableName": URLS.name}, {"Items": [{"code": {"S": "x" * 5_000}}]})
    assert (units.trips, units.writes, units.reads) == (4, 4, 1)


def test_the_cost_table_compares_only_what_has_a_target() -> None:
    assert [row.ok is None for row in cost_rows(ours())] == [False, True, True, True, True]


def test_a_row_above_its_limit_is_not_ok() -> None:
    assert at_most("P0", "apples", 3, 3).ok is True
    assert at_most("P0", "apples", 3.01, 3).ok is False


def test_what_was_not_measured_is_neither_good_nor_bad_and_says_why(tmp_path: Path) -> None:
    rows = [missing("P0", "apples", "no scales here")]
    (kept,) = _written(tmp_path / "deep" / "bench.json", "up", rows)
    assert (kept["ok"], kept["now"], kept["how"]) == (None, "NOT MEASURED", "no scales here")
