"""History, what was begun, watchlist, stars, and figures for owners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.http.video_models import ProfilePage
from contracts.http.video_profiles import OneProfile
from contracts.http.video_viewing import (
    Analytics,
    ContinueQuery,
    ContinueWatching,
    CurvePoint,
    DayOfVideo,
    Listed,
    RatingGiven,
    RatingSeen,
    RatingShown,
    Watched,
    WatchHistory,
    Watchlist,
)
from core.clock import Clock
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from ..cards import cards
from ..model import Video
from ..moments import moment
from ..ratings import Ratings
from .analysing import Analyst, Figures
from .model import Position, Watch, rebuffer_ratio, still_watching
from .remembering import Remembering


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingOperations:
    remembering: Remembering
    analyst: Analyst
    ratings: Ratings
    cursors: Cursors
    clock: Clock
    public_url: str

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "listHistory": self._history,
            "forgetWatched": self._forget,
            "continueWatching": self._continue,
            "listWatchlist": self._watchlist,
            "addToWatchlist": self._add,
            "removeFromWatchlist": self._remove,
            "rateVideo": self._rate,
            "videoRating": self._rating,
            "videoAnalytics": self._analytics,
        }

    def _history(self, call: Call) -> Reply:
        query, user_id = call.query_as(ProfilePage), call.user.user_id
        scope = _scope("history", user_id)
        page = self.remembering.history(
            user_id,
            query.profile_id,
            after=self._opened(query.cursor, scope),
            most=query.limit,
        )
        items = self._watched(page.items)
        return Reply(body=WatchHistory(items=items, next_cursor=self._sealed(page.position, scope)))

    def _forget(self, call: Call) -> Reply:
        self.remembering.forget(call.user.user_id, _profile(call), call.path["videoId"])
        return Reply(status=204)

    def _continue(self, call: Call) -> Reply:
        query = call.query_as(ContinueQuery)
        begun = self.remembering.begun(call.user.user_id, query.profile_id, most=query.limit)
        return Reply(body=ContinueWatching(items=self._watched(begun)))

    def _watchlist(self, call: Call) -> Reply:
        query, user_id = call.query_as(ProfilePage), call.user.user_id
        scope = _scope("watchlist", user_id)
        page = self.remembering.wishlist(
            user_id,
            query.profile_id,
            after=self._opened(query.cursor, scope),
            most=query.limit,
        )
        shown = cards([video for _, video in page.items], self.ratings, public_url=self.public_url)
        items = [
            Listed(video=card, added_at=moment(wish.at))
            for card, (wish, _) in zip(shown, page.items, strict=True)
        ]
        return Reply(body=Watchlist(items=items, next_cursor=self._sealed(page.position, scope)))

    def _add(self, call: Call) -> Reply:
        self.remembering.wish(call.user.user_id, _profile(call), call.path["videoId"])
        return Reply(status=204)

    def _remove(self, call: Call) -> Reply:
        self.remembering.unwish(call.user.user_id, _profile(call), call.path["videoId"])
        return Reply(status=204)

    def _rate(self, call: Call) -> Reply:
        stars = call.body_as(RatingGiven).stars
        rating = self.remembering.rate(
            call.user.user_id, _profile(call), call.path["videoId"], stars
        )
        body = RatingShown(stars=stars, rating=rating.mean or float(stars), raters=rating.raters)
        return Reply(body=body)

    def _rating(self, call: Call) -> Reply:
        stars, rating = self.remembering.rating(
            call.user.user_id, _profile(call), call.path["videoId"]
        )
        return Reply(body=RatingSeen(stars=stars, rating=rating.mean, raters=rating.raters))

    def _analytics(self, call: Call) -> Reply:
        figures = self.analyst.figures(call.user.user_id, call.path["videoId"])
        return Reply(body=_analytics(figures, self.clock))

    def _watched(self, items: Sequence[tuple[Watch, Video]]) -> list[Watched]:
        shown = cards([video for _, video in items], self.ratings, public_url=self.public_url)
        return [
            Watched(
                video=card,
                last_watched_at=moment(watch.at),
                total_watch_time=watch.total,
                watch_count=watch.count,
                position=watch.position,
            )
            for card, (watch, _) in zip(shown, items, strict=True)
        ]

    def _opened(self, cursor: str | None, scope: str) -> Position | None:
        if cursor is None:
            return None
        opened = self.cursors.open(cursor, scope=scope)
        return Position(at=int(opened["at"]), video_id=str(opened["video"]))

    def _sealed(self, position: Position | None, scope: str) -> str | None:
        if position is None:
            return None
        return self.cursors.seal({"at": position.at, "video": position.video_id}, scope=scope)


def _profile(call: Call) -> str | None:
    return call.query_as(OneProfile).profile_id


def _scope(name: str, user_id: str) -> str:
    return f"{name}#{user_id}"


def _analytics(figures: Figures, clock: Clock) -> Analytics:
    total = figures.total
    return Analytics(
        views=total.views,
        views_of_week=figures.views_of_week,
        watch_time=total.watched,
        startup_ms=round(total.startup_ms / total.startups, 1) if total.startups else None,
        rebuffer_ratio=rebuffer_ratio(total),
        stalls=total.rebuffers,
        quality_switches=total.switches,
        seconds_at=dict(total.seconds_at),
        days=[
            DayOfVideo(date=date, views=tally.views, watch_time=tally.watched)
            for date, tally in figures.days.items()
        ],
        drop_off=[CurvePoint(at=at, share=share) for at, share in still_watching(total.reached)],
        as_of=clock.now(),
    )
