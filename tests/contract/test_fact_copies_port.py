"""One suite for copies of facts: the fake, and the scripts in a real cluster-mode Valkey."""

from dataclasses import dataclass, replace

import pytest
import valkey

from core.resp import RespClient
from social.adapters.fact_copies import (
    COUNTS_TTL,
    FLUX,
    IN_FLUX_TTL,
    MINE_TTL,
    PERSON_TTL,
    FactCopies,
)
from social.adapters.home_cache import HomeCache
from social.facts import Facts, Own, Wanted
from social.hot import ENTRY_TTL, Circle
from social.ids import id_at
from social.model import NONE, Counts, Entry, Person
from social.timeline.ports import Ask, HotCache, Span
from tests.fakes.social_copies import FakeCopies, FakeHotCache
from tests.fakes.social_timeline import START, FakeTables, FakeTimelines

VIEWER, MADE = "viewer", "made"
OLD, FIRST, SECOND, THIRD = (id_at(START + n * 1000, noise=n) for n in range(4))
ANN = Person(
    id="ann", username="ann", display_name="Ann \N{SNOWMAN}", avatar_url="https://x/a.webp"
)
BARE = Person(id="ben", username="ben")


@dataclass
class Shelf:
    copies: FactCopies | FakeCopies
    cache: HotCache

    def recall(self, **names: set[str]) -> Facts:
        """What copies say without the tables; asserts that nothing else was answered."""
        wanted = Wanted(**{kind: frozenset(each) for kind, each in names.items()})
        return self.copies.recall(VIEWER, wanted).facts

    def own(self, reactions: dict[str, set[str]], *, floor: str = "0", token: str = MADE) -> None:
        own = Own(reactions={i: frozenset(k) for i, k in reactions.items()}, floor=floor)
        assert self.copies.begin(VIEWER, token)
        self.copies.finish(VIEWER, token, own)

    def learn(self, facts: Facts, *, mine: str = "", follows: tuple[str, ...] = ()) -> None:
        self.copies.learn(VIEWER, Wanted(follows=frozenset(follows)), facts, mine=mine)

    def reactions(self, *tweets: str) -> dict[str, frozenset[str]]:
        return dict(self.recall(reactions=set(tweets)).reactions)

    def is_there(self) -> bool:
        return bool(self.copies.recall(VIEWER, Wanted(reactions=frozenset({FIRST}))).mine)


