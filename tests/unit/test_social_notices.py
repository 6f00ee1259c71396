"""Notices: whom they reach, how they group, and that any delivery ends in the same."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social.adapters.tweet_items import entry_of, item_of
from social.changes import (
    Change,
    EntryDeleted,
    EntryPosted,
    Followed,
    Reacted,
    Unfollowed,
    Unreacted,
)
from social.model import Entry, Person
from social.notices.model import MOST_ACTORS
from social.notices.reading import NoticeReader, Shown
from social.notices.taking import NoticeTaker
from tests.fakes.clicks import Crash, Crashing
from tests.fakes.social_search import AT, FakeCircle, FakeNotices, FakeTweets, a_tweet


@dataclass
class EverybodyBut:
    gone: set[str] = field(default_factory=set)

    def of(self, user_ids: Iterable[str]) -> Mapping[str, Person]:
        return {i: Person(id=i, username=i) for i in user_ids if i not in self.gone}


class World:
    def __init__(self) -> None:
        self.store, self.tweets, self.circle = FakeNotices(), FakeTweets(), FakeCircle()
        self.taker = NoticeTaker(store=self.store, tweets=self.tweets, entry_of=_entry_of)
        self.people = EverybodyBut()
        self.reader = NoticeReader(
            store=self.store, tweets=self.tweets, people=self.people, circle=self.circle
        )
        self.mine = a_tweet(1, "mine", author="ada")
        self.tweets.add(self.mine)

    def take(self, *changes: Change) -> None:
        self.taker.take(changes)

    def shown(self, user: str = "ada") -> Sequence[Shown]:
        return self.reader.page(user, after=None, most=100).notices

    def told(self, user: str = "ada") -> list[tuple[str, set[str]]]:
        return [(n.group.subject.type, set(n.group.actors)) for n in self.shown(user)]


def _entry_of(item):  # type: ignore[no-untyped-def]  # DynamoDB's JSON, read-only
    return entry_of(dict(item))


@pytest.fixture
def world() -> World:
    return World()


def liked(tweet: Entry, by: str, *, second: int = 10, kind: str = "like") -> Reacted:
    return Reacted(user_id=by, tweet_id=tweet.id, kind=kind, at=AT + second * 1000)


def unliked(tweet: Entry, by: str, *, second: int = 20, kind: str = "like") -> Unreacted:
    return Unreacted(user_id=by, tweet_id=tweet.id, kind=kind, at=AT + second * 1000)


def posted(entry: Entry) -> EntryPosted:
    return EntryPosted(
        id=entry.id,
        author_id=entry.author_id,
        at=entry.at,
        version=1,
        mode="push",
        retweet_of=entry.retweet_of or "",
        item=item_of(entry),
    )


def deleted(entry: Entry) -> EntryDeleted:
    return EntryDeleted(
        id=entry.id,
        author_id=entry.author_id,
        at=entry.at + 1,
        version=2,
        mode="push",
        item=item_of(entry),
    )


def test_likes_of_one_tweet_are_one_notice(world: World) -> None:
    for number, name in enumerate(("bob", "eve", "zoe")):
        world.take(liked(world.mine, name, second=10 + number))
    assert world.told() == [("like", {"bob", "eve", "zoe"})]
    assert world.reader.unread("ada") == 1


def test_every_kind_reaches_whom_it_concerns(world: World) -> None:
    reply = a_tweet(2, "no", author="bob", reply_to=world.mine)
    quote = a_tweet(3, "look", author="bob", quote=world.mine)
    mention = a_tweet(4, "hi @ada", author="bob", mentions=["ada", "eve"])
    world.tweets.add(reply, quote, mention)
    world.take(
        liked(world.mine, "bob"),
        liked(world.mine, "bob", kind="retweet", second=11),
        liked(world.mine, "bob", kind="bookmark", second=12),
        posted(reply),
        posted(quote),
        posted(mention),
        Followed(user_id="bob", other_id="ada", at=AT + 13_000),
    )
    assert {type_ for type_, _ in world.told()} == {
        "like", "retweet", "reply", "quote", "mention", "follow",
    }  # fmt: skip
    assert world.told("eve") == [("mention", {"bob"})]


def test_a_reply_that_mentions_and_quotes_is_one_notice(world: World) -> None:
    both = a_tweet(2, "@ada", author="bob", reply_to=world.mine, quote=world.mine, mentions=["ada"])
    world.tweets.add(both)
    world.take(posted(both))
    assert world.told() == [("reply", {"bob"})]


def test_S17_nobody_is_told_of_what_they_did_themselves(world: World) -> None:
    own = a_tweet(2, "@ada", author="ada", reply_to=world.mine, quote=world.mine, mentions=["ada"])
    world.tweets.add(own)
    world.take(liked(world.mine, "ada"), liked(world.mine, "ada", kind="retweet"), posted(own))
    assert world.told() == []


def test_S17_unlike_removes_and_a_second_like_never_notifies(world: World) -> None:
    world.take(liked(world.mine, "bob"))
    world.reader.mark_seen("ada", AT + 15_000)
    world.take(unliked(world.mine, "bob"))
    assert world.told() == []
    world.take(liked(world.mine, "bob", second=30))
    assert world.told() == []
    assert world.reader.unread("ada") == 0


def test_S17_unfollow_removes_and_a_second_follow_never_notifies(world: World) -> None:
    world.take(Followed(user_id="bob", other_id="ada", at=AT))
    assert world.told() == [("follow", {"bob"})]
    world.take(Unfollowed(user_id="bob", other_id="ada", at=AT + 1))
    world.take(Followed(user_id="bob", other_id="ada", at=AT + 2))
    assert world.told() == []


def test_S17_unread_after_unlike_looks_at_who_is_left(world: World) -> None:
    world.take(liked(world.mine, "bob", second=10))
    world.reader.mark_seen("ada", AT + 15_000)
    world.take(liked(world.mine, "eve", second=16))
    assert world.reader.unread("ada") == 1
    world.take(unliked(world.mine, "eve"))
    assert world.reader.unread("ada") == 0
    assert world.told() == [("like", {"bob"})]


def test_S12_S17_blocked_people_are_in_no_notice_and_in_no_count(world: World) -> None:
    world.take(liked(world.mine, "bob"), liked(world.mine, "eve", kind="retweet"))
    assert world.reader.unread("ada") == 2
    world.circle.block("bob", "ada")
    world.circle.block("ada", "eve")
    assert world.told() == []
    assert world.reader.unread("ada") == 0


def test_S12_muted_people_come_back_when_the_mute_ends(world: World) -> None:
    world.take(liked(world.mine, "bob"))
    world.circle.mute("ada", "bob")
    assert (world.told(), world.reader.unread("ada")) == ([], 0)
    world.circle.known.clear()
    assert (world.told(), world.reader.unread("ada")) == ([("like", {"bob"})], 1)


def test_S3_notices_of_a_deleted_tweet_are_gone_at_once(world: World) -> None:
    reply = a_tweet(2, "no", author="bob", reply_to=world.mine)
    world.tweets.add(reply)
    world.take(posted(reply), liked(world.mine, "bob"))
    world.tweets.delete(reply)  # before any consumer heard of it
    world.tweets.delete(world.mine)
    assert (world.told(), world.reader.unread("ada")) == ([], 0)
    world.take(deleted(reply))
    assert [s for s in world.store.groups if s.type == "reply"] == []


def test_a_group_keeps_the_latest_and_says_that_there_are_more(world: World) -> None:
    for number in range(MOST_ACTORS + 5):
        world.take(liked(world.mine, f"u{number:03}", second=number))
    (notice,) = world.shown()
    assert len(notice.group.actors) == MOST_ACTORS
    assert notice.group.more
    assert "u054" in notice.group.actors
    assert "u000" not in notice.group.actors


def test_a_short_page_is_filled_after_hidden_notices_were_taken_out(world: World) -> None:
    for number in range(20):
        tweet = a_tweet(100 + number, author="ada")
        world.tweets.add(tweet)
        world.take(liked(tweet, "troll" if number % 2 else "bob", second=200 + number))
    world.circle.block("ada", "troll")
    page = world.reader.page("ada", after=None, most=5)
    assert len(page.notices) == 5
    rest = world.reader.page("ada", after=page.position, most=50)
    assert len(rest.notices) == 5


DEEDS = st.lists(
    st.tuples(st.sampled_from(("like", "retweet")), st.sampled_from(("bob", "eve")), st.booleans()),
    max_size=8,
)


@settings(max_examples=100)
@given(DEEDS, st.randoms(use_true_random=False), st.integers(0, 12))
def test_X5_replays_shuffles_and_crashes_end_in_the_same_notices(
    deeds: list[tuple[str, str, bool]], chance: random.Random, crash: int
) -> None:
    changes = [
        (unliked if undone else liked)(World().mine, by, kind=kind, second=number)
        for number, (kind, by, undone) in enumerate(deeds)
    ]
    plain = World()
    for change in changes:
        plain.take(change)
    rough = World()
    shuffled = [*changes, *changes]
    chance.shuffle(shuffled)
    crashing = Crashing(rough.store, at=crash, after=chance.random() < 0.5)
    taker = NoticeTaker(store=crashing, tweets=rough.tweets, entry_of=_entry_of)
    try:
        taker.take(shuffled)
    except Crash:
        taker.take(shuffled)
    assert sorted(rough.told()) == sorted(plain.told())
    assert rough.reader.unread("ada") == len(rough.shown()) == plain.reader.unread("ada")


def test_S17_of_who_is_banned_nobody_is_told_and_the_count_agrees(world: World) -> None:
    world.take(
        liked(world.mine, "bob"),
        liked(world.mine, "eve", second=11),
        Followed(user_id="bob", other_id="ada", at=AT + 12_000),
    )
    world.people.gone.add("bob")
    assert world.told() == [("like", {"eve"})]
    assert [person.id for person in world.shown()[0].users] == ["eve"]
    assert world.reader.unread("ada") == 1
    world.people.gone.clear()
    assert world.told() == [("follow", {"bob"}), ("like", {"bob", "eve"})]
    assert world.reader.unread("ada") == 2


def test_S17_a_notice_of_a_banned_tweet_is_gone_until_the_ban_is_lifted(world: World) -> None:
    world.take(liked(world.mine, "bob"))
    world.tweets.add(replace(world.mine, banned_at=AT))
    assert (world.told(), world.reader.unread("ada")) == ([], 0)
    world.tweets.add(world.mine)
    assert world.told() == [("like", {"bob"})]
