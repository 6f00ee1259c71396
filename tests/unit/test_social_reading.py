"""What the social API shows to whom: lists, threads, counts, blocks; on fakes."""

import pytest

from tests.fakes.social_site import Site


@pytest.fixture
def site() -> Site:
    return Site()


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
