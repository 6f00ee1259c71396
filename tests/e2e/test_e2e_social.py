"""Two people and what passes between them: post, follow, read, react, reply, block, delete."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from infra.config import LOCAL
from tests.e2e.people import Person
from tests.e2e.visiting import Answer
from tests.e2e.waiting import eventually

Json = dict[str, Any]  # Any: an answer's JSON


def posts(person: Person, text: str = "Hello world!", **more: object) -> Json:
    answer = person.ok("POST", "/api/tweets", {"text": text, **more})
    assert answer.status == 201
    return dict(answer.json)


def home(person: Person, query: str = "") -> list[Json]:
    return list(person.ok("GET", f"/api/timeline/home{query}").json["tweets"])


def home_ids(person: Person) -> list[str]:
    return [tweet["id"] for tweet in home(person)]


def follows(person: Person, other: Person) -> Json:
    return dict(person.ok("POST", f"/api/users/{other.id}/follow").json)


def all_of(person: Person, path: str, key: str = "tweets") -> list[Json]:
    """Every page of a list."""
    joint = "&" if "?" in path else "?"
    found: list[Json] = []
    cursor = ""
    while True:
        page = person.ok("GET", path + (f"{joint}cursor={cursor}" if cursor else "")).json
        found += page[key]
        if page["nextCursor"] is None:
            return found
        cursor = page["nextCursor"]


def test_a_tweet_has_the_seeds_shape(ada: Person) -> None:
    answer = ada.ok("POST", "/api/tweets", {"text": "Hello world!"})
    assert answer.status == 201
    made = answer.json
    assert made["text"] == "Hello world!"
    assert made["userId"] == ada.id
    assert made["mediaUrls"] == []
    assert (made["likes"], made["retweets"], made["replies"]) == (0, 0, 0)
    assert made["createdAt"].endswith("Z")
    assert isinstance(made["id"], str)
    assert len(made["id"]) == 19  # S18


def test_home_has_the_seeds_shape(ada: Person, grace: Person) -> None:
    follows(ada, grace)
    tweet = posts(grace)
    (shown,) = eventually(lambda: home(ada))
    assert shown["id"] == tweet["id"]
    assert shown["user"] == {
        "id": grace.id,
        "username": grace.username,
        "displayName": grace.username,
        "avatarUrl": None,
    }
    assert (shown["isLiked"], shown["isRetweeted"]) == (False, False)


def test_S5_my_own_tweet_is_in_my_home_at_once(ada: Person) -> None:
    tweet = posts(ada)
    assert home_ids(ada) == [tweet["id"]]


def test_home_explains_how_an_entry_came_and_through_whom(ada: Person, grace: Person) -> None:
    early = posts(grace, "before the follow")
    follows(ada, grace)
    eventually(lambda: home_ids(ada) == [early["id"]])
    late = posts(grace, "after it")
    eventually(lambda: len(home_ids(ada)) == 2)
    told = {tweet["id"]: tweet["explain"] for tweet in home(ada, "?explain=1")}
    assert {i: (each["source"], each["via"]) for i, each in told.items()} == {
        early["id"]: ("backfill", grace.id),
        late["id"]: ("push", grace.id),
    }
    assert all("explain" not in tweet for tweet in home(ada))


def test_S7_somebody_whom_many_follow_is_read_in_every_home(people: Callable[[], Person]) -> None:
    """More than the local threshold: their posts are merged on read from now on."""
    star, fans = people(), [people() for _ in range(LOCAL.celebrity_threshold)]
    for fan in fans:
        follows(fan, star)
    tweet = posts(star, "to all of you")
    for fan in fans:
        eventually(lambda fan=fan: home_ids(fan) == [tweet["id"]])  # type: ignore[misc]  # a default


def test_home_pages_to_its_end_newest_first(ada: Person, grace: Person) -> None:
    follows(ada, grace)
    made = [posts(each, f"number {n}")["id"] for n in range(4) for each in (ada, grace)]
    eventually(lambda: len(home_ids(ada)) == 8)
    assert [t["id"] for t in all_of(ada, "/api/timeline/home?limit=3")] == made[::-1]


def test_liking_is_counted_once_and_undone(ada: Person, grace: Person) -> None:
    tweet = posts(grace)
    path = f"/api/tweets/{tweet['id']}/like"
    for _ in range(2):
        liked = ada.ok("POST", path)
        assert (liked.status, liked.json["likes"], liked.json["isLiked"]) == (200, 1, True)
    assert ada.ok("GET", f"/api/tweets/{tweet['id']}").json["isLiked"] is True
    likers = ada.ok("GET", f"/api/tweets/{tweet['id']}/likes").json["items"]
    assert [each["id"] for each in likers] == [ada.id]
    for _ in range(2):
        assert ada.ok("DELETE", path).json["likes"] == 0


def test_S9_likes_at_once_by_one_user_count_one(ada: Person, grace: Person) -> None:
    tweet = posts(grace)
    with ThreadPoolExecutor(8) as crowd:
        answers = list(
            crowd.map(lambda _: ada.api.asks("POST", f"/api/tweets/{tweet['id']}/like"), range(16))
        )
    assert {answer.status for answer in answers} == {200}
    assert ada.ok("GET", f"/api/tweets/{tweet['id']}").json["likes"] == 1


def test_S4_a_retweet_shows_the_original_once_and_through_whom(
    ada: Person, grace: Person, people: Callable[[], Person]
) -> None:
    edsger = people()
    tweet = posts(edsger)
    follows(ada, grace)
    retweeted = grace.ok("POST", f"/api/tweets/{tweet['id']}/retweet").json
    assert (retweeted["retweets"], retweeted["isRetweeted"]) == (1, True)
    (shown,) = eventually(lambda: home(ada))
    assert (shown["id"], shown["user"]["id"]) == (tweet["id"], edsger.id)
    assert shown["retweetedBy"]["id"] == grace.id
    follows(ada, edsger)
    eventually(lambda: home_ids(ada) == [tweet["id"]])
    grace.ok("DELETE", f"/api/tweets/{tweet['id']}/retweet")
    (shown,) = eventually(lambda: [t for t in home(ada) if t["retweetedBy"] is None])
    assert shown["id"] == tweet["id"]


def test_S6_a_reply_reaches_those_who_follow_both_ends(
    ada: Person, grace: Person, people: Callable[[], Person]
) -> None:
    edsger = people()
    tweet = posts(edsger)
    reply = posts(grace, "I see", replyToId=tweet["id"])
    assert reply["replyToId"] == tweet["id"]
    follows(ada, grace)
    assert home_ids(ada) == []
    follows(ada, edsger)
    eventually(lambda: home_ids(ada) == [reply["id"], tweet["id"]])
    assert edsger.ok("GET", f"/api/tweets/{tweet['id']}").json["replies"] == 1
    thread = ada.ok("GET", f"/api/tweets/{reply['id']}/thread").json
    assert [each["id"] for each in thread["ancestors"]] == [tweet["id"]]
    thread = ada.ok("GET", f"/api/tweets/{tweet['id']}/thread").json
    assert [each["id"] for each in thread["replies"]] == [reply["id"]]


def test_S3_a_deleted_tweet_is_gone_everywhere_and_so_are_its_retweets(
    ada: Person, grace: Person, people: Callable[[], Person]
) -> None:
    edsger = people()
    follows(ada, grace)
    follows(ada, edsger)
    tweet = posts(grace)
    edsger.ok("POST", f"/api/tweets/{tweet['id']}/retweet")
    quote = posts(edsger, "Look", quoteId=tweet["id"])
    assert quote["quote"]["id"] == tweet["id"]
    eventually(lambda: home_ids(ada) == [quote["id"], tweet["id"]])
    assert grace.ok("DELETE", f"/api/tweets/{tweet['id']}").status == 204
    assert home_ids(ada) == [quote["id"]]
    assert home(ada)[0]["quote"] is None
    assert ada.api.gets(f"/api/tweets/{tweet['id']}").code == "tweet_not_found"
    assert all_of(ada, f"/api/users/{grace.id}/tweets") == []
    assert [t["id"] for t in all_of(ada, f"/api/users/{edsger.id}/tweets")] == [quote["id"]]
    assert grace.ok("DELETE", f"/api/tweets/{tweet['id']}").status == 204


def test_only_its_author_deletes_a_tweet(ada: Person, grace: Person) -> None:
    tweet = posts(grace)
    answer = ada.api.asks("DELETE", f"/api/tweets/{tweet['id']}")
    assert (answer.status, answer.code) == (403, "not_owner")


def test_S12_a_block_hides_both_from_each_other_and_ends_their_follows(
    ada: Person, grace: Person
) -> None:
    follows(ada, grace)
    follows(grace, ada)
    mine, theirs = posts(ada), posts(grace)
    eventually(lambda: home_ids(ada) == [theirs["id"], mine["id"]])
    assert ada.ok("POST", f"/api/users/{grace.id}/block").json["isBlocked"] is True
    assert home_ids(ada) == [mine["id"]]
    assert home_ids(grace) == [theirs["id"]]
    for reader, tweet in ((ada, theirs), (grace, mine)):
        assert reader.api.gets(f"/api/tweets/{tweet['id']}").status == 404
        assert reader.api.asks("POST", f"/api/tweets/{tweet['id']}/like").status == 404
    assert grace.api.gets(f"/api/users/{ada.id}").code == "user_not_found"
    assert grace.api.asks("POST", f"/api/users/{ada.id}/follow").status == 404
    assert ada.api.asks("POST", f"/api/users/{grace.id}/follow").code == "user_blocked"
    assert [u["id"] for u in all_of(ada, "/api/me/blocks", "items")] == [grace.id]
    lifted = ada.ok("DELETE", f"/api/users/{grace.id}/block").json
    assert (lifted["isBlocked"], lifted["isFollowing"], lifted["followers"]) == (False, False, 0)
    assert ada.ok("GET", f"/api/tweets/{theirs['id']}").json["id"] == theirs["id"]


def test_S12_a_mute_is_private_and_undone_on_the_next_read(ada: Person, grace: Person) -> None:
    follows(ada, grace)
    tweet = posts(grace)
    eventually(lambda: home_ids(ada) == [tweet["id"]])
    assert ada.ok("POST", f"/api/users/{grace.id}/mute").json["isMuted"] is True
    assert home_ids(ada) == []
    assert grace.ok("GET", f"/api/users/{ada.id}").json["followsYou"] is True
    assert [t["id"] for t in all_of(ada, f"/api/users/{grace.id}/tweets")] == [tweet["id"]]
    assert [u["id"] for u in all_of(ada, "/api/me/mutes", "items")] == [grace.id]
    ada.ok("DELETE", f"/api/users/{grace.id}/mute")
    assert home_ids(ada) == [tweet["id"]]


def test_a_profile_counts_and_says_how_we_stand(ada: Person, grace: Person) -> None:
    seen = follows(ada, grace)
    assert (seen["isFollowing"], seen["followers"]) == (True, 1)
    posts(grace)
    profile = ada.ok("GET", f"/api/users/{grace.username.upper()}").json
    assert (profile["id"], profile["username"]) == (grace.id, grace.username)
    assert (profile["followers"], profile["following"], profile["tweets"]) == (1, 0, 1)
    assert (profile["isFollowing"], profile["followsYou"]) == (True, False)
    assert [u["id"] for u in all_of(grace, f"/api/users/{grace.id}/followers", "items")] == [ada.id]
    assert [u["id"] for u in all_of(ada, f"/api/users/{ada.id}/following", "items")] == [grace.id]
    assert ada.ok("DELETE", f"/api/users/{grace.id}/follow").json["followers"] == 0


def test_a_changed_profile_is_shown(ada: Person, grace: Person) -> None:
    tweet = posts(grace)
    grace.ok("PATCH", "/api/me", {"displayName": "Grace Hopper"})
    path = f"/api/tweets/{tweet['id']}"
    assert eventually(lambda: ada.ok("GET", path).json["user"]["displayName"] == "Grace Hopper")


@pytest.mark.parametrize("act", ["follow", "block", "mute"])
def test_nobody_does_it_to_themselves(act: str, ada: Person) -> None:
    answer = ada.api.asks("POST", f"/api/users/{ada.id}/{act}")
    assert (answer.status, answer.code) == (422, "not_yourself")


def test_bookmarks_are_mine_alone(ada: Person, grace: Person) -> None:
    made = [posts(grace, f"number {n}")["id"] for n in range(3)]
    for tweet_id in made:
        assert ada.ok("POST", f"/api/tweets/{tweet_id}/bookmark").json["isBookmarked"] is True
    assert [t["id"] for t in all_of(ada, "/api/bookmarks?limit=2")] == made[::-1]
    assert all_of(grace, "/api/bookmarks") == []
    ada.ok("DELETE", f"/api/tweets/{made[0]}/bookmark")
    assert [t["id"] for t in all_of(ada, "/api/bookmarks")] == made[:0:-1]


def test_a_users_tweets_are_told_apart(ada: Person, grace: Person) -> None:
    tweet = posts(ada)
    reply = posts(ada, "and", replyToId=posts(grace)["id"])
    path = f"/api/users/{ada.username}/tweets"
    assert [t["id"] for t in all_of(grace, path)] == [tweet["id"]]
    assert [t["id"] for t in all_of(grace, path + "?filter=replies")] == [reply["id"]]
    assert all_of(grace, path + "?filter=media") == []


def test_what_quotes_a_tweet_is_listed(ada: Person, grace: Person) -> None:
    tweet = posts(ada)
    quote = posts(grace, "see", quoteId=tweet["id"])
    listed = eventually(lambda: all_of(ada, f"/api/tweets/{tweet['id']}/quotes"))
    assert [t["id"] for t in listed] == [quote["id"]]
    assert ada.ok("GET", f"/api/tweets/{tweet['id']}").json["quotes"] == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 281, "a\u0007b", "\u200b"])
def test_X9_texts_that_are_none_are_refused_by_name(text: str, ada: Person) -> None:
    answer = ada.api.asks("POST", "/api/tweets", body={"text": text})
    assert answer.status == 422
    assert answer.json["error"]["details"]["fields"][0]["path"] == "text"


def test_280_characters_are_counted_composed(ada: Person) -> None:
    text = "e\u0301" * 280
    assert posts(ada, text)["text"] == text


@pytest.mark.parametrize("bad", ["nonsense", "1", "9" * 19, "9" * 400, "..%2F", "%00"])
def test_X9_ids_that_are_none_are_not_found(bad: str, ada: Person) -> None:
    for path in (f"/api/tweets/{bad}", f"/api/tweets/{bad}/thread", f"/api/users/{bad}!"):
        assert ada.api.gets(path).status in {404, 422}, path


def test_a_cursor_of_another_list_is_refused(ada: Person, grace: Person) -> None:
    for n in range(3):
        posts(ada, f"number {n}")
    cursor = ada.ok("GET", "/api/timeline/home?limit=1").json["nextCursor"]
    for path in (f"/api/users/{ada.id}/tweets", "/api/bookmarks", f"/api/users/{ada.id}/followers"):
        assert ada.api.gets(f"{path}?cursor={cursor}").status == 422
    assert grace.api.gets(f"/api/timeline/home?cursor={cursor}").status == 422


def test_X6_a_repeated_tweet_is_one_tweet(ada: Person) -> None:
    headers = {"Idempotency-Key": "once"}

    def post(text: str) -> Answer:
        return ada.api.asks("POST", "/api/tweets", body={"text": text}, headers=headers)

    first, second, other = post("one"), post("one"), post("two")
    assert (first.status, second.status, first.json) == (201, 201, second.json)
    assert (other.status, other.code) == (422, "idempotency_mismatch")
    assert home_ids(ada) == [first.json["id"]]


def test_X12_erasure_takes_tweets_reactions_and_relations(ada: Person, grace: Person) -> None:
    tweet, theirs = posts(ada), posts(grace)
    for path in (f"/api/tweets/{theirs['id']}/like", f"/api/tweets/{theirs['id']}/retweet"):
        ada.ok("POST", path)
    reply = posts(ada, "and I", replyToId=theirs["id"])
    follows(ada, grace)
    follows(grace, ada)
    grace.ok("POST", f"/api/users/{ada.id}/mute")
    assert ada.ok("DELETE", "/api/me").status == 204

    def gone() -> bool:
        left = grace.ok("GET", f"/api/tweets/{theirs['id']}").json
        me = grace.ok("GET", f"/api/users/{grace.id}").json
        counts = [
            left["likes"],
            left["retweets"],
            left["replies"],
            me["followers"],
            me["following"],
        ]
        return counts == [0, 0, 0, 0, 0]

    assert eventually(gone)
    for each in (tweet, reply):
        assert grace.api.gets(f"/api/tweets/{each['id']}").status == 404
    assert grace.api.gets(f"/api/users/{ada.username}").status == 404
    assert home_ids(grace) == [theirs["id"]]
    assert eventually(lambda: named_in_social(ada), until=lambda left: left == []) == []


def named_in_social(person: Person) -> list[str]:
    """Items of the tables of tweets, follows and reactions that still name somebody."""
    tables = ("social-Tweets", "social-Follows", "social-Reactions")
    found = person.behind.mentions(person.id)
    return sorted(item for table, item in found if any(name in table for name in tables))
