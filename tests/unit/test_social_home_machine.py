"""S1, X10: whatever happens in whatever order, a home is what thirty lines say it is.

One machine, whose rules all change one world: it stands whole.
"""

import random
from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from social.changes import EntryDeleted, EntryPosted
from social.model import NONE, Entry
from social.presenting import Json
from social.recalling import RecallingFacts
from social.timeline.building import Builder
from social.timeline.cursors import Place, place_of
from social.timeline.fanning import FanOut, FanOutWork
from social.timeline.following import Follows
from social.timeline.pulling import Pull
from social.timeline.reading import HomeTimeline
from social.timeline.tasks import Task
from tests.fakes.core import FakeIds
from tests.fakes.social_copies import FakeCopies, FakeHotCache
from tests.fakes.social_live import FakeBell
from tests.fakes.social_timeline import FakeTables, FakeTimelines, FakeWork

PEOPLE = ["u1", "u2", "u3", "u4"]
SHORT, BACKFILL, THRESHOLD = 8, 3, 3
SKEW = 300_000  # ms
people = st.sampled_from(PEOPLE)
KINDS = ("like", "retweet", "bookmark")
chance = st.integers(0, 10**6)
Shown = list[tuple[str, str | None]]


def oracle(tables: FakeTables, viewer: str) -> Shown:
    """The home by definition: the tweet, and who retweeted it, newest entry first."""
    followed = {viewer, *tables.followees(viewer)}
    hidden = {b for a, b in tables.blocks | tables.mutes if a == viewer}
    hidden |= {a for a, b in tables.blocks if b == viewer}
    shown: dict[str, str | None] = {}
    for entry in sorted(tables.entries.values(), key=lambda e: e.id, reverse=True):
        if entry.author_id not in followed - hidden or entry.gone:
            continue
        tweet = tables.entries[entry.retweet_of or entry.id]
        if tweet.gone or tweet.author_id in hidden or tweet.id in shown:
            continue
        to = tweet.reply_to_author_id
        if entry.retweet_of:
            shown[tweet.id] = entry.author_id
        elif to is None or (
            to not in hidden and (to in (viewer, tweet.author_id) or to in followed)
        ):
            shown[tweet.id] = None
    return list(shown.items())


