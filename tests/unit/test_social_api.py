"""What may be posted to the social API, and what it answers; on fakes."""

import re

import pytest
from pydantic import BaseModel

from contracts.http import Route
from contracts.http.social import ROUTES
from contracts.http.social_models import ProfileShown, Reacted, Thread, Tweets, TweetShown, Users
from social.ids import id_at, is_id, ms_of
from social.model import Entry, Media
from tests.builders import claims, http_event, json_body, nobody
from tests.fakes.core import NOON
from tests.fakes.social import (
    FakeTweets,
)
from tests.fakes.social_site import Site


@pytest.fixture
def site() -> Site:
    return Site()


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


@pytest.mark.parametrize("wrong", [5, "nothing"])
def test_X9_a_wrong_one_among_several_is_named_alike_whoever_finds_it(
    wrong: object, site: Site
) -> None:
    site.world.shelf["u-ada", "m"] = Media(id="m", url="u", type="image/png")
    answer = site.asks("ada", "POST", "/api/tweets", {"text": "so", "mediaIds": ["m", wrong]})
    assert json_body(answer)["error"]["details"]["fields"][0]["path"] == "mediaIds.1"


@pytest.mark.parametrize("field_name", ["replyToId", "quoteId"])
@pytest.mark.parametrize("bad", ["tweet789", "7530701704400994305", "0" * 19])
def test_what_is_answered_or_quoted_must_be_there(field_name: str, bad: str, site: Site) -> None:
    wish = {"text": "so", field_name: bad}
    assert site.code("ada", "POST", "/api/tweets", wish) == (404, "tweet_not_found")


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
