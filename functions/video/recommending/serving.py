"""What to watch next: what the model learned of the profile, then the best of the genres it
watches, then what is watched most, then what is new (V11: nothing watched, nothing above its
rating, nothing twice, and the same answer for the same state)."""

from collections.abc import Iterable, Iterator, Sequence

from ..model import Profile, Video, suits
from ..ports import Videos
from .genres import LAST_WATCHED, because_of_genre, because_of_video, top_genres
from .model import Learned, Suggestion
from .ports import Catalogue, History, LearnedStore

TRENDING, NEW, CHOSEN = "Watched a lot this week", "New here", "Chosen for you"
EACH = 40
MOST_SINCE, AT_ONCE = 100, 24
LATE = 7 * 24 * 3600 * 1000
"""Milliseconds for which the stream of views keeps what nobody has counted yet: a view may be older
than what was learned, and have been stored after it."""


class Recommender:
    def __init__(
        self, *, learned: LearnedStore, history: History, catalogue: Catalogue, videos: Videos
    ) -> None:
        self._learned, self._history = learned, history
        self._catalogue, self._videos = catalogue, videos

    def suggest(self, profile: Profile, *, most: int) -> list[Suggestion]:
        found: dict[str, Suggestion] = {}
        known = self._learned.learned(profile.owner_id, profile.id)
        _add(found, self._of_model(profile, known), most)
        if len(found) < most:
            for some in self._by_rules(profile):
                _add(found, self._unseen(profile, some), most)
                if len(found) == most:
                    break
        return list(found.values())

    def _of_model(self, profile: Profile, known: Learned) -> Iterator[Suggestion]:
        """The model left out what was watched when it learned; what came since is asked for."""
        if not known.videos:
            return
        since = set(self._history.latest(profile.id, since=known.at - LATE, most=MOST_SINCE))
        wanted = [each for each in known.videos if each[0] not in since]
        for start in range(0, len(wanted), AT_ONCE):  # a page is full after one, as a rule
            some = wanted[start : start + AT_ONCE]
            videos = self._videos.find_many({id_ for pair in some for id_ in pair if id_})
            for video_id, because in some:
                video = videos.get(video_id)
                if video is not None and video.listed() and suits(video.maturity, profile.maturity):
                    yield Suggestion(video, _why(videos.get(because), profile))

    def _by_rules(self, profile: Profile) -> Iterator[list[Suggestion]]:
        cap = profile.maturity
        if genres := self._genres(profile):
            yield [
                Suggestion(video, because_of_genre(video.genres, genres) or TRENDING)
                for video in self._catalogue.best_of(genres, cap=cap, most=EACH)
            ]
        yield [Suggestion(each, TRENDING) for each in self._catalogue.trending(cap=cap, most=EACH)]
        yield [Suggestion(each, NEW) for each in self._catalogue.newest(cap=cap, most=EACH)]

    def _genres(self, profile: Profile) -> list[str]:
        watched = self._history.latest(profile.id, since=0, most=LAST_WATCHED)
        videos = self._videos.find_many(watched)
        return top_genres(videos[each].genres for each in watched if each in videos)

    def _unseen(self, profile: Profile, some: Sequence[Suggestion]) -> list[Suggestion]:
        watched = self._history.among(profile.id, [each.video.id for each in some])
        return [each for each in some if each.video.id not in watched]


def _add(found: dict[str, Suggestion], some: Iterable[Suggestion], most: int) -> None:
    for each in some:
        if len(found) == most:
            return
        found.setdefault(each.video.id, each)


def _why(reason: Video | None, profile: Profile) -> str:
    """The one watched that speaks most for it, if it can still be named before this profile."""
    if reason is not None and reason.listed() and suits(reason.maturity, profile.maturity):
        return because_of_video(reason.title)
    return CHOSEN