class HomeMachine(RuleBasedStateMachine):
    @initialize(pairs=st.sets(st.tuples(people, people)))
    def start(self, pairs: set[tuple[str, str]]) -> None:
        self.tables = FakeTables()
        self.homes, self.recents = FakeTimelines(SHORT), FakeTimelines(SHORT)
        self.cache = FakeHotCache(self.tables, self.homes, self.recents)
        self.copies = FakeCopies(self.cache)
        self.work = FakeWork()
        self.changes: list[Callable[[], None]] = []
        pull = Pull(graph=self.tables, authors=self.tables, each=lambda f, us: [f(u) for u in us])
        self.fan_out = FanOut(
            followers=self.tables, work=self.work, homes=self.homes, recents=self.recents
        )
        self.worker = FanOutWork(
            followers=self.tables, work=self.work, homes=self.homes, bell=FakeBell()
        )
        self.follows = Follows(
            edges=self.tables,
            authors=self.tables,
            homes=self.homes,
            circles=self.copies,
            standing=self.tables.standing,
            backfill=BACKFILL,
        )
        self.home = HomeTimeline(
            cache=self.cache,
            facts=RecallingFacts(copies=self.copies, tables=self.tables, ids=FakeIds()),
            graph=self.tables,
            pull=pull,
            homes=Builder(
                timelines=self.homes,
                pull=lambda owner: pull.newest(
                    owner, before="", most=SHORT, without=self.tables.circle(owner).merged
                ),
                ids=FakeIds(),
                length=SHORT,
                sleep=lambda _: None,
            ),
            recents=Builder(
                timelines=self.recents,
                pull=lambda owner: pull.of([owner], before="", most=SHORT),
                ids=FakeIds(),
                length=SHORT,
                sleep=lambda _: None,
            ),
        )

        for user, other in sorted(pairs):
            self.follow(user, other)
        self.everything_arrives(3)

    # ---- what people do

    @rule(author=people)
    def post(self, author: str) -> None:
        self._posted(self.tables.post(author))

    @rule(author=people, pick=chance)
    def reply(self, author: str, pick: int) -> None:
        tweet = self._some_tweet(pick)
        if tweet:
            self._posted(self.tables.reply(author, tweet))

    @rule(author=people, pick=chance)
    def retweet(self, author: str, pick: int) -> None:
        tweet = self._some_tweet(pick)
        mine = {e.retweet_of for e in self._living() if e.author_id == author}
        if tweet and tweet.id not in mine:
            self._posted(self.tables.retweet(author, tweet))

    @rule(pick=chance)
    def delete_or_undo(self, pick: int) -> None:
        living = self._living()
        if not living:
            return
        entry = living[pick % len(living)]
        self.tables.delete(entry)
        self.copies.put(self.tables.entries[entry.id])  # written through
        change = EntryDeleted(
            id=entry.id, author_id=entry.author_id, at=0, version=2, mode=entry.mode, item={}
        )
        self.changes.append(lambda: self.fan_out.deleted(change))

    @rule(pick=chance)
    def ban_or_let_in(self, pick: int) -> None:
        tweet = self._some_tweet(pick)
        if tweet:
            judged = self.tables.judge(tweet, banned=tweet.banned_at is None)
            self.copies.put(judged)  # written through

    @rule(user=people, pick=chance, kind=st.sampled_from(KINDS), on=st.booleans())
    def react(self, user: str, pick: int, kind: str, on: bool) -> None:
        tweet = self._some_tweet(pick)
        if tweet:
            self.tables.react(user, tweet.id, kind, on=on)
            self.copies.reacted(user, tweet.id, kind, on=on)

    @rule(user=people, other=people)
    def follow(self, user: str, other: str) -> None:
        blocked = {(user, other), (other, user)} & self.tables.blocks
        if user != other and not blocked:
            self.tables.follow(user, other)
            self._followed(user, other)

    @rule(user=people, other=people)
    def unfollow(self, user: str, other: str) -> None:
        self.tables.unfollow(user, other)
        self._followed(user, other)

    @rule(user=people, other=people)
    def block(self, user: str, other: str) -> None:
        if user != other:
            self.tables.blocks.add((user, other))
            self.unfollow(user, other)
            self.unfollow(other, user)

    @rule(user=people, other=people)
    def unblock(self, user: str, other: str) -> None:
        self.tables.blocks.discard((user, other))
        self.copies.forget_relations(user, other)

    @rule(user=people, other=people)
    def mute_or_unmute(self, user: str, other: str) -> None:
        if user != other:
            self.tables.mutes.symmetric_difference_update({(user, other)})
            self.copies.forget_relations(user)

    # ---- what happens to the machines

    @rule(pick=chance, again=st.booleans())
    def a_change_arrives(self, pick: int, again: bool) -> None:
        """In any order, and perhaps not for the last time."""
        if self.changes:
            index = pick % len(self.changes)
            change = self.changes[index] if again else self.changes.pop(index)
            change()

    @rule(pick=chance, again=st.booleans())
    def a_task_arrives(self, pick: int, again: bool) -> None:
        tasks = self.work.narrow + self.work.wide
        if tasks:
            task = tasks[pick % len(tasks)]
            self.worker.do(task)
            if not again:
                self._done(task)

    @rule(author=people, skew=st.sampled_from([-SKEW, 0, SKEW]))
    def the_clocks_of_functions_differ(self, author: str, skew: int) -> None:
        """X10: ids are out of order then, and nothing else is."""
        self.tables.skews[author] = skew

    @rule(user=people)
    def a_home_is_evicted(self, user: str) -> None:
        self.homes.evict(user)

    @rule(user=people)
    def a_list_of_recents_is_evicted(self, user: str) -> None:
        self.recents.evict(user)

    @rule()
    def entries_are_evicted(self) -> None:
        self.cache.entries.clear()
        self.copies.people.clear()
        self.copies.mine.clear()

    @rule(user=people)
    def a_builder_crashes(self, user: str) -> None:
        self.homes.begin(user, "crashed")

    @rule(user=people)
    def a_lock_runs_out(self, user: str) -> None:
        self.homes.builds.pop(user, None)

    @rule(seconds=st.integers(1, 90))
    def time_passes(self, seconds: int) -> None:
        self.tables.now += seconds * 1000

    @rule(user=people)
    def somebody_reads(self, user: str) -> None:
        """Before everything has arrived: nothing hidden, nothing twice, all of one's own (S5)."""
        seen = self._read(user, limit=4)
        tweets = [tweet for tweet, _ in seen]
        assert len(tweets) == len(set(tweets))
        hidden = self.tables.circle(user).hidden
        for tweet in tweets:
            assert not self.tables.entries[tweet].gone
            assert self.tables.entries[tweet].author_id not in hidden
        own = {t for t, by in oracle(self.tables, user) if by is None and self._by(t, user)}
        assert own <= set(tweets)

    @rule(user=people)
    def valkey_is_gone_for_a_read(self, user: str) -> None:
        self.homes.down = True
        try:
            assert self._read(user, limit=5) == oracle(self.tables, user)
        finally:
            self.homes.down = False

    @rule(limit=st.integers(1, 7))
    def everything_arrives(self, limit: int) -> None:
        self._settle()
        for user in PEOPLE:
            self.homes.builds.pop(user, None)
            assert self._read(user, limit=limit) == oracle(self.tables, user)

    @invariant()
    def no_timeline_is_too_long(self) -> None:
        if hasattr(self, "homes"):
            assert all(len(each) <= SHORT for each in self.homes.lists.values())

    def teardown(self) -> None:
        if hasattr(self, "tables"):
            self.everything_arrives(3)

    # ---- how

    def _posted(self, entry: Entry) -> None:
        self.copies.put(entry)
        self.homes.push([entry.author_id], entry.id, entry.author_id)  # written through (S5)
        change = EntryPosted(
            id=entry.id,
            author_id=entry.author_id,
            at=entry.at,
            version=1,
            mode=entry.mode,
            retweet_of=entry.retweet_of or "",
            item={},
        )
        self.changes.append(lambda: self.fan_out.posted(change))

    def _followed(self, user: str, other: str) -> None:
        self.copies.forget_relations(user, other)

        celebrity = self.tables.followers(other) >= THRESHOLD
        if celebrity != self.tables.is_celebrity(other):
            self.tables.set_celebrity(other, on=celebrity, at=self.tables.now)
        self.changes.append(lambda: self.follows.changed(user, other))

    def _settle(self) -> None:
        random.Random(len(self.changes)).shuffle(self.changes)
        while self.changes or self.work.narrow or self.work.wide:
            while self.changes:
                self.changes.pop()()
            for task in [*self.work.narrow, *self.work.wide]:
                self.worker.do(task)
                self._done(task)

    def _done(self, task: Task) -> None:
        lane = self.work.narrow if task in self.work.narrow else self.work.wide
        lane.remove(task)

    def _read(self, user: str, *, limit: int) -> Shown:
        place: Place | None = Place()
        shown: Shown = []
        while place is not None:
            page = self.home.page(user, place=place, limit=limit)
            for item in page.items:
                assert _reactions(item) == self.tables.reactions.get(user, {}).get(item["id"], NONE)
                assert item["user"]["username"] == item["userId"]
                by = item["retweetedBy"]
                shown.append((item["id"], by["id"] if by else None))
            assert len(page.items) == limit or page.next_place is None
            place = page.next_place and place_of(page.next_place.to_position())
        return shown

    def _some_tweet(self, pick: int) -> Entry | None:
        tweets = [e for e in self._living() if not e.retweet_of]
        return tweets[pick % len(tweets)] if tweets else None

    def _living(self) -> list[Entry]:
        return [e for e in self.tables.entries.values() if e.deleted_at is None]

    def _by(self, tweet: str, user: str) -> bool:
        return self.tables.entries[tweet].author_id == user


def _reactions(item: Json) -> frozenset[str]:
    """As the reader is shown them."""
    shown = zip(KINDS, ("isLiked", "isRetweeted", "isBookmarked"), strict=True)
    return frozenset(kind for kind, name in shown if item[name])


TestS1HomeEqualsTheOracle = HomeMachine.TestCase
TestS1HomeEqualsTheOracle.settings = settings(
    max_examples=200,
    stateful_step_count=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
