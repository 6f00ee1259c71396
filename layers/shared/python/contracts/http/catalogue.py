"""All routes of the platform: the OpenAPI document and the test matrices start here."""

from importlib import import_module
from pkgutil import iter_modules

from . import Route, __path__


def all_routes() -> tuple[Route, ...]:
    """The ``ROUTES`` of every module of this package, each address once, by path.

    A module that includes another's routes in its own is fine; two different routes for one
    method and path stay both, and a test of the document objects.
    """
    found: list[Route] = []
    for module in iter_modules(__path__):
        declared: tuple[Route, ...] = getattr(
            import_module(f"{__package__}.{module.name}"), "ROUTES", ()
        )
        found += [route for route in declared if route not in found]
    return tuple(sorted(found, key=lambda route: (route.path, route.method)))
