"""Facts about the social API: whole requests on fakes."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pydantic import BaseModel

from contracts.http import Route
from contracts.http.social import ROUTES
from contracts.http.social_models import ProfileShown, Reacted, Thread, Tweets, TweetShown, Users
from core.cursor import Cursors
from core.http.api import build
from core.http.guard import Guard
from core.play_pass import PlayPasses
from social.access import Access
from social.graph.operations import GraphOperations
from social.graph.profiles import Profiles
from social.graph.relating import Relating
from social.ids import RandomTweetIds, id_at, is_id, ms_of
from social.linking.clicks import AuthorsView
from social.linking.playing import ViewersPass
from social.model import Entry, Media
from social.posting.browsing import Browsing
from social.posting.composing import Composer
from social.posting.operations import PostingOperations
from social.posting.tweeting import Reacting, Tweeting
from social.showing import PortFacts, Showing
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body, nobody
from tests.fakes.core import NOON, FakeClock
from tests.fakes.linking import FakeClickCounts
from tests.fakes.social import (
    FakeCounts,
    FakeGraph,
    FakePeople,
    FakeReactions,
    FakeRemembered,
    FakeShelf,
    FakeTweets,
    World,
)

Json = dict[str, Any]  # Any: an answer's JSON


@dataclass
class Site:
    """The API, and Ada, Grace and Edsger as its users."""

    world: World = field(default_factory=World)
    clock: FakeClock = field(default_factory=FakeClock)
    remembered: FakeRemembered = field(default_factory=FakeRemembered)
    clicks: FakeClickCounts = field(default_factory=FakeClickCounts)
    threshold: int = 3

    def __post_init__(self) -> None:
        world, clock = self.world, self.clock
        world.born("ada", "grace", "edsger")
        tweets, graph, people = FakeTweets(world), FakeGraph(world), FakePeople(world)
        reactions, counts = FakeReactions(world, tweets), FakeCounts(world)
        access = Access(tweets=tweets, graph=graph, people=people)
        composer = Composer(
            access=access,
            people=people,
            graph=graph,
            media=FakeShelf(world),
            ids=RandomTweetIds(clock=clock),
            clock=clock,
        )
        facts = PortFacts(
            tweets=tweets, counts=counts, reactions=reactions, people=people, graph=graph
        )
        cursors = Cursors(secret=lambda: "secret")
        self.passes = PlayPasses(cursors=cursors, clock=clock)
        posting = PostingOperations(
            tweeting=Tweeting(
                access=access,
                tweets=tweets,
                composer=composer,
                remembered=self.remembered,
                clock=clock,
            ),
            reacting=Reacting(
                access=access,
                reactions=reactions,
                counts=counts,
                composer=composer,
                remembered=self.remembered,
                clock=clock,
            ),
            browsing=Browsing(
                access=access,
                tweets=tweets,
                graph=graph,
                reactions=reactions,
                counts=counts,
                showing=Showing(facts=facts),
                authors=AuthorsView(counts=self.clicks),
                playing=ViewersPass(passes=self.passes),
            ),
            cursors=cursors,
        )
        relations = GraphOperations(
            relating=Relating(
                access=access,
                graph=graph,
                people=people,
                counts=counts,
                remembered=self.remembered,
                clock=clock,
                threshold=self.threshold,
            ),
            profiles=Profiles(
                access=access, graph=graph, people=people, counts=counts, reactions=reactions
            ),
            cursors=cursors,
        )
        routes = tuple(_without_idempotency(route) for route in ROUTES)
        self.handler = build(
            routes=routes,
            operations={**posting.by_name(), **relations.by_name()},
            guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
        )

    def asks(
        self, who: str, method: str, path: str, body: object = None, **more: Any
    ) -> dict[str, Any]:
        """The gateway's answer to Ada, Grace or Edsger; each asks a millisecond later."""
        self.clock.advance(0.001)
        route, _, query = path.partition("?")
        event = http_event(
            method,
            route,
            body=body,
            query=query,
            authorizer=claims(f"u-{who}", username=who, **more),
        )
        return self.handler(event, None)

    def ok(self, who: str, method: str, path: str, body: object = None) -> Json:
        answer = self.asks(who, method, path, body)
        assert answer["statusCode"] in {200, 201}, answer
        return dict(json_body(answer))

    def code(self, who: str, method: str, path: str, body: object = None) -> tuple[int, str]:
        answer = self.asks(who, method, path, body)
        return answer["statusCode"], json_body(answer)["error"]["code"]

    def posts(self, who: str, text: str = "Hello world!", **more: object) -> str:
        made: str = self.ok(who, "POST", "/api/tweets", {"text": text, **more})["id"]
        return made

    def ids(self, who: str, path: str) -> list[str]:
        """Of every page of a list, three at a time."""
        joint = "&" if "?" in path else "?"
        found: list[str] = []
        cursor = ""
        while True:
            page = self.ok(who, "GET", f"{path}{joint}limit=3{cursor}")
            found += [each["id"] for each in page["tweets" if "tweets" in page else "items"]]
            if page["nextCursor"] is None:
                return found
            cursor = f"&cursor={page['nextCursor']}"


