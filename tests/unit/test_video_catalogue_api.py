"""The routes that list videos: whose eyes, which page, how long it may be kept."""

from typing import Any

import pytest
from pydantic import BaseModel

from contracts.http.video_catalogue import (
    ROUTES,
    BrowseQuery,
    Catalogue,
    Genres,
    SearchQuery,
    Suggestions,
    TopQuery,
)
from core.cursor import Cursors
from core.errors import ValidationFailed
from core.http.messages import Call, Principal, Reply
from tests.fakes.video_catalogue import CatalogueWorld, FakeHistory, a_film
from tests.fakes.video_viewing import a_profile
from video.catalogue.operations import CatalogueOperations
from video.catalogue.ports import Trending
from video.errors import MaturityExceeded, ProfileNotFound, VideoNotFound
from video.model import Profile
from video.ratings import Rating
from video.recommending.operations import RecommendOperations
from video.recommending.serving import Recommender
from video.wiring.listing import Listed


class TwoProfiles:
    """``Profiles``: Ada's own, the first, and the kids'."""

    def choose(self, user_id: str, ref: str | None) -> Profile:
        if user_id != "ada" or ref not in (None, "kids"):
            raise ProfileNotFound
        return a_profile("kids", maturity="7+", kids=True) if ref else a_profile("own")


SITE = "https://triptych.example"


class Api(CatalogueWorld):
    def __init__(self) -> None:
        super().__init__()
        profiles, history = TwoProfiles(), FakeHistory()
        lists = CatalogueOperations(
            profiles=profiles,
            videos=self.videos,
            ratings=self.ratings,
            browser=self.browser,
            search=self.search,
            trends=self.trends,
            similar=self.similar,
            cursors=Cursors(secret=lambda: "s"),
            public_url=SITE,
        )
        recommender = Recommender(
            learned=self.suggestions,
            history=history,
            catalogue=Listed(browser=self.browser, trends=self.trends),
            videos=self.videos,
        )
        next_ = RecommendOperations(
            profiles=profiles,
            recommender=recommender,
            ratings=self.ratings,
            public_url=SITE,
        )
        self.operations = {**lists.by_name(), **next_.by_name()}

    def asks(self, operation: str, query: BaseModel, *, by: str = "ada", video: str = "") -> Reply:
        who = Principal(user_id=by, username=by, scopes=frozenset({"*"}))
        path = {"videoId": video}
        return self.operations[operation](
            Call(request_id="r", principal=who, path=path, query=query)
        )

    def body(self, operation: str, query: BaseModel, **more: str) -> Any:  # Any: its model
        return self.asks(operation, query, **more).body


@pytest.fixture
def api() -> Api:
    return Api()


def test_every_route_has_its_operation(api: Api) -> None:
    assert {route.operation for route in ROUTES} == set(api.operations)


@pytest.mark.parametrize("sort", ["newest", "title"])
def test_pages_go_on_by_cursor_and_are_cards(api: Api, sort: Any) -> None:
    api.publish(*(a_film(n, f"Film {n:02}", poster="p.jpg") for n in range(5)))
    api.ratings.ratings["v-0003"] = Rating(9, 2)
    seen, cursor = [], None
    while True:
        page = api.body("browseVideos", BrowseQuery(sort=sort, limit=2, cursor=cursor))
        assert isinstance(page, Catalogue)
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(card.id for card in seen) == [f"v-{n:04}" for n in range(5)]
    (rated,) = (card for card in seen if card.id == "v-0003")
    assert (rated.rating, rated.poster) == (4.5, f"{SITE}/videos/v-0003/p.jpg")


def test_the_longest_title_still_makes_a_cursor_that_is_taken(api: Api) -> None:
    api.publish(*(a_film(n, "\U0001f9ea" * 199 + str(n)) for n in range(3)))
    first = api.body("browseVideos", BrowseQuery(sort="title", limit=1))
    assert len(first.next_cursor) <= 1024
    second = api.body("browseVideos", BrowseQuery(sort="title", limit=1, cursor=first.next_cursor))
    assert second.items[0].id != first.items[0].id


