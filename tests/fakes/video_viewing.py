"""Fakes of what playback and viewing need, held to the real thing by the contract suites."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from video.errors import LastProfile, ProfileNotFound, TooManyProfiles
from video.model import HEIGHTS, Maturity, Profile, Rendition, Status, Video, Visibility
from video.ratings import Rating
from video.viewing.model import Position, Tally, Watch, Wish
from video.viewing.ports import Page, Told

T = TypeVar("T", Watch, Wish)

AT = 1_795_435_200_000
DURATION = 100.0


def a_video(
    id_: str = "v-1",
    *,
    owner: str = "owner",
    maturity: Maturity = "all",
    visibility: Visibility = "public",
    status: Status = "ready",
    duration: float = DURATION,
    banned: bool = False,
    deleted: bool = False,
) -> Video:
    renditions = tuple(
        Rendition(profile=rung, width=height * 16 // 9, height=height, bitrate=height * 2_000)
        for rung, height in HEIGHTS.items()
    )
    return Video(
        id=id_,
        owner_id=owner,
        title=f"Film {id_}",
        created_at=AT,
        maturity=maturity,
        visibility=visibility,
        status=status,
        duration=duration,
        renditions=renditions,
        banned=banned,
        deleted=deleted,
    )


def a_profile(
    id_: str = "p-1",
    *,
    owner: str = "ada",
    maturity: Maturity = "18+",
    kids: bool = False,
    pin_hash: str = "",
    at: int = AT,
) -> Profile:
    return Profile(
        id=id_,
        owner_id=owner,
        name=id_,
        created_at=at,
        maturity=maturity,
        kids=kids,
        pin_hash=pin_hash,
    )


@dataclass
class FakeVideos:
    records: dict[str, Video] = field(default_factory=dict)

    def add(self, *videos: Video) -> None:
        self.records.update({video.id: video for video in videos})

    def find(self, video_id: str) -> Video | None:
        return self.records.get(video_id)

    def find_many(self, video_ids: Iterable[str]) -> Mapping[str, Video]:
        return {each: self.records[each] for each in video_ids if each in self.records}


@dataclass
class FakeProfileStore:
    profiles: dict[str, dict[str, Profile]] = field(default_factory=dict)

    def of(self, user_id: str) -> Sequence[Profile]:
        own = self.profiles.get(user_id, {})
        return sorted(own.values(), key=lambda each: (each.created_at, each.id))

    def found(self, profile: Profile) -> bool:
        if profile.owner_id in self.profiles:
            return False
        self.profiles[profile.owner_id] = {profile.id: profile}
        return True

    def add(self, profile: Profile, *, most: int) -> None:
        own = self.profiles[profile.owner_id]
        if len(own) >= most:
            raise TooManyProfiles
        own[profile.id] = profile

    def save(self, profile: Profile) -> None:
        if profile.id not in self.profiles.get(profile.owner_id, {}):
            raise ProfileNotFound
        self.profiles[profile.owner_id][profile.id] = profile

    def remove(self, user_id: str, profile_id: str) -> None:
        own = self.profiles.get(user_id, {})
        if profile_id not in own:
            raise ProfileNotFound
        if len(own) == 1:
            raise LastProfile
        del own[profile_id]

    def forget(self, user_id: str) -> None:
        self.profiles.pop(user_id, None)

    def profiles_of(self, pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
        return frozenset(p for user, p in pairs if p in self.profiles.get(user, {}))


@dataclass
class FakePresent:
    store: FakeProfileStore

    def profiles(self, pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
        return self.store.profiles_of(pairs)


def _page(items: Iterable[T], after: Position | None, most: int) -> Page[T]:
    ranked = sorted(items, key=lambda each: (each.at, each.video_id), reverse=True)
    if after is not None:
        ranked = [e for e in ranked if (e.at, e.video_id) < (after.at, after.video_id)]
    last = ranked[most - 1] if len(ranked) > most else None
    position = Position(at=last.at, video_id=last.video_id) if last else None
    return Page(items=ranked[:most], position=position)


@dataclass
class FakeWatches:
    watches: dict[tuple[str, str], Watch] = field(default_factory=dict)

    def put(self, profile_id: str, watch: Watch) -> None:
        self.watches[profile_id, watch.video_id] = watch

    def page(self, profile_id: str, *, after: Position | None, most: int) -> Page[Watch]:
        return _page([w for (p, _), w in self.watches.items() if p == profile_id], after, most)

    def forget(self, profile_id: str, video_id: str) -> None:
        self.watches.pop((profile_id, video_id), None)

    def forget_all(self, profile_id: str) -> None:
        for key in [key for key in self.watches if key[0] == profile_id]:
            del self.watches[key]


@dataclass
class FakeWishes:
    wishes: dict[tuple[str, str], Wish] = field(default_factory=dict)

    def page(self, profile_id: str, *, after: Position | None, most: int) -> Page[Wish]:
        return _page([w for (p, _), w in self.wishes.items() if p == profile_id], after, most)

    def add(self, profile_id: str, wish: Wish) -> None:
        self.wishes.setdefault((profile_id, wish.video_id), wish)

    def remove(self, profile_id: str, video_id: str) -> None:
        self.wishes.pop((profile_id, video_id), None)

    def forget_all(self, profile_id: str) -> None:
        for key in [key for key in self.wishes if key[0] == profile_id]:
            del self.wishes[key]


@dataclass
class FakeOpinions:
    """Also what all think: ``ratings.Ratings``."""

    given: dict[tuple[str, str], int] = field(default_factory=dict)

    def give(self, profile_id: str, video_id: str, *, stars: int, at: int) -> None:
        assert at >= 0
        self.given[profile_id, video_id] = stars

    def given_by(self, profile_id: str, video_id: str) -> int | None:
        return self.given.get((profile_id, video_id))

    def forget_all(self, profile_id: str) -> None:
        for key in [key for key in self.given if key[0] == profile_id]:
            del self.given[key]

    def of(self, video_id: str) -> Rating:
        stars = [stars for (_, video), stars in self.given.items() if video == video_id]
        return Rating(sum(stars), len(stars))

    def of_many(self, video_ids: Iterable[str]) -> Mapping[str, Rating]:
        return {each: self.of(each) for each in video_ids}


@dataclass
class FakeTallies:
    """``before`` runs before each transaction, for a crash or for somebody who is faster."""

    watches: FakeWatches = field(default_factory=FakeWatches)
    marks: set[tuple[str, str]] = field(default_factory=set)
    totals: dict[str, Tally] = field(default_factory=dict)
    by_day: dict[tuple[str, str], Tally] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None

    def count(self, video_id: str, date: str, told: Sequence[Told]) -> int:
        self.before()
        new = [each for each in told if (each.session_id, each.name) not in self.marks]
        for each in new:
            self.marks.add((each.session_id, each.name))
            self.totals[video_id] = self.total(video_id) + each.tally
            day = replace(each.tally, reached={})
            self.by_day[video_id, date] = self.by_day.get((video_id, date), Tally()) + day
            if each.watching:
                key = each.watching.profile_id, video_id
                was = self.watches.watches.get(key, Watch(video_id=video_id, at=0))
                self.watches.watches[key] = replace(
                    was,
                    at=max(was.at, each.watching.at),
                    total=was.total + each.watching.watched,
                    count=was.count + 1,
                )
        return len(new)

    def total(self, video_id: str) -> Tally:
        return self.totals.get(video_id, Tally())

    def days(self, video_id: str, *, first: str, last: str) -> Mapping[str, Tally]:
        return {
            date: tally
            for (video, date), tally in self.by_day.items()
            if video == video_id and first <= date <= last
        }