def _without_idempotency(route: Route) -> Route:
    """At most once is the affair of a table; the end-to-end tests have it (X6)."""
    return replace(route, idempotent=False)


@pytest.fixture
def site() -> Site:
    return Site()


# the seed's shapes


def test_a_posted_tweet_is_the_seeds_answer(site: Site) -> None:
    site.world.shelf["u-ada", "img123"] = Media(
        id="img123", url="https://cdn.example/img123.jpg", type="image/jpeg"
    )
    answer = site.asks(
        "ada", "POST", "/api/tweets", {"text": "Hello world!", "mediaIds": ["img123"]}
    )
    assert answer["statusCode"] == 201
    made = json_body(answer)
    seed = {
        "id": made["id"],
        "userId": "u-ada",
        "text": "Hello world!",
        "mediaUrls": ["https://cdn.example/img123.jpg"],
        "createdAt": "2026-11-23T12:00:00Z",
        "likes": 0,
        "retweets": 0,
        "replies": 0,
    }
    assert {name: made[name] for name in seed} == seed


def test_a_shown_tweet_has_the_names_of_the_seeds_timeline(site: Site) -> None:
    shown = site.ok("ada", "GET", f"/api/tweets/{site.posts('ada')}")
    assert {
        "id",
        "user",
        "text",
        "createdAt",
        "likes",
        "retweets",
        "isLiked",
        "isRetweeted",
        "userId",
        "mediaUrls",
        "replies",
        "replyToId",
    } <= shown.keys()
    assert shown["user"].keys() == {"id", "username", "displayName", "avatarUrl"}


def test_every_answer_is_what_its_route_declares(site: Site) -> None:
    """Names byte for byte: nothing more, nothing less."""
    tweet = site.posts("grace")
    site.posts("grace", "and", replyToId=tweet)
    site.posts("ada", "look", quoteId=tweet)
    answers: list[tuple[type[BaseModel], str, str]] = [
        (TweetShown, "GET", f"/api/tweets/{tweet}"),
        (Thread, "GET", f"/api/tweets/{tweet}/thread"),
        (Reacted, "POST", f"/api/tweets/{tweet}/like"),
        (Reacted, "POST", f"/api/tweets/{tweet}/retweet"),
        (Reacted, "DELETE", f"/api/tweets/{tweet}/bookmark"),
        (Users, "GET", f"/api/tweets/{tweet}/likes"),
        (Tweets, "GET", f"/api/tweets/{tweet}/quotes"),
        (Tweets, "GET", "/api/users/grace/tweets"),
        (ProfileShown, "GET", "/api/users/grace"),
        (ProfileShown, "POST", "/api/users/grace/follow"),
        (Users, "GET", "/api/users/grace/followers"),
        (Users, "GET", "/api/me/mutes"),
    ]
    for model, method, path in answers:
        shown = site.ok("ada", method, path)
        parsed: BaseModel = model.model_validate(shown)
        assert parsed.model_dump(mode="json", by_alias=True) == shown, path


