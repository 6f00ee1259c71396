"""Statistics."""

from . import Route

ROUTES: tuple[Route, ...] = ()
