"""Links on LocalStack: from a visit to the statistics, each click counted once."""

import json
import secrets
import time
from base64 import b64decode

import pytest

from contracts.events import UrlClicked
from contracts.tables.links_clicks import hour_sort, statistics_of
from links.adapters.click_store import DynamoClicks
from links.counting.rollup import Weighed
from tests.e2e.waiting import eventually
from tests.localstack.systems import Json, Systems

API, OWNER = "links.handlers.api", "somebody"
VISITS = 12
SENT = 40
ROLL_UP = "links.handlers.rollup"
PATIENCE = 120.0
HOUR_MS = 3_600_000
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"

pytestmark = pytest.mark.localstack


def a_code() -> str:
    return secrets.token_hex(4)


def hours(systems: Systems, code: str) -> dict[str, Weighed]:
    store = DynamoClicks(client=systems.dynamodb, table=systems.outputs["ClicksTable"])
    return dict(store.hours(code, first="", last="~"))


def rolled_up(systems: Systems, code: str) -> int:
    """Clicks of people in all hours that are stored, after a roll-up: see MISSING_CALLS."""
    systems.invoke(ROLL_UP)
    return sum(hour.tally.humans for hour in hours(systems, code).values())


def puts(systems: Systems, *records: str) -> None:
    sent = [{"Data": each, "PartitionKey": str(n)} for n, each in enumerate(records)]
    stream = systems.outputs["ClicksStream"]
    answer = systems.client("kinesis").put_records(StreamName=stream, Records=sent)
    assert answer["FailedRecordCount"] == 0, answer


def ms(*, hours_ago: int) -> int:
    return int(time.time() * 1000) - hours_ago * HOUR_MS


def clicks(code: str, number: int, *, at: int) -> list[str]:
    made = (
        UrlClicked(id=secrets.token_hex(8), code=code, at=at, user_agent=BROWSER)
        for _ in range(number)
    )
    return [each.model_dump_json(by_alias=True) for each in made]


def test_a_visit_is_counted_in_its_hour(systems: Systems) -> None:
    """Shortened, visited, streamed, stored in segments, rolled up, and shown."""
    wanted = {"url": "https://www.example.com/there"}
    made = systems.ask(API, "POST", "/api/shorten", wanted, who=OWNER)
    assert made.status == 201, made
    code = made.body["shortCode"]
    for _ in range(VISITS):
        answer = systems.visit(code)
        assert (answer["statusCode"], answer["headers"]["location"]) == (302, wanted["url"])
    eventually(lambda: rolled_up(systems, code) == VISITS, within=PATIENCE)
    shown = systems.ask(API, "GET", f"/api/stats/{code}", who=OWNER)
    assert (shown.status, shown.body["totalClicks"]) == (200, VISITS)


def test_L9_what_is_sent_again_and_rolled_up_again_is_counted_once(systems: Systems) -> None:
    """A producer's retry, a replay after the hour was rolled up, and a second roll-up."""
    code, at = a_code(), ms(hours_ago=2)
    sent = clicks(code, SENT, at=at)
    puts(systems, *sent, *sent[:5])
    eventually(lambda: rolled_up(systems, code) == SENT, within=PATIENCE)
    before = hours(systems, code)
    later = clicks(code, 1, at=at)
    puts(systems, *sent, *later)
    eventually(lambda: rolled_up(systems, code) == SENT + 1, within=PATIENCE)
    systems.invoke(ROLL_UP)
    assert rolled_up(systems, code) == SENT + 1
    assert len(hours(systems, code)) == len(before)


def test_an_hour_is_an_item_of_its_link(systems: Systems) -> None:
    code = a_code()
    puts(systems, *clicks(code, 3, at=ms(hours_ago=1)))
    eventually(lambda: rolled_up(systems, code) == 3, within=PATIENCE)
    (hour,) = hours(systems, code)
    key = {"pk": statistics_of(code), "sk": hour_sort(hour)}
    assert systems.item("ClicksTable", key) is not None


def test_X5_what_is_no_click_is_set_aside_with_its_content(systems: Systems) -> None:
    corrupt = json.dumps({"no": secrets.token_hex(8)})
    puts(systems, corrupt, *clicks(a_code(), 1, at=ms(hours_ago=0)))

    def kept() -> list[str]:
        bucket = systems.outputs["QuarantineBucket"]
        found: list[Json] = systems.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        objects = [systems.s3.get_object(Bucket=bucket, Key=each["Key"]) for each in found]
        return [b64decode(json.load(each["Body"])["data"]).decode() for each in objects]

    eventually(lambda: corrupt in kept(), within=PATIENCE)
