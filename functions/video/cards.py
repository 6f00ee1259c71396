"""Videos in lists, as the API shows them."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.http.video_catalogue import Suggested, Suggestions
from contracts.http.video_models import VideoCard
from contracts.tables.video import prefix_of

from .model import Video
from .moments import moment
from .ratings import UNRATED, Ratings


def card_of(video: Video, *, rating: float | None, public_url: str) -> VideoCard:
    return VideoCard(
        id=video.id,
        title=video.title,
        description=video.description,
        genres=list(video.genres),
        release_date=date.fromisoformat(video.release_date) if video.release_date else None,
        maturity=video.maturity,
        duration=video.duration,
        poster=f"{public_url}/{prefix_of(video.id)}{video.poster}" if video.poster else None,
        rating=rating,
        created_at=moment(video.created_at),
    )


def cards(videos: Sequence[Video], ratings: Ratings, *, public_url: str) -> list[VideoCard]:
    rated = ratings.of_many(video.id for video in videos)
    return [
        card_of(each, rating=rated.get(each.id, UNRATED).mean, public_url=public_url)
        for each in videos
    ]


def suggestions(
    found: Iterable[tuple[Video, str]], ratings: Ratings, *, public_url: str
) -> Suggestions:
    listed = list(found)
    shown = cards([video for video, _ in listed], ratings, public_url=public_url)
    return Suggestions(
        items=[
            Suggested(**card.model_dump(), why=why)
            for card, (_, why) in zip(shown, listed, strict=True)
        ]
    )
