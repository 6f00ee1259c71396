"""The home timeline without Valkey, served by the API function until the hot path has its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from contracts.http.social_timeline import HomeQuery
from core.cache import CacheDown
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from .hot import Circle
from .ports import Graph, Tweets
from .showing import PortFacts
from .timeline.cursors import Place, place_of
from .timeline.pulling import Pull
from .timeline.reading import HomeTimeline


class NoTimelines:
    """Valkey as the reader finds it where there is none."""

    def read(self, ask: object) -> NoReturn:  # noqa: ARG002  # the port's
        raise CacheDown("homes are pulled")

    def keep(self, **_: object) -> NoReturn:
        raise CacheDown("homes are pulled")

    def build(self, owner: str) -> NoReturn:  # noqa: ARG002  # the port's
        raise CacheDown("homes are pulled")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGraph:
    graph: Graph

    def followees(self, user_id: str) -> Sequence[str]:
        return sorted(self.graph.followees(user_id))

    def circle(self, user_id: str) -> Circle:
        return Circle.of(self.graph.relations(user_id), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class TableAuthors:
    tweets: Tweets

    def newest(self, author_id: str, *, before: str, most: int) -> Sequence[str]:
        rows = self.tweets.by_author(author_id, before=before or None, most=most)
        return [row.id for row in rows]


def home_operation(
    *, facts: PortFacts, graph: Graph, tweets: Tweets, cursors: Cursors
) -> Operation:
    nothing, circles = NoTimelines(), TableGraph(graph=graph)
    home = HomeTimeline(
        cache=nothing,
        facts=facts,
        graph=circles,
        pull=Pull(graph=circles, authors=TableAuthors(tweets=tweets)),
        homes=nothing,
        recents=nothing,
    )

    def get_home(call: Call) -> Reply:
        query = call.query_as(HomeQuery)
        scope = f"home#{call.user.user_id}"
        place = Place(since=query.since_id or "")
        if query.cursor is not None:
            place = place_of(cursors.open(query.cursor, scope=scope))
        page = home.page(
            call.user.user_id, place=place, limit=query.limit, explain=query.explain == "1"
        )
        next_ = page.next_place
        cursor = None if next_ is None else cursors.seal(next_.to_position(), scope=scope)
        return Reply(body={"tweets": page.items, "nextCursor": cursor})

    return get_home