# X1


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_X1_without_the_scope_nothing_is_done(route: Route, site: Site) -> None:
    tweet = site.posts("ada")
    before = (dict(site.world.entries), dict(site.world.edges), set(site.world.followed))
    path = re.sub(r"\{tweetId\}", tweet, route.path).replace("{user}", "u-grace")
    other = {"social:read": "social:write", "social:write": "social:read"}[route.scope or ""]
    for authorizer, status in (
        (nobody(), 401),
        (nobody("invalid_token"), 401),
        (claims("u-ada", scopes=f"{other} links:write", via="key"), 403),
    ):
        event = http_event(route.method, path, body={"text": "x"}, authorizer=authorizer)
        assert site.handler(event, None)["statusCode"] == status
    assert before == (dict(site.world.entries), dict(site.world.edges), set(site.world.followed))


def test_X1_only_its_author_deletes_a_tweet(site: Site) -> None:
    tweet = site.posts("grace")
    assert site.code("ada", "DELETE", f"/api/tweets/{tweet}") == (403, "not_owner")
    assert site.asks("grace", "DELETE", f"/api/tweets/{tweet}")["statusCode"] == 204
    assert site.asks("grace", "DELETE", f"/api/tweets/{tweet}")["statusCode"] == 204
    assert site.code("ada", "DELETE", f"/api/tweets/{tweet}") == (404, "tweet_not_found")


# texts


@pytest.mark.parametrize("text", ["", " \n ", "x" * 281, "a\u0007", "\u200b\u2028"])
def test_X9_a_text_that_is_none_is_refused_by_name(text: str, site: Site) -> None:
    answer = site.asks("ada", "POST", "/api/tweets", {"text": text})
    assert answer["statusCode"] == 422
    assert json_body(answer)["error"]["details"]["fields"][0]["path"] == "text"


@pytest.mark.parametrize("text", ["x" * 280, "e\u0301" * 280, "\U0001f469" * 280, "a\r\nb\tc"])
def test_280_composed_code_points_are_kept_as_sent(text: str, site: Site) -> None:
    assert site.ok("ada", "GET", f"/api/tweets/{site.posts('ada', text)}")["text"] == text


def test_with_media_or_a_quote_nothing_need_be_said(site: Site) -> None:
    site.world.shelf["u-ada", "m"] = Media(id="m", url="u", type="image/png")
    tweet = site.posts("ada", "", mediaIds=["m"])
    assert site.ok("ada", "GET", f"/api/tweets/{site.posts('ada', '', quoteId=tweet)}")["quote"]


FILM = Media(id="v-1", url="https://t.example/videos/v-1/p.jpg", type="video/mp4", alt_text="Kites")


def test_who_asks_for_a_tweet_by_itself_gets_what_plays_its_film_and_lists_do_not(
    site: Site,
) -> None:
    site.world.shelf["u-ada", "v-1"] = FILM
    site.world.shelf["u-ada", "m"] = Media(id="m", url="u", type="image/webp")
    tweet_id = site.posts("ada", mediaIds=["m", "v-1"])
    picture, film = site.ok("grace", "GET", f"/api/tweets/{tweet_id}")["media"]
    assert (film["id"], film["type"], film["altText"]) == ("v-1", "video/mp4", "Kites")
    assert "playPass" not in picture

    def opens(who: str, video_id: str = "v-1", owner_id: str = "u-ada") -> bool:
        return site.passes.opens(film["playPass"], who, video_id=video_id, owner_id=owner_id)

    assert opens("u-grace")
    assert not opens("u-ada")
    assert not opens("u-grace", video_id="v-2")
    assert not opens("u-grace", owner_id="u-grace")
    for path in ("/api/users/ada/tweets", "/api/users/ada/tweets?filter=media"):
        (listed,) = site.ok("grace", "GET", path)["tweets"]
        assert [each["type"] for each in listed["media"]] == ["image/webp", "video/mp4"]
        assert all("playPass" not in each for each in listed["media"])


