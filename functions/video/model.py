"""A video from its announcement to the catalogue, and who may see it. Pure."""

from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal["uploading", "processing", "transcoding", "ready", "failed"]
Visibility = Literal["private", "unlisted", "public"]
Maturity = Literal["all", "7+", "13+", "16+", "18+"]
MATURITIES: tuple[Maturity, ...] = get_args(Maturity)
"""From what is for everybody to what is for adults; each includes those before it."""
RUNGS = ("240p", "480p", "720p", "1080p", "4K")
HEIGHTS = {"240p": 240, "480p": 480, "720p": 720, "1080p": 1080, "4K": 2160}
"""Of a rung, its short side in pixels."""
PLAN_HEIGHTS = {"free": 0, "standard": 1080, "premium": 2160}
"""The highest rung each plan may play; 0 plays nothing."""
PLAN_STREAMS = {"free": 1, "standard": 2, "premium": 4}
"""How many streams of one account may run at the same time."""
OWN_HEIGHT = 2160
"""The highest rung of one's own films, whatever the plan."""
TWEET_HEIGHT = 720
"""The highest rung of a film that plays in its owner's tweet, where no plan allows more."""


def suits(maturity: Maturity, cap: Maturity) -> bool:
    """Whether what is rated ``maturity`` may be shown to who may see up to ``cap``."""
    return MATURITIES.index(maturity) <= MATURITIES.index(cap)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One quality: ``bitrate`` is its average in bits per second, sizes in pixels."""

    profile: str
    width: int
    height: int
    bitrate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """A track of captions: ``language`` is a BCP 47 tag, ``label`` what people choose it by."""

    language: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """``created_at`` and ``transcoded_at`` in ms since 1970, ``duration`` in seconds, ``size`` in
    bytes, ``progress`` of transcoding in per cent.

    ``revision`` grows with every write, so that readers of changes know the later of two.
    ``attempt`` counts transcoding jobs. ``banned`` and ``deleted`` are never shown to others.
    """

    id: str
    owner_id: str
    title: str
    created_at: int
    revision: int = 1
    description: str = ""
    genres: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    release_date: str = ""  # YYYY-MM-DD
    maturity: Maturity = "18+"  # until somebody says otherwise
    visibility: Visibility = "private"
    captions: tuple[Captions, ...] = ()
    content_type: str = ""
    size: int = 0
    status: Status = "uploading"
    progress: int = 0
    attempt: int = 0
    job_id: str = ""
    upload_id: str = ""
    error: str = ""
    duration: float = 0.0
    transcoded_at: int = 0
    renditions: tuple[Rendition, ...] = ()
    poster: str = ""  # names of files in the video's folder
    storyboard: str = ""
    banned: bool = False
    deleted: bool = False

    def listed(self) -> bool:
        """Whether it is in the catalogue for everybody whom its maturity suits."""
        return self.visibility == "public" and self.playable()

    def playable(self) -> bool:
        return self.status == "ready" and not self.banned and not self.deleted

    def shown_to(self, user_id: str) -> bool:
        """By its id: to its owner always, to others once it plays and is not private."""
        if self.deleted:
            return False
        return user_id == self.owner_id or (self.visibility != "private" and self.playable())


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One of up to five people behind an account. ``pin_hash`` empty: it can be used freely.

    ``maturity`` is the most it may see. ``kids`` profiles never see more than ``7+``.
    """

    id: str
    owner_id: str
    name: str
    created_at: int
    maturity: Maturity = "18+"
    kids: bool = False
    pin_hash: str = ""
