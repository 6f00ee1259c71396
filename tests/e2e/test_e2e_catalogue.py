"""The catalogue through the front door: browse, find, what is watched, what is next, for whom."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from contracts.tables.video_catalogue import suggested_to
from contracts.tables.video_demand import REGIONS
from contracts.tables.video_viewing import profiles_of, watched_by
from infra.local.demo_films import PATTERNS
from tests.e2e.behind import Behind
from tests.e2e.catalogue import SHELVED, Json, all_found, call, film, lay, titles
from tests.e2e.people import Person, sign_up
from tests.e2e.stack import Stack
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually
from tests.fakes.video_taste import Crowd
from video.model import Video
from video.recommending.learning.rows import Viewer, Watched

pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True, slots=True)
class Shelf:
    """``genre`` is this run's own, so that films of others do not disturb."""

    genre: str
    films: dict[str, Video]

    def of(self, title: str) -> Video:
        return self.films[title]


@pytest.fixture(scope="module")
def shelf(behind: Behind) -> Iterator[Shelf]:
    genre = f"Noir {secrets.token_hex(4)}"
    films = [
        film("Quicksilver Harbour", genres=(genre,), cast=("Ingrid Moorhouse",),
             release_date="1951-03-01"),
        film("Lanterns of Ostend", genres=(genre, "Drama"), release_date="1999-01-01"),
        film("Moorhouse: a portrait", genres=(genre,), release_date="2020-05-05"),
        film("Cellar Door", genres=(genre,), maturity="18+", release_date="1980-01-01"),
    ]  # fmt: skip
    lay(behind, *films)
    yield Shelf(genre, {each.title: each for each in films})
    lay(behind, *(replace(each, deleted=True, revision=9) for each in films))


