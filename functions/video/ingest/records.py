"""What is said about videos: looked at by who may, changed and deleted by who uploaded them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from core.clock import Clock

from ..errors import MaturityExceeded, NotUploader, VideoNotFound
from ..model import Video, suits
from ..moments import ms
from ..ports import Profiles
from .course import deleted
from .model import Work
from .ports import Position, VideoPage, Works

Change = Callable[[Video], Video]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    works: Works
    profiles: Profiles
    clock: Clock

    def owned(self, video_id: str, user_id: str) -> Video:
        """Raises VideoNotFound, NotUploader."""
        video = self._there(video_id)
        if video.owner_id == user_id:
            return video
        # Who may not even see it is not told that there is one.
        raise NotUploader if video.shown_to(user_id) else VideoNotFound

    def seen(self, video_id: str, user_id: str, profile: str | None) -> Video:
        """By its owner always, by others as the chosen profile may (V10).

        Raises VideoNotFound, MaturityExceeded, ProfileNotFound, ProfileLocked.
        """
        video = self._there(video_id)
        if video.owner_id == user_id:
            return video
        if not video.shown_to(user_id):
            raise VideoNotFound
        if not suits(video.maturity, self.profiles.choose(user_id, profile).maturity):
            raise MaturityExceeded
        return video

    def mine(self, user_id: str, *, after: Position | None, most: int) -> VideoPage:
        """Without deleted ones, so a page may be short and the list still go on."""
        page = self.works.page(user_id, after=after, most=most)
        kept = [video for video in page.videos if not video.deleted]
        return VideoPage(videos=kept, position=page.position)

    def edit(self, video_id: str, user_id: str, change: Change) -> Video:
        """Raises VideoNotFound, NotUploader, EditedMeanwhile."""
        self.owned(video_id, user_id)
        return self.changed(video_id, change)

    def delete(self, video_id: str, user_id: str) -> None:
        """Nobody sees it from now on; its files go behind. Raises VideoNotFound, NotUploader."""
        self.owned(video_id, user_id)
        self.works.change(video_id, partial(deleted, now=ms(self.clock)))

    def changed(self, video_id: str, change: Change) -> Video:
        """Raises VideoNotFound, EditedMeanwhile."""

        def step(work: Work) -> Work | None:
            return None if work.video.deleted else _with(work, change(work.video))

        self.works.change(video_id, step)
        return self._there(video_id)

    def find(self, video_id: str) -> Video | None:
        """None also where it is deleted."""
        work = self.works.find(video_id)
        return None if work is None or work.video.deleted else work.video

    def _there(self, video_id: str) -> Video:
        video = self.find(video_id)
        if video is None:
            raise VideoNotFound
        return video


def _with(work: Work, video: Video) -> Work | None:
    """None where nothing is to be written."""
    return None if video == work.video else replace(work, video=video)