def test_S12_S3_nobody_gets_what_plays_a_film_of_a_tweet_they_may_not_see(site: Site) -> None:
    site.world.shelf["u-ada", "v-1"] = FILM
    tweet_id = site.posts("ada", mediaIds=["v-1"])
    path = f"/api/tweets/{tweet_id}"
    site.ok("ada", "POST", "/api/users/grace/block")
    assert site.code("grace", "GET", path) == (404, "tweet_not_found")
    assert site.ok("edsger", "GET", path)["media"][0]["playPass"]
    site.asks("ada", "DELETE", path)
    assert site.code("edsger", "GET", path) == (404, "tweet_not_found")


def test_somebody_elses_media_is_refused(site: Site) -> None:
    site.world.shelf["u-grace", "m"] = Media(id="m", url="u", type="image/png")
    wish = {"text": "mine", "mediaIds": ["m"]}
    assert site.code("ada", "POST", "/api/tweets", wish) == (422, "media_not_found")


@pytest.mark.parametrize("field_name", ["replyToId", "quoteId"])
@pytest.mark.parametrize("bad", ["tweet789", "7530701704400994305", "0" * 19])
def test_what_is_answered_or_quoted_must_be_there(field_name: str, bad: str, site: Site) -> None:
    wish = {"text": "so", field_name: bad}
    assert site.code("ada", "POST", "/api/tweets", wish) == (404, "tweet_not_found")


# S3, S4, S6, S8, S9, S12, S18


def test_S3_a_deleted_tweet_is_gone_from_quotes_threads_lists_and_bookmarks(site: Site) -> None:
    tweet = site.posts("grace")
    reply = site.posts("grace", "more", replyToId=tweet)
    quote = site.posts("edsger", "look", quoteId=tweet)
    for who, act in (("edsger", "retweet"), ("ada", "bookmark"), ("ada", "like")):
        site.ok(who, "POST", f"/api/tweets/{tweet}/{act}")
    assert site.ids("ada", "/api/users/edsger/tweets") == [tweet, quote]
    site.asks("grace", "DELETE", f"/api/tweets/{tweet}")
    shown = site.ok("ada", "GET", f"/api/tweets/{quote}")
    assert (shown["quote"], shown["quoteId"]) == (None, tweet)
    assert site.ok("ada", "GET", f"/api/tweets/{reply}/thread")["ancestors"] == []
    assert site.ids("ada", "/api/users/edsger/tweets") == [quote]
    assert site.ids("ada", "/api/bookmarks") == []
    for path in ("", "/thread", "/likes", "/retweets", "/quotes"):
        assert site.code("ada", "GET", f"/api/tweets/{tweet}{path}") == (404, "tweet_not_found")
    assert site.code("ada", "POST", f"/api/tweets/{tweet}/like") == (404, "tweet_not_found")


def test_S3_caches_are_told_of_the_tombstone(site: Site) -> None:
    parent = site.posts("ada")
    tweet = site.posts("grace", "so", replyToId=parent)
    site.remembered.dropped.clear()
    site.asks("grace", "DELETE", f"/api/tweets/{tweet}")
    assert site.remembered.entries[tweet].deleted_at is not None
    assert site.remembered.entries[tweet].text == ""
    assert parent in site.remembered.dropped


