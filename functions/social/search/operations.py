"""``searchTweets`` and ``searchPeople``."""

from collections.abc import Mapping

from contracts.http.social_models import Tweets, Users
from contracts.http.social_search import PeopleQuery, SearchQuery
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from ..pages import user_shown
from .finding import TweetSearch
from .people import PeopleSearch
from .ports import Presenter

BELOW = "below"


class SearchOperations:
    def __init__(
        self, *, tweets: TweetSearch, people: PeopleSearch, presenter: Presenter, cursors: Cursors
    ) -> None:
        self._tweets, self._people = tweets, people
        self._presenter, self._cursors = presenter, cursors

    def by_name(self) -> Mapping[str, Operation]:
        return {"searchTweets": self.search_tweets, "searchPeople": self.search_people}

    def search_tweets(self, call: Call) -> Reply:
        query, viewer = call.query_as(SearchQuery), call.user.user_id
        scope = f"search#{viewer}#{query.q}"
        found = self._tweets.find(
            viewer, query.q, below=self._opened(query.cursor, scope), most=query.limit
        )
        shown = self._presenter.show(viewer, found.entries)
        return Reply(body=Tweets(tweets=shown, next_cursor=self._sealed(found.below, scope)))

    def search_people(self, call: Call) -> Reply:
        query, viewer = call.query_as(PeopleQuery), call.user.user_id
        scope = f"people#{viewer}#{query.q}"
        found = self._people.find(
            viewer, query.q, below=self._opened(query.cursor, scope), most=query.limit
        )
        items = [user_shown(person) for person in found.people]
        return Reply(body=Users(items=items, next_cursor=self._sealed(found.below, scope)))

    def _opened(self, cursor: str | None, scope: str) -> int | None:
        return None if cursor is None else int(self._cursors.open(cursor, scope=scope)[BELOW])

    def _sealed(self, below: int | None, scope: str) -> str | None:
        # As text: 64 bits are more than JSON numbers promise to hold.
        return None if below is None else self._cursors.seal({BELOW: str(below)}, scope=scope)
