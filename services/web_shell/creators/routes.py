"""Routes of all pages."""

from starlette.routing import BaseRoute

ROUTES: tuple[BaseRoute, ...] = ()
