"""What owners send of a link: the form of a new one and of an edit."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from .countries import country
from .models import Request, Timestamp

TAG = "links"
CODE = {"code": "The short code; an alias in any case"}
Url = Annotated[str, StringConstraints(min_length=1, max_length=8_192)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(country)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
RedirectStatus = Literal[301, 302, 307, 308]
MaxClicks = Annotated[int, Field(ge=1, le=1_000_000_000)]


class RuleWanted(Request):
    """Visitors for whom all given conditions hold go to ``url``; the first such rule counts."""

    url: Url
    devices: list[Literal["mobile", "tablet", "desktop"]] = Field(default=[], max_length=3)
    countries: list[Country] = Field(default=[], max_length=50)
    languages: list[Language] = Field(default=[], max_length=50)
    starts_at: Timestamp | None = None
    ends_at: Timestamp | None = None


Rules = Annotated[list[RuleWanted], Field(max_length=10)]
Tags = Annotated[list[Tag], Field(max_length=20)]


class LinkWanted(Request):
    """A new link. Only ``url`` is needed."""

    url: Url
    custom_alias: Annotated[str, StringConstraints(max_length=200)] | None = None
    expires_at: Timestamp | None = None
    title: Title = ""
    tags: Tags = Field(default_factory=list)
    fallback_url: Url | None = None
    max_clicks: MaxClicks | None = None
    password: Password | None = None
    redirect_status: RedirectStatus = 302
    forward_query: bool = False
    rules: Rules = Field(default_factory=list)


class LinkEdit(Request):
    """What is left out stays as it is; null takes away where there may be nothing."""

    url: Url = ""
    enabled: bool = True
    expires_at: Timestamp | None = None
    title: Title = ""
    tags: Tags = Field(default_factory=list)
    fallback_url: Url | None = None
    max_clicks: MaxClicks | None = None
    password: Password | None = None
    redirect_status: RedirectStatus = 302
    forward_query: bool = False
    rules: Rules = Field(default_factory=list)
