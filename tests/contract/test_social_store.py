"""One suite for the ports of social: the fakes, and the tables on moto."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import boto3
import pytest
from moto import mock_aws

from contracts.tables import accounts, social
from social.adapters.counters import CounterShards
from social.adapters.follow_table import DynamoGraph
from social.adapters.people_table import CopiedPeople, DynamoPeople
from social.adapters.reaction_table import DynamoCounts, DynamoReactions
from social.adapters.tweet_table import DynamoTweets
from social.errors import IdTaken, UserBlocked
from social.ids import id_at
from social.model import Counts, Entry, Kind, Media, Person, PersonCounts, Reaction
from social.ports import Graph, Linked, Reactions, TweetCounts
from tests.fakes.social import FakeCounts, FakeGraph, FakeReactions, FakeTweets, World
from tests.tables import create_table

START = 1_795_459_200_000


@dataclass
class Stores:
    tweets: FakeTweets | DynamoTweets
    reactions: Reactions
    counts: TweetCounts
    graph: Graph


def _fakes() -> Stores:
    world = World()
    tweets = FakeTweets(world)
    return Stores(tweets, FakeReactions(world, tweets), FakeCounts(world), FakeGraph(world))


def _tables() -> Stores:
    client = boto3.client("dynamodb")
    for table in (social.TWEETS, social.FOLLOWS, social.REACTIONS):
        create_table(client, table)
    counters = CounterShards(client=client, table="reactions")
    tweets = DynamoTweets(client=client, table="tweets", counters=counters)
    return Stores(
        tweets,
        DynamoReactions(client=client, table="reactions", counters=counters, tweets=tweets),
        DynamoCounts(counters=counters),
        DynamoGraph(client=client, table="follows", counters=counters),
    )


@pytest.fixture(params=["fake", "tables"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        yield _fakes()
    else:
        with mock_aws():
            yield _tables()


def tweet(n: int, author: str = "ada", **more: object) -> Entry:
    entry = Entry(id=id_at(START + n, noise=n), author_id=author, at=START + n, text=f"number {n}")
    # The fields are those of Entry; each test names them.
    return replace(entry, **more)  # type: ignore[arg-type]


def liked(user: str, entry: Entry, kind: Kind = "like", at: int = START) -> Reaction:
    return Reaction(user_id=user, tweet_id=entry.id, kind=kind, at=at)


def retweeted(user: str, entry: Entry, n: int) -> tuple[Reaction, Entry]:
    own = tweet(n, user, text="", retweet_of=entry.id, retweet_of_author=entry.author_id)
    return replace(liked(user, entry, "retweet", own.at), entry_id=own.id), own


def person(user_id: str, *, wide: bool = False) -> Person:
    return Person(id=user_id, username=user_id, wide=wide)


# tweets


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


# reactions


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


# the graph


def test_a_follow_counts_at_both_ends_once(stores: Stores) -> None:
    graph = stores.graph
    assert [graph.follow("ada", person("grace"), at=START) for _ in range(2)] == [True, False]
    assert graph.followees("ada") == {"grace"}
    assert graph.follows("ada", ["grace", "edsger"]) == {"grace"}
    assert stores.counts.of_person("ada") == PersonCounts(following=1)
    assert stores.counts.of_person("grace") == PersonCounts(followers=1)
    assert [graph.unfollow("ada", "grace") for _ in range(2)] == [True, False]
    assert stores.counts.of_person("ada") == stores.counts.of_person("grace") == PersonCounts()


def test_S12_a_block_ends_both_follows_and_forbids_new_ones(stores: Stores) -> None:
    graph = stores.graph
    graph.follow("ada", person("grace"), at=START)
    graph.follow("grace", person("ada"), at=START)
    assert [graph.block("ada", "grace", at=START) for _ in range(2)] == [True, False]
    assert graph.followees("ada") == graph.followees("grace") == frozenset()
    assert stores.counts.of_person("ada") == stores.counts.of_person("grace") == PersonCounts()
    for user, other in (("ada", "grace"), ("grace", "ada")):
        with pytest.raises(UserBlocked):
            graph.follow(user, person(other), at=START)
    assert graph.relations("ada").blocks == {"grace"}
    assert graph.relations("grace").blocked_by == {"ada"}
    assert [graph.unblock("ada", "grace") for _ in range(2)] == [True, False]
    assert graph.follow("grace", person("ada"), at=START) is True


def test_S12_a_block_of_who_follows_one_way_counts_that_way(stores: Stores) -> None:
    stores.graph.follow("grace", person("ada"), at=START)
    stores.graph.block("ada", "grace", at=START)
    assert stores.counts.of_person("ada") == stores.counts.of_person("grace") == PersonCounts()


def test_S12_who_is_apart_is_seen_from_both_sides(stores: Stores) -> None:
    stores.graph.block("ada", "grace", at=START)
    assert stores.graph.apart("ada", ["grace", "edsger"]) == {"grace"}
    assert stores.graph.apart("grace", ["ada"]) == {"ada"}
    assert stores.graph.blockers_among("grace", ["ada"]) == {"ada"}
    assert stores.graph.blockers_among("ada", ["grace"]) == frozenset()


def test_S12_a_mute_is_one_sided(stores: Stores) -> None:
    graph = stores.graph
    assert [graph.mute("ada", "grace", at=START) for _ in range(2)] == [True, False]
    assert graph.relations("ada").mutes == {"grace"}
    assert graph.relations("grace").mutes == frozenset()
    assert graph.muted_among("ada", ["grace", "x"]) == {"grace"}
    assert [graph.unmute("ada", "grace") for _ in range(2)] == [True, False]


def test_lists_of_people_page_to_their_end(stores: Stores) -> None:
    names = [f"u{n}" for n in range(5)]
    for name in names:
        stores.graph.follow(name, person("ada"), at=START)
        stores.graph.follow("ada", person(name), at=START)
        stores.graph.mute("ada", name, at=START)
    ada = person("ada")
    lists: tuple[Callable[[str | None], Sequence[Linked]], ...] = (
        lambda after: stores.graph.followers(ada, after=after, most=2),
        lambda after: stores.graph.following("ada", after=after, most=2),
        lambda after: stores.graph.muted("ada", after=after, most=2),
    )
    for read in lists:
        seen: list[str] = []
        page = read(None)
        while page:
            seen += [link.user_id for link in page]
            page = read(page[-1].position)
        assert sorted(seen) == names


def test_followers_of_somebody_wide_are_listed_from_every_shard(stores: Stores) -> None:
    early, late = person("ada"), person("ada", wide=True)
    stores.graph.follow("first", early, at=START)
    for n in range(20):
        stores.graph.follow(f"u{n}", late, at=START)
    seen: list[str] = []
    page = stores.graph.followers(late, after=None, most=6)
    while page:
        seen += [link.user_id for link in page]
        page = stores.graph.followers(late, after=page[-1].position, most=6)
    assert sorted(seen) == sorted(["first", *(f"u{n}" for n in range(20))])
    assert stores.graph.unfollow("u7", "ada") is True


# people, and what only the tables can show


@pytest.fixture
def copies() -> Iterator[tuple[CopiedPeople, DynamoPeople]]:
    with mock_aws():
        client = boto3.client("dynamodb")
        for table in (social.PEOPLE, accounts.ACCOUNTS):
            create_table(client, table)
        client.put_item(
            TableName="accounts",
            Item={
                "pk": {"S": accounts.person("u-1")},
                "sk": {"S": accounts.PROFILE},
                "username": {"S": "Ada"},
                "displayName": {"S": ""},
                "bio": {"S": ""},
                "createdAt": {"S": "2026-11-23T12:00:00+00:00"},
                "revision": {"N": "1"},
            },
        )
        client.put_item(
            TableName="accounts",
            Item={
                "pk": {"S": accounts.name_claim("Ada")},
                "sk": {"S": accounts.CLAIM},
                "userId": {"S": "u-1"},
            },
        )
        copied = CopiedPeople(client=client, table="people")
        yield copied, DynamoPeople(copies=copied, client=client, accounts="accounts")


Copies = tuple[CopiedPeople, DynamoPeople]


def test_who_was_not_told_of_is_found_in_accounts_and_copied(copies: Copies) -> None:
    copied, people = copies
    found = people.find("ADA")
    assert found is not None
    assert (found.id, found.username, found.revision) == ("u-1", "Ada", 1)
    assert people.find("u-1") == found
    assert copied.named("ada") == "u-1"
    assert people.find("nobody") is None


def test_a_later_profile_wins_in_any_order(copies: Copies) -> None:
    copied, people = copies
    for revision in (3, 2, 3, 1):
        copied.keep(
            Person(id="u-1", username="Ada", display_name=f"v{revision}", revision=revision)
        )
    found = people.find("u-1")
    assert found is not None
    assert found.display_name == "v3"


def test_a_profile_keeps_how_followers_are_reached(copies: Copies) -> None:
    copied, people = copies
    people.find("u-1")
    people.mark("u-1", at=START, celebrity=True, wide=True)
    copied.keep(Person(id="u-1", username="Ada", avatar_url="https://x/a", revision=2))
    found = people.find("u-1")
    assert found is not None
    assert (found.celebrity, found.wide, found.avatar_url) == (True, True, "https://x/a")
    people.mark("u-1", at=START, celebrity=False)
    assert people.of(["u-1"])["u-1"].celebrity is False


def test_X12_a_late_event_does_not_bring_back_who_was_erased(copies: Copies) -> None:
    copied, people = copies
    people.find("u-1")
    copied.bury("u-1", at=START)
    copied.keep(Person(id="u-1", username="Ada", revision=9))
    assert people.find("u-1") is None
    assert people.of(["u-1"]) == {}


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
    stores = _fakes()
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


def test_who_is_banned_is_not_there_until_let_in_again(copies: Copies) -> None:
    copied, people = copies
    people.find("u-1")
    people.mark("u-1", at=START, wide=True)
    copied.keep(Person(id="u-1", username="Ada", revision=2, banned=True))
    assert people.of(["u-1"]) == {}
    assert people.find("ada") is None
    copied.keep(Person(id="u-1", username="Ada", revision=1))  # told late
    assert people.find("u-1") is None
    copied.keep(Person(id="u-1", username="Ada", revision=3))
    assert people.of(["u-1"])["u-1"].wide


def test_who_was_banned_before_anybody_told_us_is_not_there(copies: Copies) -> None:
    _, people = copies
    client = boto3.client("dynamodb")
    client.update_item(
        TableName="accounts",
        Key={"pk": {"S": accounts.person("u-1")}, "sk": {"S": accounts.PROFILE}},
        UpdateExpression="SET bannedAt = :at",
        ExpressionAttributeValues={":at": {"S": "2026-11-23T12:00:00+00:00"}},
    )
    assert people.find("u-1") is None
    assert people.find("Ada") is None
