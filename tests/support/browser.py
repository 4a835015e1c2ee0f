"""Real headless Chromium, the distribution's package, driven by Playwright.

Every page is watched: an error of a script, a refusal by the Content-Security-Policy or a request
to anywhere but the console fails the test, whatever else it looked for.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.support.consoles import Person, console_url

CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = [
    "--no-sandbox",  # tests run as root in CI; the pages are ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_LIMIT_MS = 15_000
"""Of an action and of an expectation: other lanes keep the host busy."""
_REFUSED_BY_SERVER = re.compile(r"status of 4\d\d|Response Status Error Code 4\d\d")
"""What Chromium and htmx say of an answer 4xx; tests of refusals cause them on purpose."""
_FORGE = """([path, form]) => fetch(path, {
  method: 'POST', body: new URLSearchParams(form), headers: {'HX-Request': 'true'}
}).then(answer => answer.status)"""
_FOCUSED = "() => document.activeElement.name || document.activeElement.textContent.trim()"
_STOPS_MAX = 60


@dataclass
class Watched:
    """A page, and what went wrong on it."""

    page: Page
    url: str
    """Of the console."""
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the console."""
        self.page.goto(self.url + path)
        return self.page

    def log_in(self, person: Person, path: str = "/") -> Page:
        """Log in as somebody, by the form."""
        page = self.open(path)
        page.get_by_label("Login").fill(person.login)
        page.get_by_label("Password").fill(person.password)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda found: "/login" not in found)
        return page

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error, unless it is an answer 4xx."""
        if message.type == "error" and not _REFUSED_BY_SERVER.search(message.text):
            self.faults.append(f"console: {message.text}")

    def on_request(self, request: Request) -> None:
        """Note a request to somebody else."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(self.url).netloc:
            self.faults.append(f"request to {request.url}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser of its own profile."""
    expect.set_options(timeout=_LIMIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


def open_page(
    browser: Browser, environment: str, console: str, **options: object
) -> tuple[BrowserContext, Watched]:
    """Open a page of a console in a context of its own; the caller closes the context."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(_LIMIT_MS)
    watched = Watched(context.new_page(), console_url(environment, console))
    watched.page.on("console", watched.on_console)
    watched.page.on("pageerror", lambda error: watched.faults.append(f"script: {error}"))
    watched.page.on("request", watched.on_request)
    return context, watched


@contextmanager
def watching(browser: Browser, environment: str, console: str) -> Iterator[Watched]:
    """Open a page that several tests use; what went wrong on it fails when it is closed."""
    context, watched = open_page(browser, environment, console)
    try:
        yield watched
    finally:
        context.close()
    assert not watched.faults, "\n".join(watched.faults)


@contextmanager
def logged_in(
    browser: Browser, environment: str, person: Person, path: str = "/account"
) -> Iterator[Watched]:
    """The same for somebody, who logs in once at the own console."""
    with watching(browser, environment, person.console) as watched:
        watched.log_in(person, path)
        yield watched


def forge(page: Page, path: str, form: dict[str, str] | None = None) -> int:
    """Send a change from the page as its own script would, and return the status."""
    status: int = page.evaluate(_FORGE, [path, form or {}])
    return status


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on the field with this name, or on what says this."""
    for _ in range(_STOPS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED) == wanted:
            return
    raise AssertionError(f"Tab never reached {wanted}")
