"""The routes that list videos, but for recommendations."""

from collections.abc import Mapping, Sequence

from contracts.http.video_catalogue import (
    FRESH_SECONDS,
    BrowseQuery,
    Catalogue,
    Genres,
    SearchQuery,
    TopQuery,
)
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from ..cards import cards, suggestions
from ..errors import MaturityExceeded, VideoNotFound
from ..model import Profile, Video, suits
from ..ports import Profiles, Videos
from ..ratings import Ratings
from .browsing import Browser
from .finding import Position, VideoSearch
from .similar import SimilarVideos
from .trending import TrendList

FRESH = {"Cache-Control": f"private, max-age={FRESH_SECONDS}"}


class CatalogueOperations:
    def __init__(
        self,
        *,
        profiles: Profiles,
        videos: Videos,
        ratings: Ratings,
        browser: Browser,
        search: VideoSearch,
        trends: TrendList,
        similar: SimilarVideos,
        cursors: Cursors,
        public_url: str,
    ) -> None:
        self._public_url = public_url
        self._profiles, self._videos, self._ratings = profiles, videos, ratings
        self._browser, self._search = browser, search
        self._trends, self._similar, self._cursors = trends, similar, cursors

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "browseVideos": self.browse,
            "searchVideos": self.find,
            "listGenres": self.genres,
            "trendingVideos": self.trending,
            "similarVideos": self.similar,
        }

    def browse(self, call: Call) -> Reply:
        query = call.query_as(BrowseQuery)
        profile = self._profiles.choose(call.user.user_id, query.profile_id)
        scope = f"videos#{profile.id}#{query.sort}#{query.genre or ''}"
        page = self._browser.page(
            cap=profile.maturity,
            genres=[query.genre] if query.genre else [],
            sort=query.sort,
            after=str(self._cursors.open(query.cursor, scope=scope)["after"])
            if query.cursor
            else None,
            most=query.limit,
        )
        after = None if page.after is None else {"after": page.after}
        return self._listed(page.videos, after, scope)

    def find(self, call: Call) -> Reply:
        query = call.query_as(SearchQuery)
        profile = self._profiles.choose(call.user.user_id, query.profile_id)
        scope = f"videos#{profile.id}#search#{query.q}"
        opened = self._cursors.open(query.cursor, scope=scope) if query.cursor else None
        found = self._search.find(
            query.q,
            cap=profile.maturity,
            after=_position(opened) if opened else None,
            most=query.limit,
        )
        return self._listed(found.videos, _sealable(found.after) if found.after else None, scope)

    def genres(self, call: Call) -> Reply:
        query = call.query_as(TopQuery)
        profile = self._profiles.choose(call.user.user_id, query.profile_id)
        return Reply(body=Genres(items=self._browser.genres(cap=profile.maturity)))

    def trending(self, call: Call) -> Reply:
        query = call.query_as(TopQuery)
        profile = self._profiles.choose(call.user.user_id, query.profile_id)
        top = self._trends.top(cap=profile.maturity, most=query.limit)
        found = [(video, watched(views)) for video, views in top]
        return Reply(
            body=suggestions(found, self._ratings, public_url=self._public_url), headers=FRESH
        )

    def similar(self, call: Call) -> Reply:
        query = call.query_as(TopQuery)
        profile = self._profiles.choose(call.user.user_id, query.profile_id)
        video = self._seen_by(call.user.user_id, profile, call.path["videoId"])
        alike = self._similar.of(video, cap=profile.maturity, most=query.limit)
        found = [(each.video, each.why) for each in alike]
        return Reply(body=suggestions(found, self._ratings, public_url=self._public_url))

    def _seen_by(self, user_id: str, profile: Profile, video_id: str) -> Video:
        video = self._videos.find(video_id)
        if video is None or not video.shown_to(user_id):
            raise VideoNotFound
        if not suits(video.maturity, profile.maturity):
            raise MaturityExceeded
        return video

    def _listed(
        self, videos: Sequence[Video], after: Mapping[str, str | int] | None, scope: str
    ) -> Reply:
        return Reply(
            body=Catalogue(
                items=cards(videos, self._ratings, public_url=self._public_url),
                next_cursor=None if after is None else self._cursors.seal(after, scope=scope),
            )
        )


def watched(views: int) -> str:
    times = "once" if views == 1 else f"{views:,} times"
    return f"Watched {times} in the last seven days"


def _position(opened: Mapping[str, str | int]) -> Position:
    return Position(
        tier=int(opened["tier"]),
        number=int(opened["number"]),
        slips=int(opened["slips"]),
        elsewhere=int(opened["elsewhere"]),
    )


def _sealable(position: Position) -> Mapping[str, str | int]:
    return {
        "tier": position.tier,
        "number": str(position.number),  # 64 bits are more than JSON numbers promise to hold
        "slips": position.slips,
        "elsewhere": position.elsewhere,
    }
