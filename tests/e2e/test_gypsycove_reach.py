"""Each role of GypsyCove is refused at the other two consoles: their platforms do not know it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.support.consoles import Person, invite
from tests.support.family import CONSOLE, Home, make_home
from tests.support.founder import founder_client

pytestmark = pytest.mark.docker
_OTHERS = ("novaos-console", "web-shell")
_ROLES = ("parent", "teen", "child", "admin")


@pytest.fixture(scope="module")
def home(environment: str) -> Home:
    """A family with a parent."""
    return make_home(environment)


@pytest.fixture(scope="module")
def person_of(environment: str, home: Home) -> Callable[[str], Person]:
    """Make somebody with a role."""

    def making(role: str) -> Person:
        if role == "parent":
            return home.parent
        if role != "admin":
            return home.api.invite(role, "Somebody", home.id)
        with founder_client(environment) as founder:
            return invite(founder, role, CONSOLE, "Ina Admin")

    return making


@pytest.mark.parametrize("role", _ROLES)
def test_role_is_known_here_and_refused_elsewhere(
    visit: OpenPage, person_of: Callable[[str], Person], role: str
) -> None:
    person = person_of(role)
    page = visit(CONSOLE).log_in(person)
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    for console in _OTHERS:
        page = visit(console).open("/login")
        page.get_by_label("Login").fill(person.login)
        page.get_by_label("Password").fill(person.password)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert").locator(".banner")).to_be_visible()
        assert page.url.endswith("/login")
        expect(page.get_by_role("button", name="Log out")).to_have_count(0)
