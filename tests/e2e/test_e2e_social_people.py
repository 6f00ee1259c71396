"""People of the feed: profiles, blocks, mutes, what is theirs alone, and what erasure takes."""

import pytest

from tests.e2e.people import Person
from tests.e2e.tweeting import all_of, follows, home_ids, posts
from tests.e2e.waiting import eventually


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
