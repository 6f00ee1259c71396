"""Routes about the service itself: is it there, which version, what can it do. All public."""

from typing import Literal

from . import Raw, Route
from .models import Model


class Health(Model):
    status: Literal["ok"] = "ok"


class Version(Model):
    version: str
    stage: str


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/",
        operation="getRoot",
        summary="Where people begin",
        tag="site",
        scope=None,
        responses={302: None},
    ),
    Route(
        method="GET",
        path="/api/health",
        operation="getHealth",
        summary="Whether the service answers",
        tag="site",
        scope=None,
        responses={200: Health},
    ),
    Route(
        method="GET",
        path="/api/version",
        operation="getVersion",
        summary="Which version runs, and on which stage",
        tag="site",
        scope=None,
        responses={200: Version},
    ),
    Route(
        method="GET",
        path="/api/openapi.json",
        operation="getOpenapi",
        summary="This document",
        tag="site",
        scope=None,
        responses={200: Raw("application/json", "OpenAPI 3.1 of the whole API")},
    ),
    Route(
        method="GET",
        path="/api/docs",
        operation="getDocs",
        summary="A page to read and try the API",
        tag="site",
        scope=None,
        responses={200: Raw("text/html", "Swagger UI, served from here alone")},
    ),
    Route(
        method="GET",
        path="/api/docs/{asset}",
        operation="getDocsAsset",
        summary="A script or style sheet of that page",
        tag="site",
        scope=None,
        responses={200: Raw("text/javascript", "or text/css for the style sheet")},
        errors=("not_found",),
        path_params={"asset": "`swagger-ui.js`, `swagger-ui.css` or `start.js`"},
    ),
)