@pytest.fixture(params=["fake", "real"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    if request.param == "fake":
        cache = FakeHotCache(FakeTables(), FakeTimelines(), FakeTimelines())
        return Shelf(FakeCopies(cache), cache)
    client = RespClient(endpoint=request.getfixturevalue("empty_valkey"), budget=30.0)
    return Shelf(FactCopies(client=client), HomeCache(client=client))


def entry(text: str = "Grüße, 世界 \N{GRINNING FACE}") -> Entry:
    return Entry(id=FIRST, author_id="ann", at=START + 1000, text=text)


def test_what_the_tables_said_comes_back_and_nothing_else_is_answered(shelf: Shelf) -> None:
    counts = Counts(likes=3, quotes=1)
    told = Facts(entries={FIRST: entry()}, people={"ann": ANN, "ben": BARE}, counts={FIRST: counts})
    shelf.learn(told)
    wanted = Wanted(
        entries=frozenset({FIRST, SECOND}),
        people=frozenset({"ann", "ben", "eve"}),
        counts=frozenset({FIRST, SECOND}),
        reactions=frozenset({FIRST}),
        follows=frozenset({"ann"}),
    )
    recalled = shelf.copies.recall(VIEWER, wanted)
    assert recalled.facts == told
    assert recalled.answered == Wanted(
        entries=frozenset({FIRST}), people=frozenset({"ann", "ben"}), counts=frozenset({FIRST})
    )
    assert recalled.mine == ""
    seen = shelf.cache.read(Ask(viewer=VIEWER, span=Span("", 0), entries=(FIRST, SECOND)))
    assert (seen.entries, seen.counts) == ({FIRST: entry()}, {FIRST: counts})


def test_S3_a_tombstone_is_never_overwritten_by_a_slow_reader(shelf: Shelf) -> None:
    shelf.copies.put(entry())
    shelf.copies.put(entry().buried(START + 5))
    shelf.copies.put(entry())
    shelf.learn(Facts(entries={FIRST: entry()}))
    assert shelf.recall(entries={FIRST}).entries[FIRST].deleted_at == START + 5


def test_of_two_versions_of_a_tweet_the_later_stays_in_any_order(shelf: Shelf) -> None:
    """A ban that is lifted, and a reader who looked before either."""
    banned = replace(entry(), banned_at=START + 5, version=2)
    let_in = replace(entry(), version=11)
    shelf.copies.put(banned)
    shelf.learn(Facts(entries={FIRST: entry()}))
    kept = shelf.recall(entries={FIRST}).entries[FIRST]
    assert (kept.gone, kept.banned_at, kept.version) == (True, START + 5, 2)
    shelf.copies.put(let_in)
    shelf.copies.put(banned)
    assert shelf.recall(entries={FIRST}).entries == {FIRST: let_in}
    seen = shelf.cache.read(Ask(viewer=VIEWER, span=Span("", 0), entries=(FIRST,)))
    assert seen.entries == {FIRST: let_in}


def test_a_banned_person_is_known_as_one(shelf: Shelf) -> None:
    gone = replace(BARE, banned=True)
    shelf.learn(Facts(people={"ben": gone}))
    assert shelf.recall(people={"ben"}).people == {"ben": gone}


def test_own_reactions_answer_for_every_tweet_from_their_floor_on(shelf: Shelf) -> None:
    shelf.own({THIRD: {"like", "bookmark"}, FIRST: {"retweet"}, OLD: {"like"}}, floor=FIRST)
    assert shelf.reactions(OLD, FIRST, SECOND, THIRD) == {
        FIRST: frozenset({"retweet"}),
        SECOND: NONE,
        THIRD: frozenset({"like", "bookmark"}),
    }


def test_who_never_reacted_is_known_to_have_never_reacted(shelf: Shelf) -> None:
    assert shelf.reactions(OLD) == {}
    shelf.own({})
    assert shelf.reactions(OLD, THIRD) == {OLD: NONE, THIRD: NONE}


def test_S9_reactions_change_the_copy_letter_by_letter(shelf: Shelf) -> None:
    shelf.own({FIRST: {"like"}}, floor=FIRST)
    for kind, on in (("retweet", True), ("bookmark", True), ("bookmark", True), ("like", False)):
        shelf.copies.reacted(VIEWER, FIRST, kind, on=on)
    shelf.copies.reacted(VIEWER, SECOND, "like", on=True)
    shelf.copies.reacted(VIEWER, OLD, "like", on=True)  # of what else there is nobody knows
    assert shelf.reactions(OLD, FIRST, SECOND) == {
        FIRST: frozenset({"retweet", "bookmark"}),
        SECOND: frozenset({"like"}),
    }


@pytest.mark.parametrize("there", [True, False])
def test_S9_a_reaction_that_the_stream_tells_otherwise_is_asked_of_the_table(
    shelf: Shelf, there: bool
) -> None:
    """The API could not reach Valkey, or the stream is late: the table knows."""
    shelf.own({FIRST: {"like"} if there else {"retweet"}}, floor=FIRST)
    shelf.copies.doubt(VIEWER, FIRST, "like", on=there)
    shelf.copies.doubt(VIEWER, OLD, "like", on=True)
    assert shelf.is_there()
    shelf.copies.doubt(VIEWER, FIRST, "like", on=not there)
    assert not shelf.is_there()


@pytest.mark.parametrize("write", ["reacted", "forget_relations"])
def test_S9_a_copy_made_of_what_was_before_a_write_is_not_kept(shelf: Shelf, write: str) -> None:
    before = Own(reactions={}, floor="0")
    assert shelf.copies.begin(VIEWER, "slow")
    if write == "reacted":
        shelf.copies.reacted(VIEWER, FIRST, "like", on=True)
    else:
        shelf.copies.forget_relations(VIEWER)
    shelf.copies.finish(VIEWER, "slow", before)
    assert not shelf.is_there()


def test_one_at_a_time_makes_the_copy(shelf: Shelf) -> None:
    assert shelf.copies.begin(VIEWER, "one")
    assert not shelf.copies.begin(VIEWER, "other")
    shelf.copies.finish(VIEWER, "other", Own(reactions={}, floor="0"))
    assert not shelf.is_there()


def test_whom_i_follow_is_known_once_it_was_asked_until_i_change_it(shelf: Shelf) -> None:
    shelf.own({})
    shelf.learn(Facts(follows=frozenset({"ann"})), mine=MADE, follows=("ann", "ben"))
    wanted = Wanted(follows=frozenset({"ann", "ben", "eve"}))
    recalled = shelf.copies.recall(VIEWER, wanted)
    assert recalled.facts.follows == {"ann"}
    assert recalled.answered.follows == {"ann", "ben"}
    shelf.copies.forget_relations(VIEWER)
    assert shelf.copies.recall(VIEWER, wanted).answered == Wanted()


def test_a_slow_answer_about_follows_is_not_kept_in_a_newer_copy(shelf: Shelf) -> None:
    shelf.own({}, token="old")
    shelf.copies.forget_relations(VIEWER)
    shelf.own({}, token="new")
    shelf.learn(Facts(follows=frozenset({"ann"})), mine="old", follows=("ann",))
    assert shelf.copies.recall(VIEWER, Wanted(follows=frozenset({"ann"}))).answered == Wanted()


def test_X12_nothing_of_somebody_is_left_when_they_are_forgotten(shelf: Shelf) -> None:
    shelf.own({FIRST: {"like"}})
    shelf.cache.keep(VIEWER, Circle(merged=("ann",)))
    shelf.learn(Facts(people={VIEWER: Person(id=VIEWER, username="viewer")}))
    shelf.copies.forget_relations(VIEWER)
    assert shelf.recall(people={VIEWER}, reactions={FIRST}) == Facts()
    assert shelf.cache.read(Ask(viewer=VIEWER, span=Span("", 0), circle=True)).circle is None


# ---- the real one only


@dataclass
class Real(Shelf):
    server: valkey.Valkey
    client: RespClient

    def seconds(self, key: str) -> int:
        """Until ``key`` ends."""
        return int(str(self.client.call("TTL", key)))


@pytest.fixture
def real(empty_valkey: str) -> Real:
    host, port = empty_valkey.split(":")
    client = RespClient(endpoint=empty_valkey, budget=30.0)
    server = valkey.Valkey(host=host, port=int(port))
    return Real(FactCopies(client=client), HomeCache(client=client), server, client)


def test_a_count_that_just_changed_is_kept_for_a_second_and_else_for_minutes(real: Real) -> None:
    """A reader under way may bring back what was before; so may a replica that is behind."""
    told = Facts(counts={FIRST: Counts(likes=1)})
    real.learn(told)
    assert IN_FLUX_TTL < real.seconds(f"counts:{{{FIRST}}}") <= COUNTS_TTL
    real.copies.forget_counts(FIRST)
    assert real.recall(counts={FIRST}).counts == {}
    real.learn(told)
    assert real.seconds(f"counts:{{{FIRST}}}") <= IN_FLUX_TTL
    assert 0 < real.seconds(f"flux:{{{FIRST}}}") <= FLUX


def test_every_copy_ends_by_itself(real: Real) -> None:
    real.own({FIRST: {"like"}})
    real.copies.put(entry())
    real.learn(Facts(people={"ann": ANN}, counts={FIRST: Counts()}))
    real.copies.reacted(VIEWER, SECOND, "like", on=True)
    assert real.copies.begin(VIEWER, "next")
    longest = max(COUNTS_TTL, MINE_TTL, PERSON_TTL, ENTRY_TTL)
    ends = {key: real.seconds(key.decode()) for key in real.server.scan_iter()}
    assert len(ends) == 6
    assert all(0 < seconds <= longest for seconds in ends.values()), ends
