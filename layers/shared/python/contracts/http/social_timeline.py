"""The route of the home timeline."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from . import Route
from .models import Model, PageQuery
from .social import READ, TAG
from .social_models import TweetShown


class HomeQuery(PageQuery):
    """``sinceId``: only what is newer than this entry. ``explain=1`` says how each item came.

    It was pushed, came with the follow (``backfill``), is merged on read (``merge``: an author with
    very many followers), or was pulled from the tables (``pull``); ``via`` is who posted or
    retweeted it.
    """

    since_id: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{18}$")] | None = None
    explain: Literal["0", "1"] = Field(default="0")


class HomeItem(TweetShown):
    """``explain`` is there only where it was asked for."""

    # Any: source, the entry and through whom it came, for people who debug.
    explain: dict[str, Any] | None = None


class Home(Model):
    tweets: list[HomeItem]
    next_cursor: str | None


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/api/timeline/home",
        operation="getHome",
        summary="What those I follow posted, newest first",
        tag=TAG,
        scope=READ,
        query=HomeQuery,
        responses={200: Home},
    ),
)
