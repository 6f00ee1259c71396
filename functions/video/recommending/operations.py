"""``recommend``."""

from collections.abc import Mapping

from contracts.http.video_catalogue import TopQuery
from core.http.messages import Call, Operation, Reply

from ..cards import suggestions
from ..ports import Profiles
from ..ratings import Ratings
from .serving import Recommender


class RecommendOperations:
    def __init__(
        self, *, profiles: Profiles, recommender: Recommender, ratings: Ratings, public_url: str
    ) -> None:
        self._profiles, self._recommender, self._ratings = profiles, recommender, ratings
        self._public_url = public_url

    def by_name(self) -> Mapping[str, Operation]:
        return {"recommend": self.recommend}

    def recommend(self, call: Call) -> Reply:
        query = call.query_as(TopQuery)
        profile = self._profiles.choose(call.user.user_id, query.profile_id)
        found = self._recommender.suggest(profile, most=query.limit)
        listed = ((each.video, each.why) for each in found)
        return Reply(body=suggestions(listed, self._ratings, public_url=self._public_url))
