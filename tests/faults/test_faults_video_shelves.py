"""X5: who follows changed records and ratings, on real tables: what streams and crashes do."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video import VIDEOS
from contracts.tables.video_catalogue import CATALOGUE, POSTINGS, SHELVED, of_video
from contracts.tables.video_demand import DEMAND
from contracts.tables.video_viewing import RATING, VIDEO_STATS
from core import aws
from core.text_search.table import PostingTable
from tests.fakes.clicks import Crash
from tests.fakes.video_catalogue import a_film
from tests.tables import create_table
from video.adapters.catalogue_table import CatalogueTable
from video.adapters.video_items import item_of
from video.adapters.video_reading import VideoReader
from video.catalogue.browsing import Browser
from video.catalogue.finding import VideoSearch
from video.handlers import shelves as handlers
from video.model import Video
from video.settings.catalogue import VideoShelvesSettings
from video.wiring import shelves as wiring

BUS = "bus"


class World:
    """What a stream would tell is kept in ``told``; nobody tells it but the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = boto3.client("dynamodb", region_name="us-east-1")
        boto3.client("events", region_name="us-east-1").create_event_bus(Name=BUS)
        for table in (VIDEOS, VIDEO_STATS, CATALOGUE, POSTINGS, DEMAND):
            create_table(self.client, table)
        settings = VideoShelvesSettings(
            videos_table=VIDEOS.name,
            stats_table=VIDEO_STATS.name,
            catalogue_table=CATALOGUE.name,
            postings_table=POSTINGS.name,
            demand_table=DEMAND.name,
            bus_name=BUS,
        )
        for name, value in settings.to_env().items():
            monkeypatch.setenv(name, value)
        self.told: list[dict[str, Any]] = []
        self.forget()

    def forget(self) -> None:
        """As a new sandbox."""
        for made in (wiring.shelver, wiring.planner):
            made.cache_clear()
        aws.forget_clients()

    def save(self, video: Video) -> Video:
        found = self.client.get_item(TableName=VIDEOS.name, Key={"id": {"S": video.id}})
        item = item_of(video)
        self.client.put_item(TableName=VIDEOS.name, Item=item)
        self._tell({"id": item["id"]}, item, found.get("Item"))
        return video

    def rate(self, video: Video, stars: int) -> None:
        keys = {"pk": {"S": video.id}, "sk": {"S": RATING}}
        item = {**keys, "stars": {"N": str(stars)}, "raters": {"N": "1"}}
        self.client.put_item(TableName=VIDEO_STATS.name, Item=item)
        self._tell(keys, item, None)

    def _tell(self, keys: dict[str, Any], new: dict[str, Any], old: Any) -> None:
        change = {"Keys": keys, "NewImage": new, "SequenceNumber": str(len(self.told))}
        if old:
            change["OldImage"] = old
        self.told.append(
            {
                "eventID": str(len(self.told)),
                "eventName": "MODIFY" if old else "INSERT",
                "eventSource": "aws:dynamodb",
                "dynamodb": change,
            }
        )

    def deliver(self, records: list[dict[str, Any]]) -> list[str]:
        """Returns what is to be delivered again."""
        answer = handlers.handler({"Records": records}, None)
        return [each["itemIdentifier"] for each in answer["batchItemFailures"]]

    def listed(self, sort: Any = "newest") -> list[str]:
        browser = Browser(
            listings=CatalogueTable(client=self.client, table=CATALOGUE.name),
            videos=VideoReader(client=self.client, table=VIDEOS.name),
        )
        page = browser.page(cap="18+", genres=[], sort=sort, after=None, most=100)
        return [video.id for video in page.videos]

    def found(self, typed: str) -> list[str]:
        index = PostingTable(client=self.client, table=POSTINGS.name, index=wiring.INDEX)
        search = VideoSearch(index=index, videos=VideoReader(client=self.client, table=VIDEOS.name))
        return [video.id for video in search.find(typed, cap="18+", after=None, most=100).videos]

    def rows(self) -> set[tuple[str, str]]:
        """Of shelves alone: not what is remembered of them, nor counts."""
        items = self.client.scan(TableName=CATALOGUE.name)["Items"]
        return {
            (item["pk"]["S"], item["sk"]["S"])
            for item in items
            if item["sk"]["S"] != SHELVED and item["pk"]["S"] != "genres"
        }


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with mock_aws():
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield World(monkeypatch)
    aws.forget_clients()


def a_history(world: World) -> list[Video]:
    """Ten changes of four films; the last is hidden in the end."""
    films = [world.save(a_film(n, f"Opening {n}", status="uploading")) for n in range(4)]
    films = [world.save(replace(f, status="ready", revision=2)) for f in films]
    films[0] = world.save(replace(films[0], title="Renamed", genres=("War",), revision=3))
    world.rate(films[1], 5)
    films[3] = world.save(replace(films[3], visibility="private", revision=3))
    return films


def assert_true(world: World) -> None:
    assert world.listed() == ["v-0002", "v-0001", "v-0000"]
    assert world.listed("rating")[0] == "v-0001"
    assert world.found("opening") == ["v-0002", "v-0001"]
    assert world.found("renamed") == ["v-0000"]
    assert world.found("openign") == ["v-0002", "v-0001"]
    assert len(world.rows()) == 3 * 2 * 4  # films, shelves, orders


@pytest.mark.parametrize("seed", range(4))
def test_X5_twice_and_shuffled(world: World, seed: int) -> None:
    a_history(world)
    random_ = random.Random(seed)
    records = [each for each in world.told for _ in range(random_.randint(1, 2))]
    random_.shuffle(records)
    for start in range(0, len(records), 3):
        assert world.deliver(records[start : start + 3]) == []
    assert_true(world)


@pytest.mark.parametrize("at", [1, 3, 6, 9, 14, 20, 33, 50, 80])
def test_X5_cut_anywhere_and_replayed(
    world: World, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies at its ``at``-th call of DynamoDB; another takes the batch anew."""
    a_history(world)
    calls = 0
    client = aws.dynamodb()
    call = client._make_api_call  # type: ignore[attr-defined]  # botocore's one way out

    def counted(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            raise KeyboardInterrupt  # nothing catches it, as nothing catches a kill
        return call(*arguments)

    monkeypatch.setattr(client, "_make_api_call", counted)
    with pytest.raises(KeyboardInterrupt):
        world.deliver(world.told)
    world.forget()
    assert world.deliver(world.told) == []
    assert_true(world)


def test_X4_one_that_fails_comes_again_and_the_others_are_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = a_history(world)
    shelver = wiring.shelver()
    follow = shelver.follow

    def failing(video_id: str) -> Any:
        if video_id == films[2].id:
            raise Crash("throttled")
        return follow(video_id)

    with monkeypatch.context() as patch:
        patch.setattr(shelver, "follow", failing)
        again = world.deliver(world.told)
    assert again
    failed = [each for each in world.told if each["dynamodb"]["SequenceNumber"] in again]
    assert world.deliver(failed) == []
    assert_true(world)


def test_nothing_is_kept_of_what_was_never_listed(world: World) -> None:
    world.save(a_film(1, status="uploading"))
    world.save(a_film(2, visibility="private"))
    assert world.deliver(world.told) == []
    key = {"pk": {"S": of_video("v-0001")}, "sk": {"S": SHELVED}}
    assert "Item" not in world.client.get_item(TableName=CATALOGUE.name, Key=key)
    assert world.rows() == set()
