"""P13, P15: what one answer of recommendations reads, and how it grows with the titles.

Calls are those of the real adapters; the table behind them is a dict that notes each call and the
units of what it gives. A film's record is as ingest writes it, with five rungs and a description.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from contracts.tables.video_catalogue import suggested_to
from tests.bench.cost import prices
from tests.bench.table import Row, at_most
from tests.bench.units import item_bytes, read_units
from tests.fakes.core import FakeClock
from tests.fakes.video_catalogue import a_film
from tests.fakes.video_viewing import FakeVideos, a_profile, a_video
from video.adapters.history_reading import HistoryReader
from video.adapters.suggestion_table import SuggestionTable, packed
from video.adapters.video_items import item_of
from video.adapters.video_reading import VideoReader
from video.catalogue.trending import TrendList
from video.model import Video
from video.recommending.learning.learner import SUGGESTED
from video.recommending.serving import Recommender
from video.wiring.listing import Listed

TITLES = (1_000, 100_000)
FLAT = 0.05  # the slope on log-log axes
Item = dict[str, Any]


@dataclass
class Reads:
    """A DynamoDB that only reads: ``trips`` and ``units``, by table and call."""

    items: Mapping[str, Mapping[str, Item]]
    trips: int = 0
    units: float = 0.0
    of_model: int = 0  # items of ``suggestions``
    of: dict[str, float] = field(default_factory=dict)

    def get_item(self, **call: Any) -> Item:
        found = self._found(call["TableName"], call["Key"])
        self._count(call["TableName"], [found], consistent=call.get("ConsistentRead", False))
        return {"Item": found} if found else {}

    def batch_get_item(self, **call: Any) -> Item:
        ((table, wanted),) = call["RequestItems"].items()
        found = [self._found(table, key) for key in wanted["Keys"]]
        self._count(table, found, consistent=wanted["ConsistentRead"])
        return {"Responses": {table: [item for item in found if item]}}

    def query(self, **call: Any) -> Item:
        """Of what was watched since it learned: nothing."""
        self._count(call["TableName"], [None], consistent=False)
        return {"Items": []}

    def _found(self, table: str, key: Item) -> Item | None:
        return self.items.get(table, {}).get("|".join(value["S"] for value in key.values()))

    def _count(self, table: str, found: Sequence[Item | None], *, consistent: bool) -> None:
        units = sum(read_units(item_bytes(i) if i else 0, consistent=consistent) for i in found)
        self.trips += 1
        self.of_model += len(found) if table == "suggestions" else 0
        self.units += units
        self.of[table] = self.of.get(table, 0) + units


def serving_rows() -> Sequence[Row]:
    few, many = (_recommended(titles) for titles in TITLES)
    slope = math.log(many.units / few.units) / math.log(TITLES[1] / TITLES[0])
    how = f"{TITLES[0]:,} and {TITLES[1]:,} titles, a model's 60 suggestions, a page of 20"
    cost = many.units * prices()["per_million"]["dynamodb_read_units"]
    return [
        at_most("P13", "recommendations: items of the model read", many.of_model, 1, how=how),
        at_most("P13", "recommendations: slope over the titles", slope, FLAT, how=how),
        Row(
            measure="P13",
            what="recommendations: read units",
            now=f"{many.units:.3g}",
            target="printed",
            ok=None,
            value=many.units,
            how=f"{many.trips} trips; {_by_table(many)}",
        ),
        Row(
            measure="P15",
            what="a million recommendations, reads only",
            now=f"${cost:.2f}",
            target="printed",
            ok=None,
            value=cost,
            how="nearly all of it looks at what is suggested once more (V10)",
        ),
    ]


def _recommended(titles: int) -> Reads:
    records = {f"v-{n:04}": item_of(typical(n)) for n in range(titles)}
    profile = a_profile()
    step = titles // SUGGESTED
    pairs = [[f"v-{n * step:04}", "v-0001"] for n in range(SUGGESTED)]
    learned = {"data": {"B": packed(pairs)}, "at": {"N": "1795435200000"}}
    key = f"{suggested_to(profile.owner_id)}|{profile.id}"
    reads = Reads({"videos": records, "suggestions": {key: learned}})
    client = cast("Any", reads)  # stands in for boto3's
    videos = VideoReader(client=client, table="videos")
    suggestions = SuggestionTable(client=client, table="suggestions", clock=FakeClock())
    recommender = Recommender(
        learned=suggestions,
        history=HistoryReader(client=client, table="viewers"),
        catalogue=Listed(
            browser=cast("Any", None),  # not asked: the model fills the page
            trends=TrendList(store=suggestions, videos=FakeVideos()),
        ),
        videos=videos,
    )
    if len(recommender.suggest(profile, most=20)) != 20:
        raise AssertionError("the model's suggestions did not fill a page")
    return reads


def typical(number: int) -> Video:
    film = a_film(number, description="x" * 400, cast=["Somebody Known"] * 5)
    return Video(**{**_fields(film), "renditions": a_video().renditions})


def _fields(video: Video) -> dict[str, Any]:
    return {name: getattr(video, name) for name in Video.__slots__}


def _by_table(reads: Reads) -> str:
    return ", ".join(f"{table} {units:g}" for table, units in reads.of.items())