def test_X9_a_cursor_of_another_list_is_refused(api: Api) -> None:
    api.publish(*(a_film(n) for n in range(3)))
    cursor = api.body("browseVideos", BrowseQuery(limit=1)).next_cursor
    for query in (
        BrowseQuery(cursor=cursor, sort="title"),
        BrowseQuery(cursor=cursor, genre="Drama"),
        BrowseQuery(cursor=cursor, profile_id="kids"),
        BrowseQuery(cursor="x"),
    ):
        with pytest.raises(ValidationFailed):
            api.asks("browseVideos", query)
    with pytest.raises(ValidationFailed):
        api.asks("searchVideos", SearchQuery(q="film", cursor=cursor))


def test_what_is_found_goes_on_by_cursor_into_slips(api: Api) -> None:
    api.publish(a_film(1, "Casablanca"), a_film(2, "Casablanka"), a_film(3, "Other"))
    first = api.body("searchVideos", SearchQuery(q="casablanca", limit=1))
    second = api.body(
        "searchVideos", SearchQuery(q="casablanca", limit=1, cursor=first.next_cursor)
    )
    assert [page.items[0].title for page in (first, second)] == ["Casablanca", "Casablanka"]


def test_V10_each_list_is_seen_with_the_eyes_of_the_profile(api: Api) -> None:
    api.publish(
        a_film(1, "Bear", genres=["Horror"], maturity="18+"), a_film(2, "Bear cub", maturity="7+")
    )
    for cap in ("7+", "18+"):
        api.suggestions.trends[cap] = Trending([("v-0001", 3), ("v-0002", 1)])
    for kids, expected in ((None, {"v-0001", "v-0002"}), ("kids", {"v-0002"})):
        for operation, query in (
            ("browseVideos", BrowseQuery(profile_id=kids)),
            ("searchVideos", SearchQuery(q="bear", profile_id=kids)),
            ("trendingVideos", TopQuery(profile_id=kids)),
            ("recommend", TopQuery(profile_id=kids)),
        ):
            found = api.body(operation, query)
            assert {card.id for card in found.items} == expected, operation
    genres = api.body("listGenres", TopQuery(profile_id="kids"))
    assert isinstance(genres, Genres)
    assert genres.items == ["Drama"]


def test_V10_what_is_like_a_video_is_not_said_to_who_may_not_see_it(api: Api) -> None:
    api.publish(a_film(1, maturity="18+"), a_film(2), a_film(3, visibility="private"))
    with pytest.raises(MaturityExceeded):
        api.asks("similarVideos", TopQuery(profile_id="kids"), video="v-0001")
    for video in ("v-0003", "unknown"):
        with pytest.raises(VideoNotFound):
            api.asks("similarVideos", TopQuery(), video=video)
    found = api.body("similarVideos", TopQuery(), video="v-0001")
    assert isinstance(found, Suggestions)
    assert [(each.id, each.why) for each in found.items] == [("v-0002", "Drama, as Film 1")]


def test_another_s_profile_is_nobody_s(api: Api) -> None:
    with pytest.raises(ProfileNotFound):
        api.asks("browseVideos", BrowseQuery(), by="bob")


def test_trending_may_be_kept_for_a_minute_and_says_why(api: Api) -> None:
    api.publish(a_film(1), a_film(2))
    api.suggestions.trends["18+"] = Trending([("v-0001", 1_234), ("v-0002", 1)])
    reply = api.asks("trendingVideos", TopQuery())
    assert reply.headers["Cache-Control"] == "private, max-age=60"
    body = reply.body
    assert isinstance(body, Suggestions)
    assert [each.why for each in body.items] == [
        "Watched 1,234 times in the last seven days",
        "Watched once in the last seven days",
    ]
