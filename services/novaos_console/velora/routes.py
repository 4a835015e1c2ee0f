"""Routes of this area."""

from starlette.routing import BaseRoute

ROUTES: tuple[BaseRoute, ...] = ()
