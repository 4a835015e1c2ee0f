"""Every route of every console: the headers are there, and nobody gets in unasked."""

import re
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser
from starlette.routing import Route

from services.console.account import ACCOUNT_ROUTES
from services.console.console import Console
from services.gypsy_cove.console import CONSOLE as GYPSY_COVE
from services.novaos_console.console import CONSOLE as NOVAOS_CONSOLE
from services.web_shell.console import CONSOLE as WEB_SHELL
from tests.support.browser import logged_in
from tests.support.consoles import console_url, the_founder
from tests.support.security_headers import check_security_headers

pytestmark = pytest.mark.docker
_CONSOLES = {one.name: one for one in (NOVAOS_CONSOLE, GYPSY_COVE, WEB_SHELL)}
_PUBLIC = {"/login", "/invitation", "/health"}
_PUBLIC_PREFIXES = ("/report/",)
_UNKNOWN = str(uuid.UUID(int=0))
_ENDS_A_SESSION = {"/logout", "/login", "/reauthenticate", "/password"}


def _routes(console: Console) -> list[tuple[str, str]]:
    """Method and path of each route, with an id that nothing has."""
    found = []
    for route in (*ACCOUNT_ROUTES, *console.routes):
        assert isinstance(route, Route)
        path = re.sub(r"{[^}]+}", _UNKNOWN, route.path)
        found += [(method, path) for method in sorted(route.methods or ()) if method != "HEAD"]
    return found


@pytest.fixture(params=_CONSOLES)
def console(request: pytest.FixtureRequest) -> Console:
    return _CONSOLES[request.param]


@pytest.fixture
def nobody(environment: str, console: Console) -> Iterator[httpx.Client]:
    # Browsers know names under `localhost` by themselves, other programs need not.
    port = urlsplit(console_url(environment, console.name)).port
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield client


def test_routes_have_all_headers_and_let_nobody_in(nobody: httpx.Client, console: Console) -> None:
    ours = {"Origin": str(nobody.base_url).rstrip("/"), "HX-Request": "true"}
    wrong = []
    for method, path in _routes(console):
        answer = nobody.request(method, path, headers=ours if method == "POST" else {})
        wrong += [f"{method} {path}: {one}" for one in check_security_headers(answer.headers)]
        is_public = path in _PUBLIC or path.startswith(_PUBLIC_PREFIXES)
        target = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
        if not is_public and not target.startswith("/login?next="):
            wrong.append(f"{method} {path}: status {answer.status_code} without a session")
    assert wrong == []
    assert len(_routes(console)) > len(ACCOUNT_ROUTES)


def test_changes_without_proof_of_their_source_are_refused(
    nobody: httpx.Client, console: Console
) -> None:
    changes = [path for method, path in _routes(console) if method == "POST"]
    assert {path: nobody.post(path).status_code for path in changes} == dict.fromkeys(changes, 403)


def test_pages_have_all_headers_for_the_founder_too(
    browser: Browser, environment: str, nobody: httpx.Client, console: Console
) -> None:
    with logged_in(browser, environment, the_founder(environment, console.name)) as watched:
        known = watched.page.context.cookies()
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in known)
    wrong = []
    for method, path in _routes(console):
        if method == "GET" and path not in _ENDS_A_SESSION:
            answer = nobody.get(path, headers={"Cookie": cookies})
            wrong += [f"{path}: {one}" for one in check_security_headers(answer.headers)]
            if answer.status_code >= 500 or "/login" in answer.headers.get("Location", ""):
                wrong.append(f"{path}: status {answer.status_code}")
    assert wrong == []