def by_genre(shelf: Shelf, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return f"/api/videos?genre={shelf.genre.replace(' ', '%20').upper()}&{query}"


def of_kids(person: Person) -> str:
    made = person.ok("POST", "/api/profiles", {"name": "Kids", "kids": True, "maturity": "7+"})
    return str(made.json["id"])


def test_a_genre_in_every_order_and_page_by_page(ada: Person, shelf: Shelf) -> None:
    all_found(ada, by_genre(shelf), shelf.films)
    assert titles(ada, by_genre(shelf, sort="released")) == [
        "Moorhouse: a portrait", "Lanterns of Ostend", "Cellar Door", "Quicksilver Harbour",
    ]  # fmt: skip
    assert titles(ada, by_genre(shelf, sort="title")) == sorted(shelf.films)
    seen, cursor = [], ""
    while True:
        page = ada.ok("GET", by_genre(shelf, limit="3", cursor=cursor) if cursor
                      else by_genre(shelf, limit="3")).json  # fmt: skip
        seen += [item["title"] for item in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(shelf.films)
    genres = ada.ok("GET", "/api/videos/genres").json["items"]
    assert shelf.genre in genres


@pytest.mark.usefixtures("shelf")
def test_found_with_a_slip_by_what_is_begun_and_by_cast(ada: Person) -> None:
    all_found(ada, "/api/videos/search?q=quicksilver", ["Quicksilver Harbour"])
    all_found(ada, "/api/videos/search?q=moorhouse", ["Moorhouse: a portrait"])
    for typed in ("quiksilver", "quicksilver%20harb", "QUICKSIVLER", "quicks"):
        assert "Quicksilver Harbour" in titles(ada, f"/api/videos/search?q={typed}"), typed
    by_name = dict.fromkeys(titles(ada, "/api/videos/search?q=moorhouse"))  # others film it too
    assert list(by_name)[:2] == ["Moorhouse: a portrait", "Quicksilver Harbour"]  # before cast
    assert titles(ada, "/api/videos/search?q=xyzzyplugh") == []


def test_rated_higher_it_comes_first(behind: Behind, ada: Person, shelf: Shelf) -> None:
    all_found(ada, by_genre(shelf), shelf.films)
    best = shelf.of("Quicksilver Harbour")
    for person, stars in ((ada, 5), (sign_up(behind), 4)):
        person.ok("PUT", f"/api/videos/{best.id}/rating", {"stars": stars})
    eventually(
        lambda: ada.ok("GET", by_genre(shelf, sort="rating")).json["items"][0],
        lambda item: (item["title"], item["rating"]) == (best.title, 4.5),  # once both are counted
        within=SHELVED,
    )


def test_V10_kids_see_nothing_above_their_rating_anywhere(ada: Person, shelf: Shelf) -> None:
    all_found(ada, by_genre(shelf), shelf.films)
    kids = of_kids(ada)
    adult = shelf.of("Cellar Door")
    all_found(ada, "/api/videos/search?q=cellar", [adult.title])  # on the shelves before the index
    paths = (
        by_genre(shelf, profileId=kids),
        f"/api/videos/search?q=cellar&profileId={kids}",
        f"/api/recommendations?profileId={kids}",
        f"/api/videos/trending?profileId={kids}",
    )
    for path in paths:
        assert adult.title not in titles(ada, path)
    answer = ada.api.asks("GET", f"/api/videos/{adult.id}/similar?profileId={kids}")
    assert (answer.status, answer.json["error"]["code"]) == (403, "maturity_exceeded")


def test_what_is_taken_back_is_gone_from_every_list(behind: Behind, ada: Person) -> None:
    gone = film(f"Vanishing {secrets.token_hex(4)}", genres=("Drama",))
    lay(behind, gone)
    path = f"/api/videos/search?q={gone.title.replace(' ', '%20')}"
    all_found(ada, path, [gone.title])
    lay(behind, replace(gone, banned=True, revision=2))
    assert gone.title not in titles(ada, path)  # at once: the record is looked at
    lay(behind, replace(gone, revision=3))
    all_found(ada, path, [gone.title])


def test_alike_says_what_they_have_in_common(ada: Person, shelf: Shelf) -> None:
    all_found(ada, by_genre(shelf), shelf.films)
    of = shelf.of("Quicksilver Harbour")
    found = ada.ok("GET", f"/api/videos/{of.id}/similar").json["items"]
    assert {each["title"] for each in found} == set(shelf.films) - {of.title}
    assert {each["why"] for each in found} == {f"{shelf.genre}, as {of.title}"}


def test_watched_it_trends_and_says_what_to_watch_next(
    behind: Behind, ada: Person, shelf: Shelf
) -> None:
    """Views count within a minute; who watched a genre is told more of it, and why (V11)."""
    all_found(ada, by_genre(shelf), shelf.films)
    seen = shelf.of("Lanterns of Ostend")
    ada.ok("PUT", "/api/me/subscription", {"plan": "premium"})
    stream = ada.ok("POST", f"/api/videos/{seen.id}/streams", {}).json
    ada.ok("POST", f"/api/streams/{stream['sessionId']}/end", {"position": 30})
    trending = eventually(
        lambda: ada.ok("GET", "/api/videos/trending"),
        lambda answer: seen.id in [each["id"] for each in answer.json["items"]],
        within=150,
    )
    assert trending.headers["cache-control"] == "private, max-age=60"
    next_ = eventually(
        lambda: ada.ok("GET", "/api/recommendations").json["items"],
        lambda items: any(each["why"] == f"Because you watch {shelf.genre}" for each in items),
        within=SHELVED,
    )
    assert seen.id not in [each["id"] for each in next_]  # others have one of the same title
    eventually(lambda: _demand(behind), lambda demand: seen.id in demand)
    for region in REGIONS:
        call(behind, "video.handlers.night", {"region": region})


def _demand(behind: Behind) -> set[str]:
    return {item["sk"]["S"] for item in behind.items(behind.outputs["DemandTable"])}


def test_V11_learned_from_a_crowd_published_served_and_erased(behind: Behind) -> None:
    """Of three tastes a new member of the crowd is suggested hers, with a reason; X12: until she
    leaves."""
    run, crowd = secrets.token_hex(3), Crowd(profiles=60, videos=30, clusters=3, each=8)
    films = [
        film(f"Crowd {run} {n}", genres=(f"Taste {n % 3} {run}",)) for n in range(crowd.videos)
    ]
    lay(behind, *films)
    eva = sign_up(behind)
    all_found(eva, f"/api/videos?genre=Taste%200%20{run}", [films[0].title])
    (profile,) = eva.ok("GET", "/api/profiles").json["items"]
    watched = _crowd_watched(behind, crowd, films, run)
    hers = [films[number] for number in (0, 3, 6, 9)]
    _watch(behind, profile["id"], hers)
    outcome = call(behind, "video.handlers.learning")
    assert outcome["published"], outcome
    found = eva.ok("GET", "/api/recommendations").json["items"]
    assert {each["title"] for each in found[:3]} <= {f.title for f in films[::3]}
    assert found[0]["why"].startswith("Because you watched Crowd")
    assert not {each["id"] for each in found} & {each.id for each in hers}
    near = eva.ok("GET", f"/api/videos/{films[0].id}/similar").json["items"]
    assert near[0]["why"] == f"Watched by people who watched {films[0].title}"
    assert _learned_of(behind, eva.id)
    # Nothing changed: nothing is said, once nobody else has watched anything between two runs.
    eventually(lambda: call(behind, "video.handlers.learning")["said"] == 0, within=SHELVED)
    assert eva.api.asks("DELETE", "/api/me").status == 204
    eventually(lambda: _learned_of(behind, eva.id), lambda items: items == [])
    _forget(behind, watched)
    lay(behind, *(replace(each, deleted=True, revision=9) for each in films))


def _learned_of(behind: Behind, user_id: str) -> list[object]:
    answer = behind.client("dynamodb").query(
        TableName=behind.outputs["SuggestionsTable"],
        KeyConditionExpression="pk = :user",
        ExpressionAttributeValues={":user": {"S": suggested_to(user_id)}},
        ConsistentRead=True,
    )
    return list(answer["Items"])


def _crowd_watched(
    behind: Behind, crowd: Crowd, films: list[Video], run: str
) -> list[dict[str, object]]:
    """Returns the keys of the rows."""
    items: list[dict[str, object]] = []
    for row in crowd.rows():
        if isinstance(row, Viewer):
            key = {"pk": {"S": profiles_of(row.user_id + run)}, "sk": {"S": row.profile_id + run}}
            items.append({**key, "maturity": {"S": "18+"}, "name": {"S": "Somebody"}})
        elif isinstance(row, Watched):
            items.append(_row(row.profile_id + run, films[int(row.video_id[1:])].id, row.at))
    return _put(behind, items)


def _watch(behind: Behind, profile_id: str, films: list[Video]) -> None:
    at = int(datetime.now(UTC).timestamp() * 1000)
    _put(behind, [_row(profile_id, each.id, at - n) for n, each in enumerate(films)])


def _row(profile_id: str, video_id: str, at: int) -> dict[str, object]:
    return {
        "pk": {"S": watched_by(profile_id)},
        "sk": {"S": video_id},
        "at": {"N": str(at)},
        "totalWatchTime": {"N": "55"},
        "duration": {"N": "60"},
        "watchCount": {"N": "1"},
    }


def _put(behind: Behind, items: list[dict[str, object]]) -> list[dict[str, object]]:
    table = behind.outputs["ViewersTable"]
    for start in range(0, len(items), 25):
        some = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        behind.client("dynamodb").batch_write_item(RequestItems={table: some})
    return [{name: item[name] for name in ("pk", "sk")} for item in items]


def _forget(behind: Behind, keys: list[dict[str, object]]) -> None:
    table = behind.outputs["ViewersTable"]
    for start in range(0, len(keys), 25):
        some = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + 25]]
        behind.client("dynamodb").batch_write_item(RequestItems={table: some})


def test_a_new_film_is_brought_to_the_edge(stack: Stack, behind: Behind, visitor: Visitor) -> None:
    """At ready an event per region, and a function that asks the CDN for its beginning."""
    films = visitor.bearing(stack.said["apiKey"]).gets("/api/me/videos?limit=100").json["items"]
    made = next(each for each in films if each["title"] == PATTERNS[0].title)

    def said(service: str, what: str) -> list[Json]:
        lines = (m for _, m in behind.log_lines() if what in m and service in m and made["id"] in m)
        return [json.loads(line) for line in lines]

    (told,) = eventually(lambda: said("video-shelves", "prepositioned"), within=SHELVED)[:1]
    assert told["regions"]
    warmed = eventually(
        lambda: said("video-warming", "warmed"),
        lambda lines: {each["region"] for each in lines} >= set(told["regions"]),
        within=SHELVED,
    )
    least = 1 + 2 * len(made["profiles"])  # a playlist of playlists; of each its own and a segment
    for each in warmed:
        assert (each["files"] >= least, each["refused"]) == (True, 0)


def test_the_index_is_tidied_when_it_is_time(behind: Behind) -> None:
    call(behind, "video.handlers.shelf_upkeep")
