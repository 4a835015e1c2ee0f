"""What tests do on Black Rose besides clicking: come in, go on by keyboard, forge a change."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.support.black_rose import CONSOLE
from tests.support.browser import Watched, open_page
from tests.support.consoles import Person

_FOCUSED = "() => document.activeElement.name || document.activeElement.textContent.trim()"
_FORGE = """([path, form]) => fetch(path, {
  method: 'POST', body: new URLSearchParams(form), headers: {'HX-Request': 'true'}
}).then(answer => answer.status)"""
_STOPS_MAX = 60


@contextmanager
def entered_as(browser: Browser, environment: str, person: Person) -> Iterator[Watched]:
    """Open a browser of its own in which somebody is logged in."""
    context, watched = open_page(browser, environment, CONSOLE)
    watched.log_in(person)
    yield watched
    context.close()


@contextmanager
def without_faults(watched: Watched) -> Iterator[Watched]:
    """Use a browser that others used, and answer for what goes wrong from now on."""
    watched.faults.clear()
    yield watched
    assert not watched.faults, "\n".join(watched.faults)


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on the field with this name, or on what says this."""
    for _ in range(_STOPS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED) == wanted:
            return
    raise AssertionError(f"Tab never reached {wanted}")


def forge(page: Page, path: str, form: dict[str, str] | None = None) -> int:
    """Send a change from the page as its own script would, and return the status."""
    status: int = page.evaluate(_FORGE, [path, form or {}])
    return status
