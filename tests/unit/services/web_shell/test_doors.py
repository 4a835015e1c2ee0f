"""The studio is for creators and the pages of members for members, before core-api is asked."""

import re

import pytest
from starlette.routing import BaseRoute, Route

from services.web_shell.creators.routes import ROUTES as CREATORS
from services.web_shell.members.routes import ROUTES as MEMBERS
from tests.support.black_rose_console import BlackRoseConsole

_ID = "33333333-3333-4333-8333-333333333333"
_SHARED = "/messages"
"""Open to every role: core-api decides about rooms."""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> BlackRoseConsole:
    return BlackRoseConsole(tmp_path_factory.mktemp("console"))


def _routes(area: tuple[BaseRoute, ...]) -> list[Route]:
    found = [route for route in area if isinstance(route, Route)]
    return [route for route in found if not route.path.startswith(_SHARED)]


def _name(route: Route) -> str:
    return f"{'/'.join(sorted(route.methods or ()))} {route.path}"


def _ask(console: BlackRoseConsole, route: Route) -> int:
    """Ask for a page, or send an empty form."""
    path = re.sub(r"\{\w+\}", _ID, route.path)
    is_change = "POST" in (route.methods or set())
    answer = console.post(path) if is_change else console.get(path)
    return answer.status_code


@pytest.mark.parametrize("route", _routes(CREATORS), ids=_name)
@pytest.mark.parametrize("role", ["member", "admin", "godmode"])
def test_studio_is_refused_to_who_is_no_creator(
    console: BlackRoseConsole, route: Route, role: str
) -> None:
    console.enter_as(role)
    assert _ask(console, route) == 403
    assert console.core_api.asked == []


@pytest.mark.parametrize("route", _routes(MEMBERS), ids=_name)
@pytest.mark.parametrize("role", ["creator", "admin", "godmode"])
def test_pages_of_members_are_refused_to_others(
    console: BlackRoseConsole, route: Route, role: str
) -> None:
    console.enter_as(role, _ID)
    assert _ask(console, route) == 403
    assert console.core_api.asked == []