def test_S4_undoing_a_retweet_buries_its_entry_everywhere(site: Site) -> None:
    tweet = site.posts("grace")
    assert site.ok("ada", "POST", f"/api/tweets/{tweet}/retweet")["retweets"] == 1
    assert site.ok("ada", "POST", f"/api/tweets/{tweet}/retweet")["retweets"] == 1
    (own,) = (e for e in site.world.entries.values() if e.retweet_of == tweet)
    assert site.ok("ada", "DELETE", f"/api/tweets/{tweet}/retweet")["retweets"] == 0
    assert site.world.entries[own.id].deleted_at is not None
    assert site.remembered.entries[own.id].deleted_at is not None
    assert site.code("ada", "GET", f"/api/tweets/{own.id}")[0] == 404


def test_S4_a_retweet_in_a_profile_shows_the_original_and_through_whom(site: Site) -> None:
    tweet = site.posts("grace")
    site.ok("ada", "POST", f"/api/tweets/{tweet}/retweet")
    (shown,) = site.ok("edsger", "GET", "/api/users/ada/tweets")["tweets"]
    assert (shown["id"], shown["user"]["id"]) == (tweet, "u-grace")
    assert shown["retweetedBy"]["id"] == "u-ada"


def test_a_thread_is_ancestors_from_the_first_and_replies_oldest_first(site: Site) -> None:
    root = site.posts("ada")
    middle = site.posts("grace", "b", replyToId=root)
    tweet = site.posts("ada", "c", replyToId=middle)
    replies = [site.posts("edsger", f"{n}", replyToId=tweet) for n in range(5)]
    thread = site.ok("grace", "GET", f"/api/tweets/{tweet}/thread?limit=2")
    assert [each["id"] for each in thread["ancestors"]] == [root, middle]
    assert [each["id"] for each in thread["replies"]] == replies[:2]
    more = site.ok(
        "grace", "GET", f"/api/tweets/{tweet}/thread?limit=9&cursor={thread['nextCursor']}"
    )
    assert [each["id"] for each in more["replies"]] == replies[2:]
    assert more["nextCursor"] is None
    assert {e.conversation_id for e in site.world.entries.values()} == {root}


def test_S8_pages_stay_full_where_much_is_hidden(site: Site) -> None:
    tweet = site.posts("grace")
    shown = []
    for n in range(40):
        site.posts("edsger", f"hidden {n}", replyToId=tweet)
        if n % 10 == 0:
            shown.append(site.posts("grace", f"{n}", replyToId=tweet))
    site.ok("ada", "POST", "/api/users/edsger/mute")
    first = site.ok("ada", "GET", f"/api/tweets/{tweet}/thread?limit=3")
    assert [each["id"] for each in first["replies"]] == shown[:3]
    rest = site.ok("ada", "GET", f"/api/tweets/{tweet}/thread?limit=3&cursor={first['nextCursor']}")
    assert [each["id"] for each in rest["replies"]] == shown[3:]
    assert rest["nextCursor"] is None


def test_S8_a_profile_pages_to_its_end_under_new_tweets(site: Site) -> None:
    made = [site.posts("ada", f"{n}") for n in range(7)]
    page = site.ok("grace", "GET", "/api/users/ada/tweets?limit=3")
    site.posts("ada", "newer")
    site.asks("ada", "DELETE", f"/api/tweets/{made[4]}")
    rest = site.ok("grace", "GET", f"/api/users/ada/tweets?limit=9&cursor={page['nextCursor']}")
    seen = [each["id"] for each in (*page["tweets"], *rest["tweets"])]
    assert seen == made[::-1]


def test_S9_counts_are_edges_after_any_storm(site: Site) -> None:
    tweet = site.posts("grace")
    for n in range(12):
        for who in ("ada", "edsger", "grace"):
            method = "POST" if (n * len(who)) % 3 else "DELETE"
            site.ok(who, method, f"/api/tweets/{tweet}/like")
    edges = sum(1 for (_, t, kind) in site.world.edges if (t, kind) == (tweet, "like"))
    assert site.ok("ada", "GET", f"/api/tweets/{tweet}")["likes"] == edges


