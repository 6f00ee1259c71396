"""What an operation gets and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from ..attempts import Attempt

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls, as the authorizer found out. ``scopes`` holds ``*`` for a signed-in user.

    ``key_id`` names the API key (context value ``keyId``), so that each key has its own rate limit.
    """

    user_id: str
    username: str
    scopes: frozenset[str]
    admin: bool = False
    via: str = "jwt"
    key_id: str = ""

    def may(self, scope: str) -> bool:
        return "*" in self.scopes or scope in self.scopes


@dataclass(frozen=True, slots=True)
class Viewer:
    """What the edge says of the viewer: ISO country or empty, and the address already truncated."""

    country: str = ""
    network: str = ""
    user_agent: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, already authorised and validated by its route.

    ``body`` and ``query`` are instances of the route's models; headers have lower-case names.
    ``attempt`` is there where the request has an Idempotency-Key.
    """

    request_id: str
    principal: Principal | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    query: BaseModel | None = None
    body: BaseModel | None = None
    raw: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    viewer: Viewer = Viewer()
    attempt: Attempt | None = None

    @property
    def user(self) -> Principal:
        """The caller of a guarded route; the guard ran before, so there is one."""
        if self.principal is None:
            raise AssertionError("a public route asked for its caller")
        return self.principal

    def body_as(self, model: type[ModelT]) -> ModelT:
        assert isinstance(self.body, model)  # noqa: S101  # narrows the type; the route's model parsed it
        return self.body

    def query_as(self, model: type[ModelT]) -> ModelT:
        assert isinstance(self.query, model)  # noqa: S101  # narrows the type; the route's model parsed it
        return self.query


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. A model or mapping is sent as JSON (camelCase), str and bytes as they are."""

    status: int = 200
    body: BaseModel | Mapping[str, object] | str | bytes | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Operation = Callable[[Call], Reply]
