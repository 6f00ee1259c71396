"""One suite for the ports of social: the fakes, and the tables on moto."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from contracts.tables import social
from social.adapters.counters import CounterShards
from social.adapters.reaction_table import DynamoCounts, DynamoReactions
from social.adapters.tweet_table import DynamoTweets
from social.errors import IdTaken
from social.model import Counts, Media, PersonCounts
from tests.contract.social_stores import START, Stores, fakes, liked, retweeted, tables, tweet
from tests.tables import create_table


@pytest.fixture(params=["fake", "tables"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        yield fakes()
    else:
        with mock_aws():
            yield tables()


def test_a_tweet_comes_back_as_it_was_posted(stores: Stores) -> None:
    media = Media(id="m", url="https://x/m.jpg", type="image/jpeg", alt_text="a", width=3, height=2)
    entry = tweet(
        1,
        text="Grüße #a @b\n\U0001f469\u200d\U0001f680",
        reply_to_id=tweet(0).id,
        reply_to_author_id="grace",
        conversation_id=tweet(0).id,
        quote_id=tweet(9).id,
        media=(media,),
        mentions=("b",),
        tags=("a",),
        links={"https://long": "https://short"},
        mode="pull",
    )
    stores.tweets.post(entry)
    assert stores.tweets.find(entry.id) == entry
    assert stores.tweets.find_many([entry.id, tweet(5).id]) == {entry.id: entry}
    assert stores.tweets.find(tweet(5).id) is None


def test_an_id_is_given_once(stores: Stores) -> None:
    stores.tweets.post(tweet(1))
    with pytest.raises(IdTaken):
        stores.tweets.post(tweet(1, author="grace"))
    assert stores.counts.of_person("grace").tweets == 0


def test_S3_a_buried_tweet_keeps_no_content_and_counts_nowhere(stores: Stores) -> None:
    parent, quoted = tweet(1), tweet(2)
    entry = tweet(3, "grace", reply_to_id=parent.id, quote_id=quoted.id, tags=("a",))
    for each in (parent, quoted, entry):
        stores.tweets.post(each)
    assert stores.counts.exact(parent.id) == Counts(replies=1)
    assert stores.counts.exact(quoted.id) == Counts(quotes=1)
    assert stores.tweets.bury(entry, at=START + 9) is True
    assert stores.tweets.bury(entry, at=START + 10) is False
    assert stores.tweets.find(entry.id) == entry.buried(START + 9)
    assert stores.tweets.replies_to(parent.id, after=None, most=9) == []
    assert stores.tweets.quotes_of(quoted.id, before=None, most=9) == []
    assert stores.counts.of([parent.id, quoted.id]) == dict.fromkeys(
        [parent.id, quoted.id], Counts()
    )
    assert stores.counts.of_person("grace").tweets == 0


def test_an_authors_entries_come_newest_first_page_by_page(stores: Stores) -> None:
    made = [tweet(n) for n in range(5)]
    for entry in (made[2], made[0], made[4], made[1], made[3], tweet(7, "grace")):
        stores.tweets.post(entry)
    stores.tweets.bury(made[3], at=START + 9)
    first = stores.tweets.by_author("ada", before=None, most=2)
    rest = stores.tweets.by_author("ada", before=first[-1].id, most=9)
    assert [row.id for row in (*first, *rest)] == [entry.id for entry in made[::-1]]
    assert [row.deleted for row in (*first, *rest)] == [False, True, False, False, False]


def test_an_authors_rows_tell_what_the_rules_need(stores: Stores) -> None:
    media = Media(id="m", url="u", type="image/png")
    reply = tweet(1, reply_to_id=tweet(0).id, reply_to_author_id="grace", media=(media,))
    stores.tweets.post(reply)
    reaction, own = retweeted("ada", tweet(3, "grace"), 2)
    stores.reactions.add(reaction, retweet=own)
    rows = stores.tweets.by_author("ada", before=None, most=9)
    assert [(r.retweet_of, r.retweet_of_author) for r in rows] == [
        (tweet(3).id, "grace"),
        (None, None),
    ]
    assert rows[1] == reply.row


def test_S9_a_reaction_counts_once_and_is_undone_once(stores: Stores) -> None:
    entry = tweet(1)
    assert [stores.reactions.add(liked("grace", entry)) for _ in range(3)] == [True, False, False]
    assert stores.reactions.add(liked("edsger", entry)) is True
    assert stores.counts.exact(entry.id) == Counts(likes=2)
    removed = [stores.reactions.remove("grace", entry.id, "like", at=START) for _ in range(3)]
    assert [each is not None for each in removed] == [True, False, False]
    assert stores.counts.exact(entry.id) == Counts(likes=1)


def test_a_retweet_is_an_entry_that_goes_with_it(stores: Stores) -> None:
    original = tweet(1)
    reaction, own = retweeted("grace", original, 2)
    assert stores.reactions.add(reaction, retweet=own) is True
    again, other = retweeted("grace", original, 3)
    assert stores.reactions.add(again, retweet=other) is False
    assert stores.tweets.find(own.id) == own
    assert stores.tweets.find(other.id) is None
    assert stores.counts.exact(original.id) == Counts(retweets=1)
    assert stores.counts.of_person("grace").tweets == 0
    assert stores.reactions.remove("grace", original.id, "retweet", at=START + 9) == reaction
    assert stores.tweets.find(own.id) == own.buried(START + 9)
    assert stores.counts.exact(original.id) == Counts()


def test_a_retweet_under_an_id_that_is_taken_leaves_nothing(stores: Stores) -> None:
    original = tweet(1)
    stores.tweets.post(tweet(2, "edsger"))
    reaction, own = retweeted("grace", original, 2)
    with pytest.raises(IdTaken):
        stores.reactions.add(reaction, retweet=own)
    assert stores.reactions.of("grace", [original.id]) == {original.id: frozenset()}
    assert stores.counts.exact(original.id) == Counts()


def test_how_somebody_reacted_is_told_per_tweet(stores: Stores) -> None:
    one, two = tweet(1), tweet(2)
    stores.reactions.add(liked("grace", one))
    stores.reactions.add(liked("grace", one, "bookmark"))
    assert stores.reactions.of("grace", [one.id, two.id]) == {
        one.id: {"like", "bookmark"},
        two.id: frozenset(),
    }


def test_who_reacted_is_listed_newest_first(stores: Stores) -> None:
    entry = tweet(1)
    for n, user in enumerate(["a", "b", "c", "d"]):
        stores.reactions.add(liked(user, entry, at=START + n))
    stores.reactions.add(liked("z", entry, "retweet"))
    first = stores.reactions.reactors(entry.id, "like", after=None, most=3)
    rest = stores.reactions.reactors(entry.id, "like", after=first[-1].position, most=3)
    assert [each.user_id for each in (*first, *rest)] == ["d", "c", "b", "a"]


def test_bookmarks_are_listed_by_the_newest_tweet(stores: Stores) -> None:
    made = [tweet(n) for n in range(4)]
    for entry in (made[1], made[3], made[0], made[2]):
        stores.reactions.add(liked("grace", entry, "bookmark"))
        stores.reactions.add(liked("grace", entry))
    first = stores.reactions.bookmarks("grace", before=None, most=3)
    rest = stores.reactions.bookmarks("grace", before=first[-1], most=3)
    assert [*first, *rest] == [entry.id for entry in made[::-1]]
    assert stores.counts.exact(made[0].id) == Counts(likes=1)


def test_S9_counts_are_sums_over_all_shards_however_wide() -> None:
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, social.REACTIONS)
        create_table(client, social.TWEETS)
        counters = CounterShards(client=client, table="reactions")
        tweets = DynamoTweets(client=client, table="tweets", counters=counters)
        reactions = DynamoReactions(
            client=client, table="reactions", counters=counters, tweets=tweets
        )
        entry = tweet(1)
        for n in range(30):
            reactions.add(liked(f"u{n}", entry))
            if n % 8 == 7:
                counters._widen(entry.id)  # what a conflict does; moto has none
        assert counters.widths([entry.id]) == {entry.id: 64}
        other = CounterShards(client=client, table="reactions")
        assert other.sums([entry.id], consistent=True) == {entry.id: {"likes": 30}}
        for n in range(30):
            reactions.remove(f"u{n}", entry.id, "like", at=START)
        assert DynamoCounts(counters=other).exact(entry.id) == Counts()


def test_S9_one_users_likes_at_once_count_one() -> None:
    stores = fakes()
    entry = tweet(1)
    with ThreadPoolExecutor(16) as crowd:
        added = list(crowd.map(lambda _: stores.reactions.add(liked("ada", entry)), range(200)))
    assert added.count(True) == 1
    assert stores.counts.exact(entry.id) == Counts(likes=1)


def test_links_are_added_to_a_living_tweet_once(stores: Stores) -> None:
    entry = tweet(1)
    stores.tweets.post(entry)
    links = {"https://a.example/": "https://s.example/1"}
    assert stores.tweets.add_links(entry.id, links)
    assert not stores.tweets.add_links(entry.id, {"https://a.example/": "https://s.example/2"})
    assert stores.tweets.find(entry.id) == replace(entry, links=links, version=2)


def test_S3_neither_a_deleted_tweet_nor_none_gets_links(stores: Stores) -> None:
    entry, never = tweet(1), tweet(2)
    stores.tweets.post(entry)
    stores.tweets.bury(entry, at=START + 5)
    for each in (entry, never):
        assert not stores.tweets.add_links(each.id, {"https://a.example/": "https://s.example/1"})
    assert stores.tweets.find(entry.id) == entry.buried(START + 5)
    assert stores.tweets.find(never.id) is None


def test_a_ban_keeps_the_tweet_and_is_undone(stores: Stores) -> None:
    entry = tweet(1, reply_to_id="1", reply_to_author_id="bob")
    stores.tweets.post(entry)
    banned = stores.tweets.judge(entry.id, banned_at=START + 5)
    assert banned == replace(entry, banned_at=START + 5, version=2)
    assert banned.gone
    assert stores.tweets.find(entry.id) == banned
    again = stores.tweets.judge(entry.id, banned_at=None)
    assert again == stores.tweets.find(entry.id) == replace(entry, version=3)
    assert stores.counts.exact("1") == Counts(replies=1)


def test_S3_a_banned_tweet_can_be_deleted_and_is_no_more_banned(stores: Stores) -> None:
    entry = tweet(1)
    stores.tweets.post(entry)
    banned = stores.tweets.judge(entry.id, banned_at=START + 5)
    assert banned is not None
    assert stores.tweets.bury(banned, at=START + 6)
    assert stores.tweets.find(entry.id) == banned.buried(START + 6)
    assert stores.counts.of_person("ada") == PersonCounts()


def test_neither_a_deleted_tweet_nor_a_retweet_nor_none_is_banned(stores: Stores) -> None:
    entry, never = tweet(1), tweet(2)
    stores.tweets.post(entry)
    reaction, retweet = retweeted("bob", entry, 3)
    stores.reactions.add(reaction, retweet=retweet)
    stores.tweets.bury(entry, at=START + 5)
    for each in (entry, never, retweet):
        assert stores.tweets.judge(each.id, banned_at=START) is None
    assert stores.tweets.find(retweet.id) == retweet