def test_S12_a_block_hides_tweets_people_and_reactions_both_ways(site: Site) -> None:
    theirs, third = site.posts("grace"), site.posts("edsger")
    mine = site.posts("ada")
    quote = site.posts("edsger", "look", quoteId=theirs)
    for who in ("ada", "grace"):
        site.ok(who, "POST", f"/api/tweets/{third}/like")
        site.ok(who, "POST", "/api/users/edsger/follow")
        site.posts(who, "yes", replyToId=third)
    site.ok("ada", "POST", "/api/users/grace/block")
    for who, other, tweet in (("ada", "grace", theirs), ("grace", "ada", mine)):
        assert site.code(who, "GET", f"/api/tweets/{tweet}")[0] == 404
        for act in ("like", "retweet", "bookmark"):
            assert site.code(who, "POST", f"/api/tweets/{tweet}/{act}")[0] == 404
        wish = {"text": "so", "replyToId": tweet}
        assert site.code(who, "POST", "/api/tweets", wish)[0] == 404
        assert site.ids(who, f"/api/tweets/{third}/likes") == [f"u-{who}"]
        assert site.ids(who, "/api/users/edsger/followers") == [f"u-{who}"]
        replies = site.ok(who, "GET", f"/api/tweets/{third}/thread")["replies"]
        assert {each["userId"] for each in replies} == {f"u-{who}"}
        mention = site.world.entries[site.posts(who, f"@{other} and @edsger")]
        assert mention.mentions == ("u-edsger",)
    assert site.ok("ada", "GET", f"/api/tweets/{quote}")["quote"] is None
    assert site.code("grace", "GET", "/api/users/ada") == (404, "user_not_found")
    assert site.code("grace", "GET", "/api/users/ada/tweets") == (404, "user_not_found")
    assert site.ok("ada", "GET", "/api/users/grace")["isBlocked"] is True
    assert site.code("ada", "POST", "/api/users/grace/follow") == (403, "user_blocked")
    assert set(site.remembered.dropped) >= {"u-ada", "u-grace"}


def test_S12_a_mute_is_private_and_leaves_profiles(site: Site) -> None:
    tweet = site.posts("grace")
    site.ok("ada", "POST", "/api/users/grace/mute")
    assert site.ids("ada", "/api/users/grace/tweets") == [tweet]
    seen = site.ok("grace", "GET", "/api/users/ada")
    assert (seen["isMuted"], seen["isBlocked"]) == (False, False)
    assert site.ids("ada", "/api/me/mutes") == ["u-grace"]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("act", ["follow", "block", "mute"])
def test_nobody_does_it_to_themselves(act: str, method: str, site: Site) -> None:
    for me in ("u-ada", "ada", "ADA"):
        assert site.code("ada", method, f"/api/users/{me}/{act}") == (422, "not_yourself")


def test_S7_who_has_many_followers_is_a_celebrity_until_well_below(site: Site) -> None:
    site.world.born(*"abcd")
    for name in "abcd":
        site.ok(name, "POST", "/api/users/grace/follow")
    assert site.world.people["u-grace"].celebrity is True
    assert site.world.entries[site.posts("grace")].mode == "pull"
    site.ok("a", "DELETE", "/api/users/grace/follow")
    assert site.world.people["u-grace"].celebrity is True
    site.ok("b", "DELETE", "/api/users/grace/follow")
    assert site.world.people["u-grace"].celebrity is False
    assert site.world.entries[site.posts("grace")].mode == "push"


def test_S14_tags_and_mentions_are_kept_folded_and_by_id(site: Site) -> None:
    entry = site.world.entries[
        site.posts("ada", "#Größe #\uff21\uff22 @GRACE @nobody https://x/#not")
    ]
    assert entry.tags == ("grösse", "ab")
    assert entry.mentions == ("u-grace",)


