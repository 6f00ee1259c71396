"""Events between functions and systems, versioned. Additive changes keep the version.

On the bus: ``Source`` is ``triptych.<system>``, ``DetailType`` the event's type, ``Detail`` the
model. On a stream: one record is one JSON object. Types: ``url.clicked, tweet.created,
fanout.continue, video.uploaded, content.preposition, view.started, view.completed,
account.changed, account.erased, tweet.linked, tweet.shortened``.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Event(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    version: Literal[1] = 1


class AccountErased(Event):
    """A person asked to be forgotten: every system removes what it holds of ``user_id``.

    Sent twice: at once, and again when no token or key of theirs is believed anywhere any more
    (``triptych.accounts.again``). So rules match the type and not the source, and whoever obeys
    removes also what was written since the first time.
    """

    type: Literal["account.erased"] = "account.erased"
    id: str
    user_id: str
    at: datetime
    correlation_id: str = ""  # of the request that asked, for the logs of whoever obeys


class AccountChanged(Event):
    """A person's public profile as it is now; ``revision`` orders these, later ones are higher.

    Sent when somebody comes, at every edit, and when they are banned or let in again. Systems that
    show people keep a copy, and show nothing of who is ``banned``.
    """

    type: Literal["account.changed"] = "account.changed"
    user_id: str
    username: str
    display_name: str = ""
    bio: str = ""
    avatar_url: str | None = None
    created_at: datetime
    revision: int
    banned: bool = False


class UrlClicked(Event):
    """One visit of a short link; the redirect writes the same shape by hand.

    ``id``: 64-bit event id as 16 hex digits, from the request id, so that a retry is the same
    event. ``at``: epoch milliseconds. ``visitor``: HMAC of truncated network and agent under the
    day's salt. The viewer's address is never in it.
    """

    type: Literal["url.clicked"] = "url.clicked"
    id: str
    code: str
    at: int
    country: str = ""
    referrer: str = ""
    user_agent: str = ""
    language: str = ""
    visitor: str = ""


class TweetLinked(Event):
    """A tweet with web addresses was posted: links makes a short link of each for ``user_id``.

    Comes at least once; the same tweet's addresses always get the same links.
    """

    type: Literal["tweet.linked"] = "tweet.linked"
    tweet_id: str
    user_id: str
    urls: tuple[str, ...]


class Shortened(BaseModel):
    """``url`` as it stands in the text, ``short_url`` as browsers open it."""

    model_config = Event.model_config

    url: str
    short_url: str


class TweetShortened(Event):
    """What became of a ``tweet.linked``; addresses that links refuses are not among them."""

    type: Literal["tweet.shortened"] = "tweet.shortened"
    tweet_id: str
    links: tuple[Shortened, ...]


class VideoUploaded(Event):
    """The original of a video is complete in the bucket: it can be looked at and transcoded."""

    type: Literal["video.uploaded"] = "video.uploaded"
    video_id: str
    key: str


class ContentPreposition(Event):
    """The first segments of a video will be wanted in ``region`` (``us-east`` …): warm its edge."""

    type: Literal["content.preposition"] = "content.preposition"
    video_id: str
    region: str


# What stands in a record of views goes into keys and sums: what would not fit there is no view.
Id = Annotated[str, Field(min_length=1, max_length=256)]
Moment = Annotated[int, Field(ge=0, lt=253_402_300_800_000)]  # ms, up to the year 9999
Seconds = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Times = Annotated[int, Field(ge=0, le=1_000_000_000)]


class ViewStarted(Event):
    """A playback session began. ``at`` in ms since 1970; ``region`` is the viewer's country (ISO),

    or empty.
    """

    type: Literal["view.started"] = "view.started"
    session_id: Id
    video_id: Id
    profile_id: Id
    user_id: Id
    at: Moment
    region: str = ""


class ViewCompleted(Event):
    """A playback session is over, by its viewer's word or by itself; told once or more, the same.

    ``watched`` is the time something was shown, ``position`` where it stopped, ``duration`` the
    film's, all in seconds; ``seconds_at`` how long each rung was shown, ``stalled`` for how long
    nothing moved that should have.
    """

    type: Literal["view.completed"] = "view.completed"
    session_id: Id
    video_id: Id
    profile_id: Id
    user_id: Id
    started_at: Moment
    at: Moment
    position: Seconds
    watched: Seconds
    duration: Seconds
    quality: str = ""
    switches: Times = 0
    startup_ms: Times | None = None
    rebuffers: Times = 0
    stalled: Seconds = 0.0
    seconds_at: dict[Id, Seconds] = {}
