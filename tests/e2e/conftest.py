"""A real browser on the running consoles; what went wrong on any page fails its test.

Playwright keeps an event loop in this thread while a browser is there; so each module has its own
browser, and nothing of it is left for other tests.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import Watched, chromium, open_page

_ENVIRONMENT = os.environ.get("NOVAOS_E2E_ENVIRONMENT", "test")
OpenPage = Callable[..., Watched]


@pytest.fixture(scope="session")
def environment() -> str:
    """Environment whose core-api is asked."""
    return _ENVIRONMENT


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium per module."""
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, environment: str) -> Iterator[OpenPage]:
    """Open pages of consoles: `visit("gypsy-cove")`, each in a context of its own."""
    opened = []

    def opening(console: str, **options: object) -> Watched:
        context, watched = open_page(browser, environment, console, **options)
        opened.append((context, watched))
        return watched

    yield opening
    faults = [fault for _, watched in opened for fault in watched.faults]
    for context, _ in opened:
        context.close()
    assert not faults, "\n".join(faults)