def test_S18_ids_are_text_of_19_digits_that_hold_their_time(site: Site) -> None:
    tweet = site.posts("ada")
    assert is_id(tweet)
    assert ms_of(tweet) == site.world.entries[tweet].at
    assert int(tweet) > 2**53
    assert ms_of(id_at(int(NOON.timestamp() * 1000))) == int(NOON.timestamp() * 1000)
    assert not is_id(str(2**63))


def test_an_id_somebody_has_is_not_given_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    at = int(site.clock.now().timestamp() * 1000) + 1
    taken = id_at(at, noise=7)
    site.world.entries[taken] = Entry(id=taken, author_id="u-grace", at=at, text="first")
    noise = iter([7, 7, 8])
    monkeypatch.setattr("social.ids.secrets.randbits", lambda _: next(noise))
    tweet = site.posts("ada")
    assert tweet == id_at(at, noise=8)
    assert site.world.entries[tweet].conversation_id == tweet


def test_bookmarks_are_told_to_nobody_and_count_nowhere(site: Site) -> None:
    tweet = site.posts("grace")
    kept = site.ok("ada", "POST", f"/api/tweets/{tweet}/bookmark")
    assert kept["isBookmarked"] is True
    assert site.ids("ada", "/api/bookmarks") == [tweet]
    assert site.ok("grace", "GET", f"/api/tweets/{tweet}")["isBookmarked"] is False


def test_a_cursor_is_of_one_list_and_one_reader(site: Site) -> None:
    for n in range(4):
        site.posts("ada", f"{n}")
    cursor = site.ok("ada", "GET", "/api/users/ada/tweets?limit=1")["nextCursor"]
    for who, path in (
        ("grace", "/api/users/ada/tweets"),
        ("ada", "/api/users/ada/tweets?filter=replies"),
        ("ada", "/api/bookmarks"),
        ("ada", "/api/users/ada/followers"),
    ):
        joint = "&" if "?" in path else "?"
        answer = site.asks(who, "GET", f"{path}{joint}cursor={cursor}")
        assert answer["statusCode"] == 422, path


def test_an_author_sees_the_clicks_of_a_tweets_links_and_others_see_the_links() -> None:
    site = Site()
    long, short = "https://a.example/long", "https://s.example/aB3xY9z"
    tweet = site.posts("ada", f"see {long}")
    assert site.ok("ada", "GET", f"/api/tweets/{tweet}")["links"] == []
    FakeTweets(site.world).add_links(tweet, {long: short})
    site.clicks.clicks[short] = 7
    link = {"url": long, "shortUrl": short}
    mine = site.ok("ada", "GET", f"/api/tweets/{tweet}")
    theirs = site.ok("grace", "GET", f"/api/tweets/{tweet}")
    assert (mine["links"], theirs["links"]) == ([{**link, "clicks": 7}], [link])
    assert mine["text"] == f"see {long}"
    (listed,) = site.ok("ada", "GET", "/api/users/u-ada/tweets")["tweets"]
    assert listed["links"] == [link]


def test_X10_what_refers_to_a_tweet_comes_after_it_whatever_the_clock_says(site: Site) -> None:
    tweet = site.posts("ada")
    site.clock.advance(-300)
    later = [
        site.posts("grace", "no", replyToId=tweet),
        site.posts("grace", "look", quoteId=tweet),
    ]
    site.ok("grace", "POST", f"/api/tweets/{tweet}/retweet")
    later += [e.id for e in site.world.entries.values() if e.retweet_of == tweet]
    assert len(set(later)) == 3
    assert min(later) > tweet
    assert site.ids("grace", "/api/users/ada/tweets") == [tweet]
    own = site.ids("ada", "/api/users/grace/tweets?filter=posts")
    assert len(own) == 2
