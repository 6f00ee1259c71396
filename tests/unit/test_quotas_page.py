"""What ``docs/quotas.md`` says is at least each peak of the design document."""

from pathlib import Path

import pytest

from infra.sizing.page import page
from infra.sizing.peaks import PEAKS
from infra.sizing.quotas import Quota, quotas, quotas_elsewhere
from infra.sizing.running import at_once, invocations
from infra.sizing.valkey import NODE_GIB, cache_shards
from tests.bench.cost import HOURS, prices

QUOTAS = Path(__file__).resolve().parents[2] / "docs" / "quotas.md"
LINKS, REDIRECTS, TWEETS, HOMES = 80, 8_000, 5_000, 60_000
ALL = LINKS + REDIRECTS + TWEETS + HOMES
FILM_HOURS = 10_000  # a day
STREAMS = 100_000_000


def tables() -> list[dict[str, str]]:
    """Every row of the page, as what stands below each head."""
    found, head = list[dict[str, str]](), tuple[str, ...]()
    before = ""
    for line in QUOTAS.read_text().splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if line.startswith("| ---"):
            head = tuple(cell.strip() for cell in before.strip("|").split("|"))
        elif line.startswith("|") and before.startswith("|"):
            found.append(dict(zip(head, cells, strict=True)))
        before = line
    return found


def number(cell: str) -> float:
    return float(cell.replace(",", ""))


def quota(service: str, name: str) -> float:
    """What the page says is needed at home, which comes first."""
    rows = [r for r in tables() if r.get("service") == service and r.get("quota") == name]
    return number(rows[0]["needed"])


def stretch(name: str) -> float:
    """What the page says that all streams ask."""
    (row,) = (r for r in tables() if r.get("what") == name)
    return number(row[f"{STREAMS:,}"])


def test_the_page_is_what_the_sizes_say() -> None:
    """``python -m infra.sizing`` writes it anew."""
    assert QUOTAS.read_text() == page(PEAKS)


@pytest.mark.parametrize(
    ("route", "peak"),
    [
        ("`POST /api/shorten`", LINKS),
        ("`GET /{proxy+}`", REDIRECTS),
        ("`POST /api/tweets`", TWEETS),
        ("`GET /api/timeline/home`", HOMES),
    ],
)
def test_each_peak_of_requests_has_a_route_that_takes_it(route: str, peak: int) -> None:
    (row,) = (r for r in tables() if r.get("route") == route)
    assert number(row["peak a second"]) == peak
    assert number(row["`-c peaks=true`"]) >= peak


def test_the_gateway_takes_all_peaks_at_once() -> None:
    assert quota("API Gateway", "Throttle rate") >= ALL
    assert quota("API Gateway", "New WebSocket connections per second") >= HOMES
    assert quota("CloudFront", "Requests per second per distribution") >= ALL


def test_functions_may_be_invoked_for_all_of_them_and_for_who_is_asking() -> None:
    """Everything but redirects is judged by the authorizer, at ten requests a second for each."""
    needed = quota("Lambda", "Concurrent executions")
    assert needed * 10 >= ALL + (ALL - REDIRECTS)
    assert needed * 10 >= invocations(PEAKS)
    assert needed >= at_once(PEAKS)


def test_sign_ins_are_those_of_homes_that_were_not_looked_at_for_an_hour() -> None:
    assert quota("Cognito", "UserAuthentication, requests per second") >= HOMES
    assert quota("Cognito", "Users per user pool") >= 1_000_000_000


def test_a_day_of_uploads_is_transcoded_in_a_day() -> None:
    assert quota("MediaConvert", "Concurrent jobs, on-demand queues") * 24 >= FILM_HOURS


def test_the_streams_are_said_in_full() -> None:
    """Five megabits each, a segment of picture and one of sound in ten seconds, and a report."""
    assert stretch("Data transfer rate per distribution, Gbit/s") * 1e9 >= STREAMS * 5e6
    assert stretch("Segments per second per distribution") >= STREAMS * 2 / 10
    assert stretch("Reports of progress per second") >= STREAMS / 10
    assert stretch("Write units per second, of reports") >= STREAMS / 10 * 5


def test_the_page_does_not_pretend_that_one_deployment_carries_the_streams() -> None:
    text = " ".join(QUOTAS.read_text().split())
    assert "100,000,000 streams at once, which one deployment does **not** carry" in text
    assert "500 Tbit/s" in text


def test_the_page_warns_of_what_the_nodes_cost() -> None:
    """Nodes of one family cost by their memory."""
    price, gib = prices()["valkey_node_hours"], prices()["valkey_node_gib"]
    of_one = price["cache.r7g.large"] / gib["cache.r7g.large"] * NODE_GIB
    assert 2 * cache_shards(PEAKS) * of_one * HOURS == pytest.approx(200_000, rel=0.1)
    assert "some $200,000 a month" in QUOTAS.read_text()


def test_every_quota_of_a_table_and_of_kinesis_is_named() -> None:
    named = {(q.service, q.name) for q in quotas(PEAKS)}
    assert ("DynamoDB", "Table-level read throughput") in named
    assert ("DynamoDB", "Table-level write throughput") in named
    assert ("Kinesis", "Shards per region") in named
    assert ("ElastiCache", "Nodes per cluster per instance type") in named


def test_a_quota_is_raised_where_more_is_needed_than_given() -> None:
    raised = {(q.service, q.name) for q in quotas(PEAKS) if q.raised}
    assert ("API Gateway", "Throttle rate") in raised
    assert ("Kinesis", "Shards per region") not in raised


def test_a_further_region_takes_all_redirects() -> None:
    elsewhere: dict[str, Quota] = {q.service: q for q in quotas_elsewhere(PEAKS)}
    assert elsewhere["API Gateway"].needed >= REDIRECTS
    assert elsewhere["Lambda"].needed * 10 >= REDIRECTS
    assert elsewhere["Kinesis"].needed * 1_000 >= REDIRECTS
