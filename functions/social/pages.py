"""Pages at the edge: a sealed cursor in, one out. A cursor belongs to one list of one reader."""

from dataclasses import dataclass
from typing import Any

from contracts.http.models import PageQuery
from contracts.http.social_models import UserShown
from core.cursor import Cursors
from core.http.messages import Call, Reply

from .model import Person
from .paging import Page

AT = "at"


@dataclass(frozen=True, slots=True)
class Pages:
    """``after`` is where this page begins, None at the start; ``most`` is how much it holds."""

    cursors: Cursors
    scope: str
    after: str | None
    most: int

    @classmethod
    def of(cls, cursors: Cursors, call: Call, *names: str) -> "Pages":
        """``names`` tell this list from all others. Raises ValidationFailed."""
        query = call.query
        assert isinstance(query, PageQuery)  # noqa: S101  # narrows: the routes of lists have it
        scope = "#".join([*names, call.user.user_id])
        after = cursors.open(query.cursor, scope=scope)[AT] if query.cursor is not None else None
        return cls(cursors, scope, None if after is None else str(after), query.limit)

    def next(self, position: str | None) -> str | None:
        return None if position is None else self.cursors.seal({AT: position}, scope=self.scope)


# Any: the tweets' JSON.
def tweets_reply(page: Page[dict[str, Any]], pages: Pages) -> Reply:
    return Reply(body={"tweets": page.items, "nextCursor": pages.next(page.position)})


def user_shown(person: Person) -> UserShown:
    """Somebody in a list or beside a tweet."""
    return UserShown(
        id=person.id,
        username=person.username,
        display_name=person.display_name or person.username,
        avatar_url=person.avatar_url,
    )
