"""What plays the film of a tweet, for whoever was just shown that tweet by itself."""

from dataclasses import dataclass
from typing import Protocol

from ..model import FILM_TYPE
from ..presenting import Json


class PlayPasses(Protocol):
    def give(self, viewer_id: str, *, video_id: str, author_id: str) -> str:
        """What the video system starts this film by, in place of a plan."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewersPass:
    passes: PlayPasses

    def of(self, viewer_id: str, tweet: Json) -> Json:
        """The tweet, with ``playPass`` of its film if it carries one."""
        if not any(each["type"] == FILM_TYPE for each in tweet["media"]):
            return tweet
        author = tweet["userId"]
        media = [
            {
                **each,
                "playPass": self.passes.give(viewer_id, video_id=each["id"], author_id=author),
            }
            if each["type"] == FILM_TYPE
            else each
            for each in tweet["media"]
        ]
        return {**tweet, "media": media}
