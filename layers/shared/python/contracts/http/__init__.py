"""The public HTTP API as data.

A :class:`Route` is declared once and read by four parties: the stacks create the gateway's routes
from it, ``core.http`` dispatches and guards by it, the OpenAPI document is generated from it, and
the authorisation matrix of the tests is generated from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Raw:
    """A response (or request) body that is not JSON: its media type and what it is."""

    media_type: str
    description: str = ""


Body = type[BaseModel] | Raw | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation of the API.

    ``path`` is an OpenAPI template (``/api/urls/{code}``). ``scope`` is what an API key must hold
    (``links:read`` …); None makes the route public: no authorizer runs and the function itself
    checks the origin secret. ``responses`` maps each success status to its body. ``errors`` are
    error codes; those every guarded route can answer (401, 403, 422, 429, 500, 503) are added by
    the generator. ``max_body`` is in bytes; a longer body is 413. ``admin`` routes need the group
    ``admins`` and a JWT.
    """

    method: str
    path: str
    operation: str
    summary: str
    tag: str
    scope: str | None
    responses: Mapping[int, Body]
    request: Body = None
    query: type[BaseModel] | None = None
    errors: tuple[str, ...] = ()
    idempotent: bool = False
    admin: bool = False
    max_body: int = 256 * 1024
    path_params: Mapping[str, str] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        return self.scope is None
