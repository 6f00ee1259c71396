"""The archive's reader of viewing profiles: what the video system stores of a person."""

import boto3
from moto import mock_aws

from accounts.adapters.held_watching import HeldWatching
from contracts.tables.video_viewing import VIDEO_STATS, VIEWERS
from tests.fakes.core import FakeClock
from tests.fakes.video_viewing import AT, a_profile
from tests.tables import create_table
from video.adapters.opinion_table import OpinionTable
from video.adapters.profile_table import ProfileTable
from video.adapters.resume_table import ResumeTable
from video.adapters.tally_table import TallyTable
from video.adapters.viewer_lists import WatchTable, WishTable
from video.viewing.erasing import ViewingEraser
from video.viewing.keeping import Memory
from video.viewing.model import Tally, Wish
from video.viewing.ports import Told, Watching


@mock_aws
def test_all_a_person_watched_wished_and_thought_is_in_the_archive_until_they_leave() -> None:
    """X12 too: after erasure there is nothing to be archived."""
    client = boto3.client("dynamodb", region_name="us-east-1")
    create_table(client, VIEWERS)
    create_table(client, VIDEO_STATS)
    viewers, stats = VIEWERS.name, VIDEO_STATS.name
    store = ProfileTable(client=client, table=viewers)
    store.found(a_profile("p-1", pin_hash="scrypt$secret"))
    store.add(a_profile("p-2", at=AT + 1_000, kids=True, maturity="7+"), most=5)
    store.found(a_profile("p-9", owner="bob"))
    memory = Memory(
        watches=WatchTable(client=client, table=viewers),
        wishes=WishTable(client=client, table=viewers),
        opinions=OpinionTable(client=client, viewers=viewers, stats=stats),
    )
    ResumeTable(client=client, table=viewers).keep("p-1", "v-1", position=12.5, duration=100, at=AT)
    tallies = TallyTable(client=client, stats=stats, viewers=viewers, clock=FakeClock())
    watching = Watching(profile_id="p-1", at=AT, watched=9.25)
    told = Told(session_id="s-1", name="over", tally=Tally(sessions=1), watching=watching)
    tallies.count("v-1", "2026-11-23", [told])
    for number in (2, 1):
        memory.wishes.add("p-1", Wish(video_id=f"v-{number}", at=AT + number * 1_000))
    memory.opinions.give("p-1", "v-1", stars=4, at=AT)
    memory.opinions.give("p-9", "v-1", stars=1, at=AT)

    reader = HeldWatching(client=client, table=viewers)
    held = [each.model_dump(mode="json", by_alias=True) for each in reader.of("ada")]
    at = "2026-11-23T12:00:0"
    assert [each["id"] for each in held] == ["p-1", "p-2"]
    assert held[0] == {
        "id": "p-1",
        "name": "p-1",
        "maturity": "18+",
        "kids": False,
        "hasPin": True,
        "createdAt": f"{at}0Z",
        "history": [
            {
                "videoId": "v-1",
                "lastWatchedAt": f"{at}0Z",
                "totalWatchTime": 9.25,
                "watchCount": 1,
                "position": 12.5,
            }
        ],
        "watchlist": [
            {"videoId": "v-1", "addedAt": f"{at}1Z"},
            {"videoId": "v-2", "addedAt": f"{at}2Z"},
        ],
        "ratings": [{"videoId": "v-1", "stars": 4, "ratedAt": f"{at}0Z"}],
    }
    assert "secret" not in str(held)

    eraser = ViewingEraser(store=store, memory=memory)
    assert (eraser.erase("ada"), eraser.erase("ada")) == (2, 0)
    assert list(reader.of("ada")) == []
    (left,) = reader.of("bob")
    assert len(left.ratings) == 1
    total = client.get_item(TableName=stats, Key={"pk": {"S": "v-1"}, "sk": {"S": "rating"}})
    assert (total["Item"]["stars"], total["Item"]["raters"]) == ({"N": "1"}, {"N": "1"})
