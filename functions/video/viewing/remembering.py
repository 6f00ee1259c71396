"""History, what was begun, watchlist and stars, as one profile sees them.

A list never shows what its profile may not see, whatever was true when it was put there (V10).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from core.clock import Clock

from ..errors import MaturityExceeded, VideoNotFound
from ..model import Profile, Video, suits
from ..moments import ms
from ..ports import Profiles, Videos
from ..ratings import Rating, Ratings
from .model import Position, Watch, Wish
from .ports import Opinions, Page, Watches, Wishes

ROUNDS = 5  # pages read to fill one after what may not be seen was taken out


class OfVideo(Protocol):
    @property
    def video_id(self) -> str: ...
    @property
    def at(self) -> int: ...


T = TypeVar("T", bound=OfVideo)
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembering:
    profiles: Profiles
    videos: Videos
    watches: Watches
    wishes: Wishes
    opinions: Opinions
    ratings: Ratings
    clock: Clock

    def history(
        self, user_id: str, ref: str | None, *, after: Position | None, most: int
    ) -> Page[tuple[Watch, Video]]:
        """Raises ProfileNotFound, ProfileLocked, as all of these do."""
        profile = self.profiles.choose(user_id, ref)
        return self._filled(
            profile, self.watches.page, lambda each: each.count > 0, after=after, most=most
        )

    def begun(self, user_id: str, ref: str | None, *, most: int) -> Sequence[tuple[Watch, Video]]:
        profile = self.profiles.choose(user_id, ref)
        return self._filled(
            profile, self.watches.page, lambda each: each.begun(), after=None, most=most
        ).items

    def forget(self, user_id: str, ref: str | None, video_id: str) -> None:
        self.watches.forget(self.profiles.choose(user_id, ref).id, video_id)

    def wishlist(
        self, user_id: str, ref: str | None, *, after: Position | None, most: int
    ) -> Page[tuple[Wish, Video]]:
        profile = self.profiles.choose(user_id, ref)
        return self._filled(profile, self.wishes.page, lambda _: True, after=after, most=most)

    def wish(self, user_id: str, ref: str | None, video_id: str) -> None:
        """Raises VideoNotFound, MaturityExceeded."""
        profile = self._allowed(user_id, ref, video_id)
        self.wishes.add(profile.id, Wish(video_id=video_id, at=ms(self.clock)))

    def unwish(self, user_id: str, ref: str | None, video_id: str) -> None:
        self.wishes.remove(self.profiles.choose(user_id, ref).id, video_id)

    def rate(self, user_id: str, ref: str | None, video_id: str, stars: int) -> Rating:
        """What all think of it then. Raises VideoNotFound, MaturityExceeded."""
        profile = self._allowed(user_id, ref, video_id)
        self.opinions.give(profile.id, video_id, stars=stars, at=ms(self.clock))
        return self.ratings.of(video_id)

    def rating(self, user_id: str, ref: str | None, video_id: str) -> tuple[int | None, Rating]:
        """The profile's own stars, and what all think. Raises VideoNotFound, MaturityExceeded."""
        profile = self._allowed(user_id, ref, video_id)
        return self.opinions.given_by(profile.id, video_id), self.ratings.of(video_id)

    def _allowed(self, user_id: str, ref: str | None, video_id: str) -> Profile:
        profile = self.profiles.choose(user_id, ref)
        video = self.videos.find(video_id)
        if video is None or not _there(video, user_id):
            raise VideoNotFound
        if not suits(video.maturity, profile.maturity):
            raise MaturityExceeded
        return profile

    def _filled(
        self,
        profile: Profile,
        read: "Read[T]",
        wanted: Callable[[T], bool],
        *,
        after: Position | None,
        most: int,
    ) -> Page[tuple[T, Video]]:
        shown: list[tuple[T, Video]] = []
        for _ in range(ROUNDS):
            page = read(profile.id, after=after, most=most)
            for each, video in self._with_videos(profile, page.items):
                if wanted(each):
                    shown.append((each, video))
                if len(shown) == most:
                    here = Position(at=each.at, video_id=each.video_id)
                    over = page.position is None and each is page.items[-1]
                    return Page(items=shown, position=None if over else here)
            after = page.position
            if after is None:
                break
        return Page(items=shown, position=after)

    def _with_videos(self, profile: Profile, items: Sequence[T]) -> Sequence[tuple[T, Video]]:
        videos = self.videos.find_many(each.video_id for each in items)
        return [
            (each, video)
            for each in items
            if (video := videos.get(each.video_id))
            and _there(video, profile.owner_id)
            and suits(video.maturity, profile.maturity)
        ]


class Read(Protocol[T_co]):
    def __call__(self, profile_id: str, *, after: Position | None, most: int) -> Page[T_co]: ...


def _there(video: Video, user_id: str) -> bool:
    return video.playable() and video.shown_to(user_id)
